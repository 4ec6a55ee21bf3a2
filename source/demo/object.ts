/** A JSON object of unknown shape: an API server stores what it is sent and looks only where it must. */
// biome-ignore lint/suspicious/noExplicitAny: members are checked by the kind's fields before they are stored
export type Tree = {[member: string]: any};

export type OwnerReference = {
	apiVersion: string;
	kind: string;
	name: string;
	uid: string;
	controller?: boolean;
	blockOwnerDeletion?: boolean;
};

export type Metadata = {
	name: string;
	namespace?: string;
	uid: string;
	resourceVersion: string;
	generation?: number;
	creationTimestamp: string;
	deletionTimestamp?: string;
	deletionGracePeriodSeconds?: number;
	labels?: Record<string, string>;
	annotations?: Record<string, string>;
	finalizers?: string[];
	ownerReferences?: OwnerReference[];
	managedFields?: Tree[];
};

/**
 * An object as the store keeps it: without `kind` and `apiVersion`, which follow from where it is kept.
 * Never changed in place; a new version is a new object that shares what did not change.
 */
export type KubernetesObject = {metadata: Metadata} & Tree;

/** Equal as JSON values, whatever the order of members. */
export function isSame(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	const members = Object.keys(a);
	if (members.length !== Object.keys(b).length) return false;
	return members.every(member => member in b && isSame((a as Tree)[member], (b as Tree)[member]));
}

/** The text of a value with members in order, so that equal values have equal text. */
export function canonical(value: unknown): string {
	return JSON.stringify(value, (_, inner) =>
		inner && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}

/** The owner that manages `object`, of which there is at most one. */
export function controllerOf(object: KubernetesObject): OwnerReference | undefined {
	return object.metadata.ownerReferences?.find(owner => owner.controller);
}

/** `value` without members that Go leaves out when they hold nothing: zero, empty text, false, undefined. */
export function withoutEmpty<T extends Tree>(value: T): T {
	return Object.fromEntries(
		Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== 0 && inner !== ''),
	) as T;
}
