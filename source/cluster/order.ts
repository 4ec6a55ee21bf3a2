import type {KubernetesObject} from '../model/object.ts';

/** As many as change between two lists on a busy cluster; the longest known are let go first. */
const most = 10_000;

export type Order = {
	/** Whether a watch has told of this object in a later version; else this is the latest from now on. */
	isPast(object: KubernetesObject): boolean;
};

/** Versions of what a watch has told of: a proxy or a server that repeats itself must not turn time back. */
export function order(): Order {
	const versions = new Map<string, string>();
	return {
		isPast({metadata: {uid, resourceVersion}}) {
			const known = versions.get(uid);
			if (typeof resourceVersion !== 'string') return false;
			if (known !== undefined && isOlder(resourceVersion, known)) return true;
			versions.delete(uid);
			versions.set(uid, resourceVersion);
			if (versions.size > most) versions.delete(versions.keys().next().value!);
			return false;
		},
	};
}

/** Versions are decimal numbers of any length; of anything else no order is known. */
function isOlder(version: string, known: string): boolean {
	if (!/^\d+$/.test(version) || !/^\d+$/.test(known)) return false;
	return version.length === known.length ? version < known : version.length < known.length;
}
