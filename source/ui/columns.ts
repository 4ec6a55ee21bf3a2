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
 * Columns leave by priority, rightmost first among equals, until the least
 * widths fit; what room is left is then dealt in priority order up to what the
 * content needs. `scrolledBy` moves the columns of lower priority out to the
 * left, so that every column can be reached on a narrow terminal.
 */
export function layColumns(columns: readonly TableColumn[], width: number, scrolledBy = 0): ColumnLayout {
	const {kept, hiddenLeft} = scrollColumns(columns, scrolledBy);
	const chosen = dropUntilFitting(columns, kept, width);
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

function dropUntilFitting(columns: readonly TableColumn[], kept: readonly number[], width: number): number[] {
	const chosen = [...kept];
	while (chosen.length > 1 && total(chosen.map(c => least(columns[c]!))) > width) {
		let worst = chosen.length - 1;
		for (let c = worst - 1; c >= 0; c--) {
			if (columns[chosen[c]!]!.priority > columns[chosen[worst]!]!.priority) worst = c;
		}
		chosen.splice(worst, 1);
	}
	return chosen;
}

function dealWidths(columns: readonly TableColumn[], chosen: readonly number[], width: number) {
	const widths = new Map(chosen.map(c => [c, Math.min(least(columns[c]!), width)]));
	let room = width - total([...widths.values()]);
	const byPriority = [...chosen].sort((a, b) => columns[a]!.priority - columns[b]!.priority || a - b);
	for (const c of byPriority) {
		const more = Math.max(0, Math.min(wanted(columns[c]!) - widths.get(c)!, room));
		widths.set(c, widths.get(c)! + more);
		room -= more;
	}
	return widths;
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
