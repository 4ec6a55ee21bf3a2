import {after, podTroubles} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** An image that isn't there, or that one may not have. */
export const unpullableImages: Cause = facts =>
	podTroubles(facts, 'image', {
		does: ({about}, {detail}) => `can't pull image ${shortImage(about)}${after(': ', detail)}`,
		hint: (_, deployment) => (deployment ? 'Roll back, or upgrade to an image that can be pulled.' : ''),
	});

/** Without registry and path, a digest cut to what tells two apart. */
function shortImage(image: string): string {
	const name = image.slice(image.lastIndexOf('/') + 1);
	const digestAt = name.indexOf('@');
	if (digestAt === -1) return name;
	return name.slice(0, digestAt + '@sha256:'.length + 12);
}
