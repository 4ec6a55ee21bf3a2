import type {Change} from '../model/change.ts';
import type {Project} from '../model/cluster.ts';
import type {KubernetesObject} from '../model/object.ts';
import {order} from './order.ts';

/** Turns objects, as lists and watches bring them, into changes of rows. */
export type Intake = {
	/** From here to `endList` objects belong to a list. */
	beginList(): void;
	put(object: KubernetesObject): void;
	remove(object: KubernetesObject): void;
	/** Tells the rows of the very first list that have come; a relist stays hidden. */
	flush(): void;
	/** How many objects the present list has brought. */
	count(): number;
	endList(): void;
	/** From here to `endPoll` objects are a full list again, of which only differences are told. */
	beginPoll(): void;
	compare(object: KubernetesObject): void;
	endPoll(): void;
};

export function intake<Row extends {readonly uid: string}>(
	project: Project<Row>,
	tell: (change: Change<Row>) => void,
): Intake {
	let hasTold = false;
	let received = 0;
	/** Rows of the very first list, not told yet. */
	let page: Row[] | undefined;
	/** Rows of a relist, swapped in at its end. */
	let hidden: Map<string, Row> | undefined;
	/** Versions by uid as the last poll saw them; unknown once a watch has spoken. */
	let known: Map<string, string | undefined> | undefined;
	let seen = new Map<string, string | undefined>();
	let told = order();
	/** Names by uid of what is no object of its kind: a member of the wrong type, or none where one must be. */
	let unreadable = new Map<string, string>();
	let toldUnreadable = '';

	function rowOf(object: KubernetesObject): Row | undefined {
		const {uid, name, namespace} = object.metadata;
		try {
			if (typeof uid !== 'string' || typeof name !== 'string') throw new TypeError('no name or uid');
			const row = project(object);
			unreadable.delete(uid);
			return row;
		} catch {
			unreadable.set(String(uid), `${namespace ? `${namespace}/` : ''}${String(name)}`);
			return undefined;
		}
	}

	function uidOf(object: KubernetesObject): string {
		return rowOf(object)?.uid ?? object.metadata.uid;
	}

	function tellUnreadable(): void {
		const names = [...unreadable.values()];
		if (names.join() === toldUnreadable) return;
		toldUnreadable = names.join();
		tell({type: 'unreadable', names});
	}

	function flush(): void {
		if (!page || page.length === 0) return;
		hasTold = true;
		tell({type: 'added-page', rows: page});
		page = [];
	}

	function put(object: KubernetesObject): void {
		const isListing = page !== undefined || hidden !== undefined;
		if (!isListing && told.isPast(object)) return;
		known = undefined;
		received++;
		const row = rowOf(object);
		if (page) {
			if (row) page.push(row);
		} else if (hidden) {
			if (row) hidden.set(row.uid, row);
		} else if (row) tell({type: 'changed', row});
		else tell({type: 'deleted', uid: object.metadata.uid});
		if (!isListing) tellUnreadable();
	}

	function swapIn(): void {
		if (!hidden) return;
		const rows = [...hidden.values()];
		hidden = undefined;
		hasTold = true;
		tell({type: 'replaced', rows});
	}

	return {
		beginList() {
			received = 0;
			told = order();
			unreadable = new Map();
			page = hasTold ? undefined : [];
			hidden = hasTold ? new Map() : undefined;
		},
		put,
		remove(object) {
			if (!page && !hidden && told.isPast(object)) return;
			known = undefined;
			const uid = uidOf(object);
			unreadable.delete(object.metadata.uid);
			if (hidden) return void hidden.delete(uid);
			flush();
			tell({type: 'deleted', uid});
			if (!page) tellUnreadable();
		},
		flush,
		count: () => received,
		endList() {
			flush();
			page = undefined;
			hasTold = true;
			swapIn();
			tellUnreadable();
		},
		beginPoll() {
			seen = new Map();
			unreadable = new Map();
			hidden = known ? undefined : new Map();
		},
		compare(object) {
			const row = rowOf(object);
			if (!row) return;
			const version = object.metadata.resourceVersion;
			seen.set(row.uid, version);
			if (hidden) hidden.set(row.uid, row);
			else if (version === undefined || known?.get(row.uid) !== version) tell({type: 'changed', row});
		},
		endPoll() {
			for (const uid of known?.keys() ?? []) if (!seen.has(uid)) tell({type: 'deleted', uid});
			swapIn();
			known = seen;
			tellUnreadable();
		},
	};
}
