import type {Json} from './json.ts';
import {isObject, type KubernetesObject, textIn} from './object.ts';

/** Where a hold is written down, on the object that was told to leave things as they are, for every operator. */
export const heldAnnotation = 'sluice.dev/held';

/** Somebody stopped a GitOps owner from reverting, for a time. Times are milliseconds since the epoch. */
export type Held = {
	readonly who: string;
	readonly since: number;
	readonly until: number;
	/** The policy as it was, to the byte; undefined where there was none. */
	readonly former: Json | undefined;
};

/** The annotation's text. A former policy that was absent has no member. */
export function heldText({who, since, until, former}: Held): string {
	return JSON.stringify({
		who,
		since: new Date(since).toISOString(),
		until: new Date(until).toISOString(),
		...(former !== undefined && {former}),
	});
}

/** The hold an object is under; undefined where there is none, `unreadable` where its annotation means nothing. */
export function heldOf({metadata}: KubernetesObject): Held | 'unreadable' | undefined {
	const text = metadata.annotations?.[heldAnnotation];
	if (text === undefined) return undefined;
	const read = parsed(text);
	if (!isObject(read)) return 'unreadable';
	const [since, until] = [timeIn(read.since), timeIn(read.until)];
	if (since === undefined || until === undefined) return 'unreadable';
	return {who: textIn(read.who) ?? 'somebody', since, until, former: read.former};
}

function parsed(text: string): Json | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function timeIn(value: Json | undefined): number | undefined {
	const time = Date.parse(textIn(value) ?? '');
	return Number.isNaN(time) ? undefined : time;
}
