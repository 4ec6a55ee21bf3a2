import {sayAge} from './age.ts';
import type {Column, Facts, Row, Tone} from './view.ts';

type Place<R extends Row> = {
	readonly width: readonly [min: number, max: number];
	readonly priority: number;
	readonly isWide?: true;
	readonly tone?: (row: R, facts: Facts) => Tone;
	readonly sortBy?: (row: R, facts: Facts) => string | number | undefined;
	readonly align?: 'right';
};

/** Words, sorted as they read. */
export function words<R extends Row>(
	title: string,
	cell: (row: R, facts: Facts) => string,
	{width: [min, max], ...place}: Place<R>,
): Column<R> {
	return {title, cell, sortBy: (row, facts) => cell(row, facts) || undefined, ...place, width: {min, max}};
}

/** A number on the right; `n/a` where it is not known, never 0. */
export function amount<R extends Row>(
	title: string,
	read: (row: R, facts: Facts) => number | undefined,
	place: Place<R>,
): Column<R> {
	const cell = (row: R, facts: Facts) => String(read(row, facts) ?? 'n/a');
	return words(title, cell, {sortBy: read, align: 'right', ...place});
}

/** A time, shown as how long ago it was and sorted so that the youngest comes first. */
export function since<R extends Row>(
	title: string,
	read: (row: R) => number | undefined,
	place: Place<R>,
): Column<R> {
	return words(title, (row, {now}) => sayAge(read(row), now), {
		sortBy: (row, {now}) => {
			const time = read(row);
			return time === undefined ? undefined : now - time;
		},
		align: 'right',
		...place,
	});
}

/** `2/3` pods are ready, sorted by the part that is. */
export function readyOfWanted<R extends Row & {readonly ready: number; readonly wanted: number}>(
	toneWhereShort: (row: R) => Tone,
): Column<R> {
	return words('READY', ({ready, wanted}) => `${ready}/${wanted}`, {
		width: [5, 11],
		priority: 1,
		align: 'right',
		sortBy: ({ready, wanted}) => (wanted === 0 ? undefined : ready / wanted),
		tone: row => (row.ready < row.wanted ? toneWhereShort(row) : 'plain'),
	});
}

/** Left out where a list shows one namespace. */
export const namespaceColumn: Column<Row> = words('NAMESPACE', row => row.namespace, {
	width: [8, 30],
	priority: 1,
});

export const nameColumn: Column<Row> = words('NAME', row => row.name, {width: [24, 64], priority: 1});

export const ageColumn: Column<Row> = since('AGE', row => row.created, {width: [4, 7], priority: 3});

export const noneText = '<none>';

/** Joined by commas; `<none>` where there are none, as kubectl prints it. */
export function joined(texts: readonly string[]): string {
	return texts.length === 0 ? noneText : texts.join(',');
}
