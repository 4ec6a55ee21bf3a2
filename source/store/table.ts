import type {Change} from '../model/change.ts';
import type {Row} from '../resources/view.ts';

/**
 * The rows of one stream. Copying 50,000 entries at every commit is too slow,
 * so the map is written in place, by `withChanges` alone; a new `Table` object
 * is the sign of new content. Selectors read `touches` from where they left off
 * and look at nothing else, as long as `epoch` is the one they know.
 */
export type Table<R extends Row = Row> = {
	readonly rows: ReadonlyMap<string, R>;
	/** Goes up when the content changed as a whole, and what was arranged from it must be arranged anew. */
	readonly epoch: number;
	/** Changes of single rows since the epoch began, oldest first; the earliest are let go. */
	readonly touches: ReadonlyArray<Touch<R>>;
	/** How many were let go. */
	readonly forgotten: number;
	/** How many there were when this table was made, those let go included. */
	readonly touched: number;
};

/** A row that was added, changed or deleted, and what it was before. */
export type Touch<R extends Row = Row> = {readonly uid: string; readonly former: R | undefined};

const mostTouches = 4096;
const keptTouches = 1024;

let epochs = 0;

export function tableOf<R extends Row>(rows: Iterable<R>): Table<R> {
	const byUid = new Map<string, R>();
	for (const row of rows) byUid.set(row.uid, row);
	epochs++;
	return {rows: byUid, epoch: epochs, touches: [], forgotten: 0, touched: 0};
}

export const emptyTable: Table<never> = tableOf([]);

/** The table after the changes. The given one must not be used any more: its map has moved on. */
export function withChanges<R extends Row>(table: Table<R>, changes: ReadonlyArray<Change<R>>): Table<R> {
	let next = table.rows === emptyTable.rows ? tableOf<R>([]) : shortened(table);
	for (const change of changes) {
		if (change.type === 'replaced') next = tableOf(change.rows);
		else write(next, change);
	}
	return {...next, touched: next.forgotten + next.touches.length};
}

/** The touches since a former state of the table; undefined where they were let go, or all has changed. */
export function touchesSince<R extends Row>(
	table: Table<R>,
	former: Table<R>,
): ReadonlyArray<Touch<R>> | undefined {
	if (former.epoch !== table.epoch || former.touched < table.forgotten) return undefined;
	return table.touches.slice(former.touched - table.forgotten, table.touched - table.forgotten);
}

function shortened<R extends Row>(table: Table<R>): Table<R> {
	const {touches, forgotten} = table;
	if (touches.length < mostTouches) return table;
	return {
		...table,
		touches: touches.slice(-keptTouches),
		forgotten: forgotten + touches.length - keptTouches,
	};
}

function write<R extends Row>(table: Table<R>, change: Change<R>): void {
	switch (change.type) {
		case 'added-page':
			for (const row of change.rows) put(table, row.uid, row);
			break;
		case 'changed':
			put(table, change.row.uid, change.row);
			break;
		case 'deleted':
			put(table, change.uid, undefined);
			break;
		default:
	}
}

function put<R extends Row>({rows, touches}: Table<R>, uid: string, row: R | undefined): void {
	const written = rows as Map<string, R>;
	(touches as Touch<R>[]).push({uid, former: written.get(uid)});
	if (row === undefined) written.delete(uid);
	else written.set(uid, row);
}
