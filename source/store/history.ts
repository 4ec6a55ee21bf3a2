/**
 * How numbers moved while sluice watched: a split's shares, a deployment's
 * ready pods. Only changes are kept, so quiet series cost nothing.
 */
export type History = {readonly [key: string]: readonly Sample[]};

export type Sample = {readonly at: number; readonly value: number};

/** How the share of a version moved, in percent. */
export function sharesSeen(history: History, split: string, backend: string): readonly Sample[] {
	return history[`share/${split}/${backend}`] ?? [];
}

/** Oldest samples go first. */
const mostSamples = 300;

export type Reading = {readonly key: string; readonly value: number};

/** The history with the readings that differ from the last ones. */
export function withReadings(history: History, readings: readonly Reading[], at: number): History {
	let next: {[key: string]: readonly Sample[]} | undefined;
	for (const {key, value} of readings) {
		const series = (next ?? history)[key] ?? [];
		if (series.at(-1)?.value === value) continue;
		next ??= {...history};
		next[key] = [...series.slice(-mostSamples + 1), {at, value}];
	}
	return next ?? history;
}

/**
 * The value at each of `count` moments `stepMs` apart, the last one `until`;
 * undefined before the first sample.
 */
export function pointsOf(
	samples: readonly Sample[] | undefined,
	{until, stepMs, count}: {readonly until: number; readonly stepMs: number; readonly count: number},
): (number | undefined)[] {
	const points: (number | undefined)[] = [];
	let s = -1;
	for (let p = 0; p < count; p++) {
		const moment = until - (count - 1 - p) * stepMs;
		while (samples && s + 1 < samples.length && samples[s + 1]!.at <= moment) s++;
		points.push(s < 0 ? undefined : samples![s]!.value);
	}
	return points;
}
