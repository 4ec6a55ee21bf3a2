/** Indexes of an indexed job as its status writes them: `0-2,5`. */

/** Those below `completions`: a status may name more than anybody has memory for, and means nothing by it. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
	const ranges = (text ?? '').split(',').filter(Boolean);
	const indexes = new Set<number>();
	for (const range of ranges) {
		const [first, last = first] = range.split('-').map(Number);
		for (let index = first!; index <= Math.min(last!, completions - 1); index++) indexes.add(index);
	}
	return indexes;
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
