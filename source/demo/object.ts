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
	if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && isSameList(a, b);
	return isSameTree(a, b);
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
	return a.length === b.length && a.every((element, i) => isSame(element, b[i]));
}

/** Asked for every write, and so without a list of members to throw away. */
function isSameTree(a: Tree, b: Tree): boolean {
	let surplus = 0;
	for (const _ in b) surplus++;
	for (const member in a) {
		if (!(member in b) || !isSame(a[member], b[member])) return false;
		surplus--;
	}
	return surplus === 0;
}

/** A copy of a JSON value that shares nothing with it; many times as quick as `structuredClone`. */
export function copied<T>(value: T): T {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(copied) as T;
	const copy: Tree = {...value};
	for (const name of Object.keys(copy)) copy[name] = copied(copy[name]);
	return copy as T;
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
	const kept: Tree = {};
	for (const name in value) {
		const inner: unknown = value[name];
		if (inner !== undefined && inner !== 0 && inner !== '') kept[name] = inner;
	}
	return kept as T;
}
