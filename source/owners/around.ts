import type {KubernetesObject} from '../model/object.ts';
import type {Resource} from '../model/ref.ts';

/**
 * Objects that an owner is judged by. With a name, that one; of a kind that
 * lives in namespaces, in any of them where none is given. Without a name, all
 * of the namespace.
 */
export type Wanted = {
	readonly group: string;
	readonly plural: string;
	readonly namespace?: string;
	readonly name?: string;
};

/** What became of looking: kinds that are not served have no objects; what could not be read is not "none". */
export type Found =
	| {readonly state: 'found'; readonly resource: Resource; readonly objects: readonly KubernetesObject[]}
	| {readonly state: 'unserved'}
	| {readonly state: 'unknown'; readonly says: string};

export type Around = ReadonlyMap<string, Found>;

/** Two wishes with the same key are the same. */
export function wantedKey({group, plural, namespace = '', name = ''}: Wanted): string {
	return `${plural}.${group} ${namespace}/${name}`;
}

/** What was found of a wish; unknown where nobody looked. */
export function foundOf(around: Around | undefined, wanted: Wanted): Found {
	return around?.get(wantedKey(wanted)) ?? {state: 'unknown', says: 'Nobody looked.'};
}

/** All objects found of several wishes. */
export function objectsFound(
	around: Around | undefined,
	wanted: readonly Wanted[],
): ReadonlyArray<{readonly resource: Resource; readonly object: KubernetesObject}> {
	return wanted.flatMap(each => {
		const found = foundOf(around, each);
		return found.state === 'found' ? found.objects.map(object => ({resource: found.resource, object})) : [];
	});
}
