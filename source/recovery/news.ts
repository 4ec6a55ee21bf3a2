import type {Departure} from './departures.ts';
import type {Gap, Moment} from './gaps.ts';
import type {NodeTurn, Recovery} from './recovery.ts';

/** One thing that was seen since a former look. */
export type News =
	| {readonly is: 'gap'; readonly gap: Gap; readonly moment: Moment; readonly before: Moment | undefined}
	| {readonly is: 'turn'; readonly turn: NodeTurn}
	| {readonly is: 'left'; readonly departure: Departure};

/** What the second look saw that the first did not, by the time it was seen at. */
export function newsBetween(former: Recovery, next: Recovery): readonly News[] {
	if (former === next) return [];
	const known = new Set<object>([
		...former.turns,
		...former.departures.map(({pod}) => pod),
		...gapsIn(former).flatMap(({moments, end}) => [...moments, ...(end === undefined ? [] : [end])]),
	]);
	const left = new Set(former.departures.map(({pod}) => pod.uid));
	return [
		...next.turns.filter(turn => !known.has(turn)).map(turn => ({is: 'turn', turn}) as const),
		...next.departures
			.filter(({pod}) => !left.has(pod.uid))
			.map(departure => ({is: 'left', departure}) as const),
		...gapsIn(next).flatMap(gap => gapNews(gap, known)),
	];
}

function gapsIn({gaps}: Recovery): readonly Gap[] {
	return [...gaps.closed, ...gaps.open.values()];
}

function gapNews(gap: Gap, known: ReadonlySet<object>): readonly News[] {
	const {moments, end} = gap;
	const fresh = moments.flatMap((moment, m): News[] =>
		known.has(moment) ? [] : [{is: 'gap', gap, moment, before: moments[m - 1]}],
	);
	// Nothing was read of a workload that is gone but that.
	const isGone = end?.is === 'deleted' && !known.has(end);
	return isGone && fresh.length === 0
		? [{is: 'gap', gap, moment: moments.at(-1)!, before: moments.at(-2)}]
		: fresh;
}
