import {Box} from 'ink';
import type {ReactElement} from 'react';
import {type ColumnLayout, columnGap, layColumns, type TableColumn} from './columns.ts';
import {cell, type Line, paint, type Segment, segment} from './line.ts';
import {Row} from './lines.tsx';
import {type Theme, type Tone, useTheme} from './theme.ts';

/** `href`: where a click on it leads. */
export type TableCell = {readonly text: string; readonly tone?: Tone; readonly href?: string};

export type TableRow = {
	readonly key: string;
	/** In the order of the columns. */
	readonly cells: readonly TableCell[];
	/** A sign before the row that says how it fares; left out where no row of the table has one. */
	readonly sign?: Tone;
	readonly isMarked?: boolean;
};

export type Sort = {readonly column: number; readonly isDescending: boolean};

export type TableProps = {
	readonly columns: readonly TableColumn[];
	/** Only the rows in sight. */
	readonly rows: readonly TableRow[];
	readonly width: number;
	/** The heading and the rows together. */
	readonly height: number;
	readonly cursorKey?: string;
	readonly sort?: Sort;
	/** How many columns of lower priority are scrolled out to the left. */
	readonly scrolledBy?: number;
	/** For people far away: names are bold, and a blank line stands between rows. */
	readonly isLarge?: boolean;
	/** Said in place of rows where there are none: why, and what to do. */
	readonly empty?: readonly Line[];
};

/** Cursor, mark, sign and a blank before the first column. */
export const gutterWidth = 4;

export function Table(props: TableProps): ReactElement {
	const {columns, rows, width, height, cursorKey, sort, scrolledBy, isLarge = false, empty = []} = props;
	const theme = useTheme();
	const layout = layoutOf(columns, width - gutterWidth, scrolledBy);
	const body: readonly Line[] =
		rows.length > 0
			? rows.flatMap((row, r) => [
					...(isLarge && r > 0 ? [[]] : []),
					rowLine(theme, columns, layout, row, {isAtCursor: row.key === cursorKey, isLarge}),
				])
			: empty;
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			{[headingLine(theme, columns, layout, width, sort), ...body].slice(0, height).map((line, r) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row is a place on the screen, not a thing
				<Row key={r} text={paint(theme, line, width)} />
			))}
		</Box>
	);
}

/** Where columns are hidden, one cell is kept for the sign that says so. */
function layoutOf(columns: readonly TableColumn[], width: number, scrolledBy?: number): ColumnLayout {
	const layout = layColumns(columns, width, scrolledBy);
	return layout.hidden === 0 ? layout : layColumns(columns, width - 1, scrolledBy);
}

export function headingLine(
	theme: Theme,
	columns: readonly TableColumn[],
	layout: ColumnLayout,
	width: number,
	sort?: Sort,
): Line {
	const {moreLeft, moreRight, ellipsis} = theme.glyphs;
	const titles: Segment[] = [
		segment(layout.hiddenLeft > 0 ? `  ${moreLeft} ` : ' '.repeat(gutterWidth), 'heading'),
	];
	let used = gutterWidth;
	for (const [p, {index, width: cells}] of layout.placed.entries()) {
		const {title, align} = columns[index]!;
		if (p > 0) titles.push(segment(' '.repeat(columnGap)));
		titles.push(cell(title + sortMark(theme, sort, index), cells, 'heading', {align, ellipsis}));
		used += cells + (p > 0 ? columnGap : 0);
	}
	if (layout.hidden === 0 || used >= width) return titles;
	return [...titles, segment(' '.repeat(width - used - 1)), segment(moreRight, 'heading')];
}

function sortMark(theme: Theme, sort: Sort | undefined, index: number): string {
	if (sort?.column !== index) return '';
	return sort.isDescending ? theme.glyphs.down : theme.glyphs.up;
}

function rowLine(
	theme: Theme,
	columns: readonly TableColumn[],
	layout: ColumnLayout,
	row: TableRow,
	{isAtCursor, isLarge}: {readonly isAtCursor: boolean; readonly isLarge: boolean},
): Line {
	const {cursor, mark, ellipsis} = theme.glyphs;
	const line: Segment[] = [
		segment(isAtCursor ? cursor : ' ', isAtCursor ? 'accent' : undefined),
		segment(row.isMarked ? mark : ' ', row.isMarked ? 'accent' : undefined),
		segment(theme.signs[row.sign ?? 'plain'], row.sign),
		segment(' '),
	];
	const names = columns.findIndex(({cut}) => cut === 'middle');
	for (const [p, {index, width}] of layout.placed.entries()) {
		const {align, cut} = columns[index]!;
		const {text = '', tone, href} = row.cells[index] ?? {};
		if (p > 0) line.push(segment(' '.repeat(columnGap)));
		const isName = index === names && (tone ?? 'plain') === 'plain';
		const shown = cell(text, width, isLarge && isName ? 'title' : tone, {align, cut, ellipsis});
		line.push(href === undefined ? shown : {...shown, href});
	}
	return line;
}
