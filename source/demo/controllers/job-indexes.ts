/** Indexes of an indexed job as its status writes them: `0-2,5`. */

export function parseIndexes(text: string | undefined): Set<number> {
	const ranges = (text ?? '').split(',').filter(Boolean);
	const indexes = ranges.flatMap(range => {
		const [first, last = first] = range.split('-').map(Number);
		return Array.from({length: last! - first! + 1}, (_, i) => first! + i);
	});
	return new Set(indexes);
}

/** The text of indexes in ascending order; only three or more in a row make a range. */
export function indexText(indexes: Iterable<number>): string {
	const runs: number[][] = [];
	for (const index of [...indexes].sort((a, b) => a - b)) {
		const run = runs.at(-1);
		if (run?.at(-1) === index - 1) run.push(index);
		else runs.push([index]);
	}
	return runs.map(run => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(','))).join(',');
}
