import type {Move} from './moves.ts';

/** What left one node for one reason, and where it is now. */
export type Exodus = {
	readonly node: string;
	readonly why: string;
	readonly from: number;
	readonly until: number;
	readonly moves: readonly Move[];
};

/** The moves gathered by the node they left and why; the latest first. */
export function exodusesOf(moves: readonly Move[]): readonly Exodus[] {
	const groups = Map.groupBy(moves, ({pod, why}) => `${pod.node}\n${why}`);
	return [...groups.values()]
		.map(group => ({
			node: group[0]!.pod.node,
			why: group[0]!.why,
			from: Math.min(...group.map(({at}) => at)),
			until: Math.max(...group.map(({at}) => at)),
			moves: group,
		}))
		.sort((one, other) => other.until - one.until);
}

/** `3 pods left node-2: 2 are on node-6, 1 on node-7`. */
export function sayExodus({node, moves}: Exodus): string {
	const placed = Map.groupBy(
		moves.filter(({successor}) => successor !== undefined && successor.node !== ''),
		({successor}) => successor!.node,
	);
	const waiting = moves.filter(({successor}) => successor?.node === '').length;
	const none = moves.filter(({successor}) => successor === undefined).length;
	const places = [
		...[...placed].map(([name, those]) => `${those.length} to ${name}`),
		...(waiting > 0 ? [`${waiting} waiting for a node`] : []),
		...(none > 0 ? [`${none} not made anew`] : []),
	];
	return `${moves.length} ${moves.length === 1 ? 'pod' : 'pods'} left ${node}: ${places.join(', ')}`;
}
