import type {Cut} from './fit.ts';

/** What the layout needs to know of a column. */
export type TableColumn = {
	readonly title: string;
	/** Terminal cells: the least it is worth showing in, and the most it may take. */
	readonly width: {readonly min: number; readonly max: number};
	/** 1 is always shown; higher numbers go first where the terminal is narrow. */
	readonly priority: number;
	readonly align?: 'right';
	readonly cut?: Cut;
	/** Cells its widest content takes, over the whole list rather than the rows in sight, so that columns do not jump. */
	readonly content: number;
};

export type PlacedColumn = {readonly index: number; readonly width: number};

export type ColumnLayout = {
	readonly placed: readonly PlacedColumn[];
	/** Columns scrolled out to the left, and those left out for want of room. */
	readonly hiddenLeft: number;
	readonly hidden: number;
};

export const columnGap = 2;

/**
 * Chooses the columns that fit and how wide each is.
 *
 * The essential ones (priority 1 and 2) come in as long as their least widths
 * fit; each further one only where all before it have what their content
 * needs, since a column nobody can read is worth less than one that is whole.
 * Room is dealt in priority order, among equals to the narrowest first.
 * `scrolledBy` moves columns of lower priority out to the left, so that every
 * column can be reached on a narrow terminal.
 */
export function layColumns(columns: readonly TableColumn[], width: number, scrolledBy = 0): ColumnLayout {
	const {kept, hiddenLeft} = scrollColumns(columns, scrolledBy);
	const chosen = choose(columns, kept, width);
	const widths = dealWidths(columns, chosen, width);
	return {
		placed: chosen.map(index => ({index, width: widths.get(index)!})),
		hiddenLeft,
		hidden: columns.length - hiddenLeft - chosen.length,
	};
}

function scrollColumns(columns: readonly TableColumn[], scrolledBy: number) {
	const scrollable = columns.flatMap(({priority}, c) => (priority > 1 ? [c] : []));
	const gone = new Set(scrollable.slice(0, Math.min(scrolledBy, Math.max(0, scrollable.length - 1))));
	return {kept: columns.map((_, c) => c).filter(c => !gone.has(c)), hiddenLeft: gone.size};
}

function choose(columns: readonly TableColumn[], kept: readonly number[], width: number): number[] {
	const byPriority = [...kept].sort((a, b) => columns[a]!.priority - columns[b]!.priority || a - b);
	const chosen: number[] = [];
	for (const c of byPriority) {
		const isEssential = columns[c]!.priority <= 2;
		const before = chosen.map(other => (isEssential ? least : wanted)(columns[other]!));
		if (chosen.length > 0 && total([...before, least(columns[c]!)]) > width) break;
		chosen.push(c);
	}
	return chosen.sort((a, b) => a - b);
}

function dealWidths(columns: readonly TableColumn[], chosen: readonly number[], width: number) {
	const widths = new Map(chosen.map(c => [c, Math.min(least(columns[c]!), width)]));
	let room = width - total([...widths.values()]);
	for (const priority of new Set(chosen.map(c => columns[c]!.priority).sort((a, b) => a - b))) {
		const equals = chosen.filter(c => columns[c]!.priority === priority);
		for (let next = narrowest(columns, equals, widths); next !== undefined && room > 0; room--) {
			widths.set(next, widths.get(next)! + 1);
			next = narrowest(columns, equals, widths);
		}
	}
	return widths;
}

/** The narrowest of those that still need more. */
function narrowest(
	columns: readonly TableColumn[],
	among: readonly number[],
	widths: ReadonlyMap<number, number>,
): number | undefined {
	let found: number | undefined;
	for (const c of among) {
		const isShort = widths.get(c)! < wanted(columns[c]!);
		if (isShort && (found === undefined || widths.get(c)! < widths.get(found)!)) found = c;
	}
	return found;
}

/** A column narrower than its least never needs the whole of it. */
function least(column: TableColumn): number {
	return Math.min(column.width.min, wanted(column));
}

function wanted({title, content, width}: TableColumn): number {
	// The title leaves a cell for the mark that says which column sorts.
	return Math.min(Math.max(content, title.length + 1), Math.max(width.max, width.min));
}

function total(widths: readonly number[]): number {
	return widths.reduce((sum, width) => sum + width, 0) + columnGap * Math.max(0, widths.length - 1);
}
