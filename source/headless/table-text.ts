import {namespaceColumn} from '../resources/columns.ts';
import type {Column, Facts, Row} from '../resources/view.ts';
import {neutral} from '../terminal/neutral.ts';

/** Rows as text under aligned titles, two spaces between columns, as kubectl prints them. */
export function tableText<R extends Row>(
	columns: ReadonlyArray<Column<R>>,
	rows: readonly R[],
	facts: Facts,
): string {
	const cells = [
		columns.map(column => neutral(column.title)),
		...rows.map(row => columns.map(column => neutral(column.cell(row, facts)))),
	];
	const widths = columns.map((_, index) => Math.max(...cells.map(line => line[index]!.length)));
	return cells
		.map(line =>
			line
				.map((cell, index) => cell.padEnd(widths[index]!))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** The columns that `-o table` and `-o wide` show; the namespace only where there are several. */
export function columnsFor<R extends Row>(
	columns: ReadonlyArray<Column<R>>,
	{isWide, isAllNamespaces}: {readonly isWide: boolean; readonly isAllNamespaces: boolean},
): ReadonlyArray<Column<R>> {
	return columns.filter(
		column => (isWide || !column.isWide) && (isAllNamespaces || column !== namespaceColumn),
	);
}
