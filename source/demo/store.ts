import type {Kind} from './kinds/kind.ts';
import type {KubernetesObject} from './object.ts';

/**
 * The text that was made last. All who watch ask for it one after the other; kept with each entry it
 * would take more memory than the entries themselves.
 */
let lastText: {readonly object: KubernetesObject; readonly text: string} | undefined;

/** One version of one object. Its text is made when somebody asks, and once for all who do so together. */
export class Entry {
	readonly kind: Kind;
	readonly object: KubernetesObject;
	readonly version: number;

	constructor(kind: Kind, object: KubernetesObject, version: number) {
		this.kind = kind;
		this.object = object;
		this.version = version;
	}

	/** Its JSON as an element of a list; elements of built-in kinds carry no `kind` and `apiVersion`. */
	get elementText(): string {
		return this.kind.isCustom ? this.text : this.#bare;
	}

	/** Its JSON on its own, with `kind` and `apiVersion`. */
	get text(): string {
		return `{"kind":"${this.kind.kind}","apiVersion":"${apiVersion(this.kind)}",${this.#bare.slice(1)}`;
	}

	get #bare(): string {
		if (lastText?.object !== this.object) lastText = {object: this.object, text: JSON.stringify(this.object)};
		return lastText.text;
	}
}

export type Change = {
	readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
	readonly version: number;
	/** After the change; of a deleted object, its last state under the version of the deletion. */
	readonly entry: Entry;
	readonly before?: Entry;
};

/** All objects of one kind, and how they last changed. */
type Shelf = {
	readonly byKey: Map<string, Entry>;
	/** In the order of lists. */
	readonly keys: string[];
	readonly changes: Change[];
	/** Changes up to this version are no longer, or never were, in `changes`. */
	forgottenUpTo: number;
};

/** Changes kept per kind for watches that resume. */
const historyLength = 2000;

/**
 * Holds every object under one counter of versions, remembers recent changes so that watches can
 * resume, and knows who owns what. It checks nothing: what may be stored is decided by the registry.
 */
export class Store {
	#version: number;
	readonly #firstVersion: number;
	readonly #shelves = new Map<Kind, Shelf>();
	readonly #owned = new Map<string, Map<string, Entry>>();
	readonly #listeners = new Set<(change: Change) => void>();
	readonly #dryRunListeners = new Set<(entry: Entry) => void>();

	/** Versions before `firstVersion` are forgotten from the start. */
	constructor(firstVersion = 1000) {
		this.#version = firstVersion;
		this.#firstVersion = firstVersion;
	}

	get version(): number {
		return this.#version;
	}

	get(kind: Kind, namespace: string | undefined, name: string): Entry | undefined {
		return this.#shelf(kind).byKey.get(keyOf(namespace, name));
	}

	/** The same object as it is now; undefined once it is gone, though another of its name may be there. */
	present({kind, object}: Pick<Entry, 'kind' | 'object'>): Entry | undefined {
		const {namespace, name, uid} = object.metadata;
		const found = this.get(kind, namespace, name);
		return found?.object.metadata.uid === uid ? found : undefined;
	}

	count(kind: Kind): number {
		return this.#shelf(kind).byKey.size;
	}

	/** Entries in order of namespace and name, of one namespace or of all. */
	list(kind: Kind, namespace?: string): Entry[] {
		const {keys, byKey} = this.#shelf(kind);
		const within = namespace ? keys.slice(...rangeOf(keys, namespace)) : keys;
		return within.map(key => byKey.get(key)!);
	}

	/** The entries as they were at `version`; undefined when that is forgotten. */
	listAt(kind: Kind, version: number, namespace?: string): Entry[] | undefined {
		if (version >= this.#version) return this.list(kind, namespace);
		const since = this.changesAfter(kind, version);
		if (!since) return undefined;
		const past = new Map<string, Entry | undefined>();
		for (const {entry, before} of since.toReversed()) past.set(keyOfEntry(entry), before);
		const {keys, byKey} = this.#shelf(kind);
		const gone = [...past.keys()].filter(key => past.get(key) && !byKey.has(key));
		const all = gone.length > 0 ? [...keys, ...gone].sort() : keys;
		const within = namespace ? all.slice(...rangeOf(all, namespace)) : all;
		return within.flatMap(key => (past.has(key) ? (past.get(key) ?? []) : byKey.get(key)!));
	}

	/** What names the object with this uid among its owners, of one kind or of all. */
	ownedBy(uid: string, kind?: Kind): Entry[] {
		const owned = [...(this.#owned.get(uid)?.values() ?? [])];
		return kind ? owned.filter(entry => entry.kind === kind) : owned;
	}

	put(kind: Kind, object: KubernetesObject): Entry {
		const shelf = this.#shelf(kind);
		const key = keyOf(object.metadata.namespace, object.metadata.name);
		const before = shelf.byKey.get(key);
		const entry = this.#stamp(kind, object);
		shelf.byKey.set(key, entry);
		if (!before) shelf.keys.splice(positionOf(shelf.keys, key), 0, key);
		this.#setOwners(before, entry);
		this.#announce(shelf, {type: before ? 'MODIFIED' : 'ADDED', version: entry.version, entry, before});
		return entry;
	}

	remove(before: Entry): Entry {
		const shelf = this.#shelf(before.kind);
		const {namespace, name} = before.object.metadata;
		const entry = this.#stamp(before.kind, before.object);
		const key = keyOf(namespace, name);
		if (shelf.byKey.delete(key)) shelf.keys.splice(positionOf(shelf.keys, key), 1);
		this.#setOwners(before, undefined);
		this.#announce(shelf, {type: 'DELETED', version: entry.version, entry, before});
		return entry;
	}

	/** Changes after `version`, oldest first; undefined when some of them are forgotten. */
	changesAfter(kind: Kind, version: number): Change[] | undefined {
		const {changes, forgottenUpTo} = this.#shelf(kind);
		if (version < forgottenUpTo) return undefined;
		let first = changes.length;
		while (first > 0 && changes[first - 1]!.version > version) first--;
		return changes.slice(first);
	}

	forgottenUpTo(kind: Kind): number {
		return this.#shelf(kind).forgottenUpTo;
	}

	/** Calls `listener` with each change as it happens; the result ends that. */
	onChange(listener: (change: Change) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Stores nothing of a dry run, and lets those know who want to. */
	pretend(entry: Entry): Entry {
		for (const listener of this.#dryRunListeners) listener(entry);
		return entry;
	}

	/** Calls `listener` with each object that a dry run would have stored in place of another; the result ends that. */
	onDryRun(listener: (entry: Entry) => void): () => void {
		this.#dryRunListeners.add(listener);
		return () => this.#dryRunListeners.delete(listener);
	}

	#shelf(kind: Kind): Shelf {
		let shelf = this.#shelves.get(kind);
		if (!shelf) {
			shelf = {byKey: new Map(), keys: [], changes: [], forgottenUpTo: this.#firstVersion};
			this.#shelves.set(kind, shelf);
		}
		return shelf;
	}

	#stamp(kind: Kind, object: KubernetesObject): Entry {
		const version = ++this.#version;
		const metadata = {...object.metadata, resourceVersion: String(version)};
		return new Entry(kind, {...object, metadata}, version);
	}

	#setOwners(before: Entry | undefined, after: Entry | undefined): void {
		for (const {uid} of before?.object.metadata.ownerReferences ?? []) {
			const owned = this.#owned.get(uid);
			owned?.delete(before!.object.metadata.uid);
			if (owned?.size === 0) this.#owned.delete(uid);
		}
		for (const {uid} of after?.object.metadata.ownerReferences ?? []) {
			const owned = this.#owned.get(uid) ?? new Map<string, Entry>();
			this.#owned.set(uid, owned.set(after!.object.metadata.uid, after!));
		}
	}

	#announce(shelf: Shelf, change: Change): void {
		shelf.changes.push(change);
		if (shelf.changes.length >= 2 * historyLength) {
			const forgotten = shelf.changes.splice(0, historyLength);
			shelf.forgottenUpTo = forgotten.at(-1)!.version;
		}
		for (const listener of this.#listeners) listener(change);
	}
}

export function apiVersion(kind: {group: string; version: string}): string {
	return kind.group ? `${kind.group}/${kind.version}` : kind.version;
}

/** Sorted as etcd sorts its keys: by bytes, so `a-b/x` comes before `a/x`. */
function keyOf(namespace: string | undefined, name: string): string {
	return namespace ? `${namespace}/${name}` : name;
}

function keyOfEntry({object}: Entry): string {
	return keyOf(object.metadata.namespace, object.metadata.name);
}

/** Where `key` is in sorted keys, or would have to go. */
function positionOf(keys: readonly string[], key: string): number {
	let low = 0;
	let high = keys.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (keys[middle]! < key) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** From where to where sorted keys are of this namespace; `0` follows `/` in their order. */
function rangeOf(keys: readonly string[], namespace: string): [number, number] {
	return [positionOf(keys, `${namespace}/`), positionOf(keys, `${namespace}0`)];
}
