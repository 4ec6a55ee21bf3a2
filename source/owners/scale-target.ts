import type {Json} from '../model/json.ts';
import {objectIn, textIn} from '../model/object.ts';
import type {Ref} from '../model/ref.ts';

/** Whether a `scaleTargetRef` means the object: kinds of equal name in other groups are other kinds. */
export function isTarget(
	scaleTargetRef: Json | undefined,
	{resource, name}: Ref,
	usual: {readonly kind?: string; readonly apiVersion?: string} = {},
): boolean {
	const target = objectIn(scaleTargetRef);
	const apiVersion = textIn(target.apiVersion) || usual.apiVersion;
	const group = apiVersion?.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
	return (
		(textIn(target.kind) || usual.kind) === resource.kind &&
		target.name === name &&
		(apiVersion === undefined || group === resource.group)
	);
}
