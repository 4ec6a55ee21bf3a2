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
	| {readonly type: 'health'; readonly health: Health};
