import type {Json, JsonObject} from '../model/json.ts';
import {isObject, type KubernetesObject} from '../model/object.ts';

/** Asks for tables; a server that makes none of a kind answers with its objects. */
export const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/**
 * Takes objects out of the tables of one list and the watches after it: each is
 * its metadata, its `cells`, and the `columns` they stand in. The objects of a
 * server that makes no tables come as they are.
 */
export type Tables = {
	/** From here on a list is read, whose columns may be any. */
	beginList(): void;
	/** What stands in a list; `envelope` is what came of the list before it. */
	fromMember(member: JsonObject | undefined, envelope: () => string): JsonObject | undefined;
	/** What an event is about; undefined where its columns are other ones than those of the list. */
	fromEvent(object: KubernetesObject): KubernetesObject | undefined;
};

const none = '[]';

export function tables(): Tables {
	let columns: Json = [];
	let text = none;
	let page: (() => string) | undefined;

	/** The same columns are the same value, however often they are sent. */
	function keep(sent: Json): void {
		const read = JSON.stringify(sent);
		if (read === text) return;
		columns = sent;
		text = read;
	}

	return {
		beginList() {
			text = none;
			page = undefined;
		},
		fromMember(member, envelope) {
			if (member === undefined || isObject(member.metadata)) return member;
			// Each page has an envelope of its own, read once.
			if (envelope !== page) keep(columnsIn(envelope()));
			page = envelope;
			return objectOf(member, columns);
		},
		fromEvent(object) {
			if (object.kind !== 'Table') return object;
			const {columnDefinitions: sent, rows} = object;
			// The first event of a watch tells them, be it one that begins with the list.
			if (Array.isArray(sent) && text === none) keep(sent);
			else if (Array.isArray(sent) && JSON.stringify(sent) !== text) return undefined;
			const row = Array.isArray(rows) && isObject(rows[0]) ? rows[0] : {};
			return (objectOf(row, columns) ?? {metadata: {}}) as KubernetesObject;
		},
	};
}

function objectOf({object, cells}: JsonObject, columns: Json): JsonObject | undefined {
	if (!isObject(object) || !isObject(object.metadata)) return undefined;
	// What it is called here is the row, not the object.
	return {metadata: object.metadata, cells: cells ?? null, columns};
}

/** A table says its columns before its rows. */
function columnsIn(envelope: string): Json {
	try {
		const {columnDefinitions} = JSON.parse(`${envelope}]}`) as JsonObject;
		return Array.isArray(columnDefinitions) ? columnDefinitions : [];
	} catch {
		return [];
	}
}
