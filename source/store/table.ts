import type {Change} from '../model/change.ts';
import type {Row} from '../resources/view.ts';

/**
 * The rows of one stream. Copying 50,000 entries at every commit is too slow,
 * so the map is written in place, by `withChanges` alone; a new `Table` object
 * is the sign of new content. Selectors read `touched` from where they left off
 * and look at nothing else, as long as `epoch` is the one they know.
 */
export type Table<R extends Row = Row> = {
	readonly rows: ReadonlyMap<string, R>;
	/** Goes up when the content changed as a whole, and what was arranged from it must be arranged anew. */
	readonly epoch: number;
	/** Uids in the order they changed since the epoch began; only the first `touchedCount` belong to this table. */
	readonly touched: readonly string[];
	readonly touchedCount: number;
};

const mostTouched = 20_000;

let epochs = 0;

export function tableOf<R extends Row>(rows: Iterable<R>): Table<R> {
	const byUid = new Map<string, R>();
	for (const row of rows) byUid.set(row.uid, row);
	epochs++;
	return {rows: byUid, epoch: epochs, touched: [], touchedCount: 0};
}

export const emptyTable: Table<never> = tableOf([]);

/** The table after the changes. The given one must not be used any more: its map has moved on. */
export function withChanges<R extends Row>(table: Table<R>, changes: ReadonlyArray<Change<R>>): Table<R> {
	let next = table.rows === emptyTable.rows || table.touched.length > mostTouched ? renewed(table) : table;
	for (const change of changes) {
		next = change.type === 'replaced' ? tableOf(change.rows) : written(next, change);
	}
	return next.epoch === table.epoch ? {...next, touchedCount: next.touched.length} : next;
}

function renewed<R extends Row>(table: Table<R>): Table<R> {
	return tableOf(table.rows.values());
}

function written<R extends Row>(table: Table<R>, change: Change<R>): Table<R> {
	const rows = table.rows as Map<string, R>;
	const touched = table.touched as string[];
	switch (change.type) {
		case 'added-page':
			for (const row of change.rows) {
				rows.set(row.uid, row);
				touched.push(row.uid);
			}
			break;
		case 'changed':
			rows.set(change.row.uid, change.row);
			touched.push(change.row.uid);
			break;
		case 'deleted':
			rows.delete(change.uid);
			touched.push(change.uid);
			break;
		default:
	}
	return touched.length === table.touchedCount ? table : {...table, touchedCount: touched.length};
}
