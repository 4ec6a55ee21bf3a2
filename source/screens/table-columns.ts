import {namespaceColumn} from '../resources/columns.ts';
import type {Column, Facts, Row} from '../resources/view.ts';
import type {ListView} from '../store/arrange.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {displayWidth} from '../terminal/width.ts';
import type {TableColumn} from '../ui/columns.ts';
import type {TableCell, TableRow} from '../ui/table.tsx';

const usageTitle = /^%?(CPU|MEM)(\/[RL])?$/;

/** The columns worth showing here: no namespace where there is only one, no usage where nobody measures it, the rare ones where asked for. */
export function shownColumns(
	{name, columns, isNamespaced, isEverywhere}: ListView,
	state: State,
	{list, part}: Screen,
): readonly Column[] {
	const isOneNamespace =
		!isNamespaced ||
		(state.namespace !== undefined && !isEverywhere) ||
		(part !== undefined && part.of.namespace !== '');
	return columns.filter(
		column =>
			(list.isWide || !column.isWide) &&
			// A kind of somebody else's may call its columns the same.
			!(isOneNamespace && column === namespaceColumn) &&
			!(isUnmeasured(name, state) && usageTitle.test(column.title)),
	);
}

function isUnmeasured(view: string, {podUsage, nodeUsage}: State): boolean {
	if (view === 'nodes') return nodeUsage === undefined;
	return view === 'pods' && podUsage === undefined;
}

export function tableRow(
	row: Row,
	columns: readonly Column[],
	facts: Facts,
	isMarked: boolean,
	isUsageOld = false,
): TableRow {
	const cells = columns.map((column): TableCell => {
		const tone = isUsageOld && usageTitle.test(column.title) ? 'dim' : column.tone?.(row, facts);
		const href = column.href?.(row);
		return {text: neutral(column.cell(row, facts)), tone, ...(href !== undefined && {href})};
	});
	return {key: row.uid, cells, isMarked, sign: signOf(columns, cells)};
}

/** The sign before a row tells what its status tells, for whoever cannot go by colours. */
function signOf(columns: readonly Column[], cells: readonly TableCell[]): TableCell['tone'] {
	for (const status of statusTitles) {
		const place = columns.findIndex(({title}) => title === status);
		if (place !== -1) return cells[place]!.tone;
	}
	return undefined;
}

/** The first of these that a list has. */
const statusTitles = ['STATUS', 'RESULT', 'SPLIT', 'PODS', 'STATE'];

/** How many rows are measured beside those in sight when a list is new. */
const sampleSize = 200;

type Widths = {readonly columns: readonly Column[]; readonly widths: number[]};
const widthsOfScreens = new Map<number, Widths>();

/**
 * The columns with the width of their widest content so far. Measuring every
 * cell of 50,000 rows at every frame would cost more than the frame: a sample
 * is measured first, then what comes in sight; columns only ever grow.
 */
export function measured(
	screen: Screen,
	columns: readonly Column[],
	all: readonly Row[],
	shown: readonly TableRow[],
	facts: Facts,
	sorted: string | undefined,
): TableColumn[] {
	const widths = widthsFor(screen.id, columns, all, facts);
	const inSight = columns.map(() => 0);
	for (const {cells} of shown) {
		for (const [c, {text}] of cells.entries()) {
			inSight[c] = Math.max(inSight[c]!, displayWidth(text));
			widths[c] = Math.max(widths[c]!, inSight[c]!);
		}
	}
	return columns.map(({title, width, priority, align}, c) => ({
		// Definitions of others may call their columns anything.
		title: neutral(title),
		// The heading of the column that sorts has a mark beside its title.
		width: title === sorted ? {...width, min: Math.max(width.min, title.length + 1)} : width,
		priority,
		align,
		content: widths[c]!,
		inSight: inSight[c]!,
		cut: title === 'NAME' || title === 'IMAGES' ? 'middle' : 'end',
	}));
}

function widthsFor(id: number, columns: readonly Column[], all: readonly Row[], facts: Facts): number[] {
	const known = widthsOfScreens.get(id);
	if (known !== undefined && isSame(known.columns, columns)) return known.widths;
	const step = Math.max(1, Math.floor(all.length / sampleSize));
	const widths = columns.map(column => {
		let widest = 0;
		for (let r = 0; r < all.length; r += step) {
			widest = Math.max(widest, displayWidth(neutral(column.cell(all[r]!, facts))));
		}
		return widest;
	});
	if (all.length > 0) {
		if (widthsOfScreens.size > 32) widthsOfScreens.clear();
		widthsOfScreens.set(id, {columns, widths});
	}
	return widths;
}

function isSame(left: readonly Column[], right: readonly Column[]): boolean {
	return left.length === right.length && left.every((column, c) => column === right[c]);
}
