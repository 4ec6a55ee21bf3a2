import type {Facts, ResourceView, Row} from '../resources/view.ts';
import {filterOf} from './filter.ts';
import {byColumn, byName, type Compare, type Sort} from './order.ts';
import type {Table} from './table.ts';

/** What a list needs of a view; lists that no stream feeds (splits, the journal) have no more than this. */
export type ListView<R extends Row = Row> = Pick<
	ResourceView<R>,
	'name' | 'columns' | 'order' | 'search' | 'isFaulty' | 'isNamespaced'
>;

/** Which rows are wanted, and in which order. Two recipes with the same values are the same. */
export type Recipe = {
	readonly filter: string;
	readonly faultsOnly: boolean;
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
 */
export function arrange<R extends Row>(
	table: Table<R>,
	view: ListView<R>,
	recipe: Recipe,
	facts: Facts,
	former?: Arranged<R>,
): Arranged<R> {
	const keeps = keeper(view, recipe, facts);
	const compare = comparer(view, recipe, facts);
	if (former?.view !== view || !isSameRecipe(former.recipe, recipe) || former.table.epoch !== table.epoch) {
		return {table, view, recipe, rows: [...table.rows.values()].filter(keeps).sort(compare)};
	}
	if (former.table.touchedCount === table.touchedCount) return {...former, table};
	const touched = new Set(table.touched.slice(former.table.touchedCount, table.touchedCount));
	return {table, view, recipe, rows: moved(former.rows, touched, table, keeps, compare)};
}

function moved<R extends Row>(
	former: readonly R[],
	touched: ReadonlySet<string>,
	table: Table<R>,
	keeps: (row: R) => boolean,
	compare: Compare<R>,
): readonly R[] {
	const still = former.filter(row => !touched.has(row.uid));
	const fresh: R[] = [];
	for (const uid of touched) {
		const row = table.rows.get(uid);
		if (row !== undefined && keeps(row)) fresh.push(row);
	}
	return fresh.length > still.length / 4
		? still.concat(fresh).sort(compare)
		: merged(still, fresh.sort(compare), compare);
}

function merged<R extends Row>(still: readonly R[], fresh: readonly R[], compare: Compare<R>): readonly R[] {
	const rows: R[] = [];
	let from = 0;
	for (const row of fresh) {
		const place = placeOf(row, still, from, compare);
		for (; from < place; from++) rows.push(still[from]!);
		rows.push(row);
	}
	for (; from < still.length; from++) rows.push(still[from]!);
	return rows;
}

function placeOf<R extends Row>(row: R, rows: readonly R[], from: number, compare: Compare<R>): number {
	let [low, high] = [from, rows.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (compare(rows[middle]!, row) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}

function keeper<R extends Row>(view: ListView<R>, recipe: Recipe, facts: Facts): (row: R) => boolean {
	const {matches} = filterOf(recipe.filter);
	const {within, faultsOnly} = recipe;
	return row =>
		(within === undefined || within(row)) &&
		(!faultsOnly || view.isFaulty(row, facts)) &&
		(recipe.filter === '' || matches(view.search(row)));
}

function comparer<R extends Row>(view: ListView<R>, recipe: Recipe, facts: Facts): Compare<R> {
	const column = view.columns.find(({title}) => title === recipe.sort?.column);
	return column === undefined ? byName : byColumn(column, recipe.sort?.isDescending ?? false, facts);
}

function isSameRecipe(left: Recipe, right: Recipe): boolean {
	return (
		left.filter === right.filter &&
		left.faultsOnly === right.faultsOnly &&
		left.within === right.within &&
		left.beat === right.beat &&
		left.sort?.column === right.sort?.column &&
		left.sort?.isDescending === right.sort?.isDescending
	);
}
