/**
 * The function, computing again only where an argument is not the same one as
 * last time. One answer is kept: a selector is asked about the present state.
 */
export function remembering<Arguments extends readonly unknown[], Result>(
	compute: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
	let last: {readonly given: Arguments; readonly result: Result} | undefined;
	return (...given) => {
		if (last?.given.length !== given.length || given.some((each, g) => !Object.is(each, last!.given[g]))) {
			last = {given, result: compute(...given)};
		}
		return last.result;
	};
}
