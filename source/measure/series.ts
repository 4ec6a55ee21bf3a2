import type {Json} from '../model/json.ts';
import {isObject, objectIn, textIn} from '../model/object.ts';

export type SeriesLabels = {readonly [label: string]: string};

/** One reading of a counter, by the clock of who read it; milliseconds since the epoch. */
export type Reading = {readonly at: number; readonly value: number};

/** A counter with its raw readings, oldest first. */
export type Series = {readonly labels: SeriesLabels; readonly readings: readonly Reading[]};

/**
 * The matrix that Prometheus' API answers to an instant query for a range
 * selector (`counter[3m]`): the stored samples with their own times, nothing
 * extrapolated, and none of the markers by which a series ends (Prometheus,
 * "HTTP API", range vectors; VictoriaMetrics and Thanos answer the same).
 * Undefined where it is something else.
 */
export function readMatrix(data: Json | undefined): Series[] | undefined {
	const {resultType, result} = objectIn(data);
	if (resultType !== 'matrix' || !Array.isArray(result)) return undefined;
	return (result as readonly Json[]).filter(isObject).map(({metric, values}) => ({
		labels: readLabels(metric),
		readings: (Array.isArray(values) ? (values as readonly Json[]) : [])
			.flatMap(readPair)
			.sort((left, right) => left.at - right.at),
	}));
}

/** The elements of an instant vector; undefined where it is something else. */
export function readVector(
	data: Json | undefined,
): {readonly labels: SeriesLabels; readonly value: number}[] | undefined {
	const {resultType, result} = objectIn(data);
	if (resultType !== 'vector' || !Array.isArray(result)) return undefined;
	return (result as readonly Json[])
		.filter(isObject)
		.flatMap(({metric, value}) =>
			readPair(value ?? null).map(pair => ({labels: readLabels(metric), value: pair.value})),
		);
}

/** The moment it is where the query was answered, out of the answer to `time()`. */
export function readTime(data: Json | undefined): number | undefined {
	const {resultType, result} = objectIn(data);
	return resultType === 'scalar' ? readPair(result ?? null)[0]?.at : undefined;
}

function readLabels(metric: Json | undefined): SeriesLabels {
	return Object.fromEntries(
		Object.entries(objectIn(metric)).flatMap(([label, value]) => {
			const text = textIn(value);
			return text === undefined ? [] : [[label, text]];
		}),
	);
}

/** A value that is no number (`NaN`) is no reading. */
function readPair(pair: Json): Reading[] {
	if (!Array.isArray(pair)) return [];
	const [seconds, text] = pair as readonly Json[];
	const value = Number(text);
	return typeof seconds === 'number' && Number.isFinite(value)
		? [{at: Math.round(seconds * 1000), value}]
		: [];
}
