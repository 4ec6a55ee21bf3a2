import type {Facts, ResourceView, Row} from '../resources/view.ts';
import {filterOf} from './filter.ts';
import {byColumn, byName, type Compare, type Sort, sortedByColumn} from './order.ts';
import {type Table, type Touch, touchesSince} from './table.ts';

/** What a list needs of a view; lists that no stream feeds (splits, the journal) have no more than this. */
export type ListView<R extends Row = Row> = Pick<
	ResourceView<R>,
	'name' | 'columns' | 'order' | 'search' | 'isFaulty' | 'isNamespaced' | 'isEverywhere'
>;

/** Which rows are wanted, and in which order. Two recipes with the same values are the same. */
export type Recipe = {
	readonly filter: string;
	readonly faultsOnly: boolean;
	/** Uids that are at fault for another reason than the view's; compared by identity. */
	readonly faulty?: ReadonlySet<string>;
	readonly sort?: Sort;
	/** Keeps only rows this accepts; compared by identity. */
	readonly within?: (row: Row) => boolean;
	/** Changes when facts that the order or the faults depend on have moved. */
	readonly beat?: unknown;
};

export type Arranged<R extends Row = Row> = {
	readonly table: Table<R>;
	readonly view: ListView<R>;
	readonly recipe: Recipe;
	readonly rows: readonly R[];
};

/**
 * The rows of a table as a list shows them. Given what it answered before, it
 * keeps the former order and only moves what was touched since: at 50,000 rows
 * and a thousand changes a second, sorting anew would be most of the work.
 * `byNames` are all rows of the table by name, where somebody has them already.
 */
export function arrange<R extends Row>(
	table: Table<R>,
	view: ListView<R>,
	recipe: Recipe,
	facts: Facts,
	former?: Arranged<R>,
	byNames?: readonly R[],
): Arranged<R> {
	const keeps = keeper(view, recipe, facts);
	const compare = comparer(view, recipe, facts);
	const touches = former && isSame(former, view, recipe) ? touchesSince(table, former.table) : undefined;
	if (former !== undefined && touches?.length === 0) return {...former, table};
	const kept = former && touches && moved(former.rows, touches, table, keeps, compare);
	return {table, view, recipe, rows: kept ?? sorted()};

	function sorted(): readonly R[] {
		const named = byNames?.filter(keeps) ?? [...table.rows.values()].filter(keeps).sort(byName);
		const column = columnOf(view, recipe);
		return column === undefined
			? named
			: sortedByColumn(named, column, recipe.sort?.isDescending ?? false, facts);
	}
}

/** Nothing left out, in the order of names. */
export const everyName: Recipe = {filter: '', faultsOnly: false};

/** Where the former order loses a row, or gains one just before. */
type Cut<R> = {readonly at: number; readonly row: R | undefined};

/**
 * The former order with the touched rows moved to their new places; undefined
 * where that is not to be had, because the order changed under it (a column
 * that goes by the time or by usage), or because most of it was touched.
 */
function moved<R extends Row>(
	former: readonly R[],
	touches: ReadonlyArray<Touch<R>>,
	table: Table<R>,
	keeps: (row: R) => boolean,
	compare: Compare<R>,
): readonly R[] | undefined {
	if (touches.length > former.length / 4) return undefined;
	const before = new Map<string, R | undefined>();
	for (const {uid, former: row} of touches) if (!before.has(uid)) before.set(uid, row);
	const gained: R[] = [];
	const cuts: Cut<R>[] = [];
	for (const [uid, row] of before) {
		const place = row === undefined ? former.length : placeOf(row, former, compare);
		if (former[place] === row && row !== undefined) cuts.push({at: place, row: undefined});
		// It stood nowhere before: either it was not kept, or it is not where it should be.
		else if (row !== undefined && keeps(row)) return undefined;
		const now = table.rows.get(uid);
		if (now !== undefined && keeps(now)) gained.push(now);
	}
	for (const row of gained.sort(compare)) cuts.push({at: placeOf(row, former, compare), row});
	return spliced(former, cuts);
}

/** Long stretches are copied whole, which is far quicker than row by row. */
function spliced<R extends Row>(former: readonly R[], cuts: Cut<R>[]): readonly R[] {
	const stretches: R[][] = [];
	let from = 0;
	// The sort is stable: of rows gained at one place, the order they were sorted into stays.
	for (const {at, row} of cuts.sort(
		(left, right) => left.at - right.at || Number(right.row !== undefined) - Number(left.row !== undefined),
	)) {
		stretches.push(former.slice(from, at));
		if (row !== undefined) stretches.push([row]);
		from = row === undefined ? at + 1 : at;
	}
	return ([] as R[]).concat(...stretches, former.slice(from));
}

function placeOf<R extends Row>(row: R, rows: readonly R[], compare: Compare<R>): number {
	let [low, high] = [0, rows.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (compare(rows[middle]!, row) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}

function keeper<R extends Row>(view: ListView<R>, recipe: Recipe, facts: Facts): (row: R) => boolean {
	const {matches} = filterOf(recipe.filter);
	const {within, faultsOnly, faulty} = recipe;
	const cells = cellText(view, facts);
	return row =>
		(within === undefined || within(row)) &&
		(!faultsOnly || view.isFaulty(row, facts) || faulty?.has(row.uid) === true) &&
		(recipe.filter === '' || matches(view.search(row), () => cells(row)));
}

/** Cells that change by themselves, with time or use, are nothing to filter by; names are searched anyway. */
const unsearched = /^(NAMESPACE|NAME|AGE|LAST .*|%?(CPU|MEM).*)$/;

/** The name and the cells of a row, a line each: what is seen is found, though no search text holds it. */
export function cellText<R extends Row>({columns}: ListView<R>, facts: Facts): (row: R) => string {
	const shown = columns.filter(({title, isWide}) => !isWide && !unsearched.test(title));
	return row => {
		let text = row.name;
		for (const column of shown) text += `\n${column.cell(row, facts)}`;
		return text.toLowerCase();
	};
}

function columnOf<R extends Row>(view: ListView<R>, {sort}: Recipe) {
	return sort && view.columns.find(({title}) => title === sort.column);
}

function comparer<R extends Row>(view: ListView<R>, recipe: Recipe, facts: Facts): Compare<R> {
	const column = columnOf(view, recipe);
	return column === undefined ? byName : byColumn(column, recipe.sort?.isDescending ?? false, facts);
}

function isSame<R extends Row>({view, recipe: left}: Arranged<R>, now: ListView<R>, right: Recipe): boolean {
	return (
		view === now &&
		left.filter === right.filter &&
		left.faultsOnly === right.faultsOnly &&
		left.faulty === right.faulty &&
		left.within === right.within &&
		left.beat === right.beat &&
		left.sort?.column === right.sort?.column &&
		left.sort?.isDescending === right.sort?.isDescending
	);
}
