/** How many requests go out at once where a change is made of very many: a node's pods. */
const atOnce = 5;

/** All of them in their order, so many at a time. */
export function batchesOf<Each>(all: readonly Each[]): Each[][] {
	const starts = [...all.keys()].filter(index => index % atOnce === 0);
	return starts.map(start => all.slice(start, start + atOnce));
}
