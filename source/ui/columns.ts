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
	/** The same for the rows in sight only. */
	readonly inSight?: number;
};

export type PlacedColumn = {readonly index: number; readonly width: number};

export type ColumnLayout = {
	readonly placed: readonly PlacedColumn[];
	/** Columns scrolled out to the left, and those left out for want of room. */
	readonly hiddenLeft: number;
	readonly hidden: number;
};

export const columnGap = 2;

/** The least a name is worth: with fewer cells, names of one workload look the same. */
const readableName = 32;

/**
 * Chooses the columns that fit and how wide each is.
 *
 * The essential ones (priority 1 and 2) come in as long as their least widths
 * fit, those of priority 3 where names stay readable beside them; each further
 * one only where all before it have what their content needs, since a column
 * nobody can read is worth less than one that is whole. Where room is short,
 * all but names take what the rows in sight need. Room is dealt in priority
 * order, among equals to names first and then to the narrowest.
 * Each step of `scrolledBy` moves columns of lower priority out to the left
 * until a hidden one has come in, so that every column can be reached on a
 * narrow terminal.
 */
export function layColumns(columns: readonly TableColumn[], width: number, scrolledBy = 0): ColumnLayout {
	const every = columns.map((_, c) => c);
	const isTight = total(every.filter(c => columns[c]!.priority <= 3).map(c => wanted(columns[c]!))) > width;
	const needed = isTight ? columns.map(asInSight) : columns;
	const {chosen, gone} = scrolled(needed, width, scrolledBy);
	const widths = dealWidths(needed, chosen, width);
	return {
		placed: chosen.map(index => ({index, width: widths.get(index)!})),
		hiddenLeft: gone,
		hidden: columns.length - gone - chosen.length,
	};
}

function asInSight(column: TableColumn): TableColumn {
	if (column.cut === 'middle' || column.inSight === undefined) return column;
	return {...column, content: Math.min(column.content, column.inSight)};
}

function scrolled(columns: readonly TableColumn[], width: number, steps: number) {
	const gone = new Set<number>();
	// Where nothing else is left to move out, what remains gives way.
	let isNarrow = false;
	const fitting = () =>
		choose(
			columns,
			columns.map((_, c) => c).filter(c => !gone.has(c)),
			width,
			isNarrow,
		);
	let chosen = fitting();
	for (let step = 0; step < steps && gone.size + chosen.length < columns.length; step++) {
		const before = chosen;
		while (chosen.every(c => before.includes(c))) {
			const [first, next] = chosen.filter(c => columns[c]!.priority > 1);
			if (first !== undefined && next !== undefined) gone.add(first);
			else if (isNarrow) return {chosen, gone: gone.size};
			else isNarrow = true;
			chosen = fitting();
		}
	}
	return {chosen, gone: gone.size};
}

function choose(
	columns: readonly TableColumn[],
	kept: readonly number[],
	width: number,
	isNarrow: boolean,
): number[] {
	const byPriority = [...kept].sort((a, b) => columns[a]!.priority - columns[b]!.priority || a - b);
	const chosen: number[] = [];
	for (const c of byPriority) {
		const {priority} = columns[c]!;
		const least = priority <= 2 || isNarrow ? leastOf : priority === 3 ? readable : wanted;
		const before = chosen.map(other => least(columns[other]!));
		if (chosen.length > 0 && total([...before, leastOf(columns[c]!)]) > width) break;
		chosen.push(c);
	}
	return chosen.sort((a, b) => a - b);
}

function dealWidths(columns: readonly TableColumn[], chosen: readonly number[], width: number) {
	const widths = new Map(chosen.map(c => [c, Math.min(leastOf(columns[c]!), width)]));
	let room = width - total([...widths.values()]);
	for (const priority of new Set(chosen.map(c => columns[c]!.priority).sort((a, b) => a - b))) {
		const equals = chosen.filter(c => columns[c]!.priority === priority);
		const names = equals.filter(c => columns[c]!.cut === 'middle');
		const nextOf = () => narrowest(columns, names, widths) ?? narrowest(columns, equals, widths);
		for (let next = nextOf(); next !== undefined && room > 0; room--) {
			widths.set(next, widths.get(next)! + 1);
			next = nextOf();
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

/** A column narrower than its least never needs the whole of it; its title is always whole. */
function leastOf(column: TableColumn): number {
	return Math.min(Math.max(column.width.min, column.title.length), wanted(column));
}

function readable(column: TableColumn): number {
	return column.cut === 'middle' ? Math.min(readableName, wanted(column)) : leastOf(column);
}

function wanted({title, content, width}: TableColumn): number {
	// The title leaves a cell for the mark that says which column sorts.
	return Math.min(Math.max(content, title.length + 1), Math.max(width.max, width.min));
}

function total(widths: readonly number[]): number {
	return widths.reduce((sum, width) => sum + width, 0) + columnGap * Math.max(0, widths.length - 1);
}
