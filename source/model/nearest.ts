/** Levenshtein distance: how many characters to insert, drop or replace. */
export function editDistance(left: string, right: string): number {
	let previous = Array.from({length: right.length + 1}, (_, column) => column);
	for (let row = 1; row <= left.length; row++) {
		const current = [row];
		for (let column = 1; column <= right.length; column++) {
			const replaced = previous[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
			current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
		}
		previous = current;
	}
	return previous[right.length]!;
}

/** Up to three names that `wanted` may have been meant to be, the nearest first. */
export function nearest(wanted: string, names: readonly string[]): string[] {
	const asked = wanted.toLowerCase();
	return names
		.map(name => ({name, distance: distanceTo(asked, name.toLowerCase())}))
		.filter(({distance}) => distance <= Math.max(2, Math.floor(asked.length / 3)))
		.sort((a, b) => a.distance - b.distance)
		.slice(0, 3)
		.map(({name}) => name);
}

/** A name that contains what was typed is near, however long the rest of it is. */
function distanceTo(asked: string, name: string): number {
	return asked.length > 2 && name.includes(asked) ? 1 : editDistance(asked, name);
}
