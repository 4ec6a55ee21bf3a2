import type {PodRow} from '../resources/pod-row.ts';
import type {Departure} from './departures.ts';

/** A pod that left its node, and the one that was made in its place. */
export type Move = Departure & {
	/** Undefined while nobody has made one. */
	readonly successor: PodRow | undefined;
};

/** The API counts whole seconds: what was made in the same second may seem older. */
const coarseMs = 1000;

/**
 * Who was made in the place of whom, oldest first: of the same workload, after
 * the other began to leave, the first to the first. A pod that was only deleted
 * has moved where another of the same template was made for it, and on another
 * node; else that was a roll-out, or somebody scaled down.
 */
export function movesOf(departures: readonly Departure[], pods: Iterable<PodRow>): readonly Move[] {
	const left = new Set(departures.map(({pod}) => pod.uid));
	const there = [...pods].filter(({uid}) => !left.has(uid));
	// Whoever moved twice is a successor too.
	const candidates = [...there, ...departures.map(({pod}) => pod)]
		.filter(({workload}) => workload !== undefined)
		.sort((one, other) => one.created - other.created);
	const byWorkload = Map.groupBy(candidates, keyOf);
	const taken = new Set<string>();
	return departures
		.toSorted((one, other) => one.at - other.at)
		.flatMap(departure => {
			const successor = byWorkload
				.get(keyOf(departure.pod))
				?.find(pod => !taken.has(pod.uid) && isSuccessor(pod, departure));
			if (departure.isPlain && (successor === undefined || successor.node === departure.pod.node)) return [];
			if (successor !== undefined) taken.add(successor.uid);
			return [{...departure, successor}];
		});
}

function isSuccessor(pod: PodRow, {pod: left, at, isPlain}: Departure): boolean {
	if (pod.uid === left.uid || pod.created < at - coarseMs || pod.created < left.created) return false;
	if (pod.workload?.kind === 'StatefulSet' && pod.name !== left.name) return false;
	return !isPlain || pod.hash === left.hash;
}

function keyOf({namespace, workload}: PodRow): string {
	return `${namespace} ${workload?.kind} ${workload?.name}`;
}
