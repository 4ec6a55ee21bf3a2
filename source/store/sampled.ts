/** Moments that a chart has a column for, the last one `until`. */
export type Columns = {readonly until: number; readonly stepMs: number; readonly count: number};

/** Older figures than this say nothing of a moment: where none came, nothing is known. */
const goodForMs = 45_000;

/** The sample that tells of each moment; undefined where none does. */
export function sampledAt<Sample extends {readonly at: number}>(
	samples: readonly Sample[],
	{until, stepMs, count}: Columns,
): readonly (Sample | undefined)[] {
	let s = -1;
	return Array.from({length: count}, (_, column) => {
		const moment = until - (count - 1 - column) * stepMs;
		while (s + 1 < samples.length && samples[s + 1]!.at <= moment) s++;
		const sample = samples[s];
		return sample !== undefined && moment - sample.at < goodForMs ? sample : undefined;
	});
}

/** In which columns, counted from the newest, these moments lie; those out of sight are left out. */
export function columnsOf(moments: readonly number[], {until, stepMs, count}: Columns): readonly number[] {
	const columns = moments.map(at => Math.floor((until - at) / stepMs));
	return [...new Set(columns)].filter(column => column >= 0 && column < count);
}
