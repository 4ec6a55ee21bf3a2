/** Resolves once it is so; throws with the words where it takes longer. */
export async function until(
	isSo: () => boolean | Promise<boolean>,
	withinMs: number,
	words: () => string = () => 'It never came.',
): Promise<void> {
	for (const began = Date.now(); !(await isSo()); ) {
		if (Date.now() - began > withinMs) throw new Error(words());
		await new Promise(resolve => setTimeout(resolve, 25));
	}
}
