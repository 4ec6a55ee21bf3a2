/** The answer to a query, as its driver leaves it: the first rows, all as text, and how many there are. */
import type {Json, JsonObject} from './json.ts';
import {numberIn, objectIn, textIn} from './object.ts';

export type AnswerTable = {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly string[])[];
	/** Of all rows, shown or not. */
	readonly count: number;
	/** What it took, where the driver knew. */
	readonly stages?: number;
	readonly tasks?: number;
};

/** Undefined where a result is something else. */
export function answerIn(result: JsonObject | undefined): AnswerTable | undefined {
	const {columns, rows, count, stages, tasks} = objectIn(result);
	const counted = numberIn(count);
	if (!Array.isArray(columns) || !Array.isArray(rows) || counted === undefined) return undefined;
	const took = {stages: numberIn(stages), tasks: numberIn(tasks)};
	return {
		columns: textsIn(columns),
		rows: rows.map(row => textsIn(Array.isArray(row) ? row : [])),
		count: counted,
		...(took.stages !== undefined && {stages: took.stages}),
		...(took.tasks !== undefined && {tasks: took.tasks}),
	};
}

function textsIn(values: readonly Json[]): readonly string[] {
	return values.map(value => textIn(value) ?? JSON.stringify(value));
}

/** In one line: how many rows, and what they took. What stands in them may be anybody's data, and the line is recorded. */
export function sayAnswer(answer: AnswerTable): string {
	const says = `${sayCount(answer.count, 'row')} came back`;
	const took = sayTook(answer);
	return took === undefined ? says : `${says}, by ${took}`;
}

/** As a table, its columns beneath each other, and what is not shown of it. */
export function answerLines(answer: AnswerTable): readonly string[] {
	const {columns, rows, count} = answer;
	const all = columns.length > 0 ? [columns, ...rows] : rows;
	const widths = (all[0] ?? []).map((_, index) => Math.max(...all.map(row => (row[index] ?? '').length)));
	const lines = all.map(row =>
		row
			.map((cell, index) => cell.padEnd(widths[index] ?? 0))
			.join('  ')
			.trimEnd(),
	);
	const left = count - rows.length;
	const shown = left > 0 ? `${sayCount(left, 'more row')} not shown` : sayCount(count, 'row');
	const took = sayTook(answer);
	return [...lines, took === undefined ? `(${shown})` : `(${shown}; ${took})`];
}

function sayTook({stages, tasks}: AnswerTable): string | undefined {
	if (stages === undefined) return undefined;
	const inStages = sayCount(stages, 'stage');
	return tasks === undefined ? inStages : `${inStages} of ${sayCount(tasks, 'task')}`;
}

function sayCount(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}
