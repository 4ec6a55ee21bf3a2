import type {Health} from './health.ts';

/**
 * What a followed resource tells, in order. A relist fills a hidden buffer and
 * arrives as one `replaced`, so vanished rows go in one step and a table never
 * blanks; only the very first list tells its pages as they come.
 */
export type Change<Row> =
	| {readonly type: 'replaced'; readonly rows: readonly Row[]}
	| {readonly type: 'added-page'; readonly rows: readonly Row[]}
	| {readonly type: 'changed'; readonly row: Row}
	| {readonly type: 'deleted'; readonly uid: string}
	/** Which objects cannot be read, by name, as of now: rows of them would tell what is not so. */
	| {readonly type: 'unreadable'; readonly names: readonly string[]}
	| {readonly type: 'health'; readonly health: Health};
