import {isTree, type Shape} from '../kinds/fields.ts';
import type {Tree} from '../object.ts';
import {hasParts, memberShape, type Part, partsOf} from './structure.ts';

/** `live` with what is `wanted` put over it, part by part; what counts as a whole is replaced. */
export function merge(shape: Shape, live: unknown, wanted: unknown): unknown {
	if (wanted === undefined) return live;
	if (!hasParts(shape, live) || !hasParts(shape, wanted) || live === undefined || live === null)
		return wanted;
	if (Array.isArray(live) && Array.isArray(wanted)) return mergeLists(shape, live, wanted);
	if (!isTree(live) || !isTree(wanted)) return wanted;
	const merged: Tree = {...live};
	for (const [name, value] of Object.entries(wanted))
		merged[name] = merge(memberShape(shape, name), live[name], value);
	return merged;
}

/**
 * The elements of both: those both have stand in the order that is wanted, and elements of one alone keep
 * their places among them.
 */
function mergeLists(shape: Shape, live: unknown[], wanted: unknown[]): unknown[] {
	const old = partsOf(shape, live);
	const asked = partsOf(shape, wanted);
	const oldBy = new Map(old.map(part => [part.element, part]));
	const askedFor = new Set(asked.map(part => part.element));
	const common = asked.filter(part => oldBy.has(part.element)).map(part => part.element);
	const both = (part: Part) => merge(part.shape, oldBy.get(part.element)?.value, part.value);
	const merged: unknown[] = [];
	let next = 0;
	let from = 0;
	let to = 0;
	while (from < old.length || to < asked.length) {
		const ours = old[from];
		const theirs = asked[to];
		if (ours && theirs && ours.element === theirs.element) {
			merged.push(both(theirs));
			from++;
			to++;
			next++;
		} else if (ours && !askedFor.has(ours.element)) {
			merged.push(ours.value);
			from++;
		} else if (ours && (!theirs || ours.element !== common[next])) {
			// Its turn comes, or came, where it is wanted.
			from++;
		} else {
			merged.push(both(theirs!));
			if (theirs!.element === common[next]) next++;
			to++;
		}
	}
	return merged;
}
