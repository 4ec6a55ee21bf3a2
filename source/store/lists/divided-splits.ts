import type {Split} from '../../model/split.ts';
import type {SplitRow} from '../../resources/splits.ts';
import {measureOf, sharesChangedAt} from '../measures.ts';
import {drainLately} from '../proof.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {isOfEngine} from './rollouts.ts';
import {splitRows} from './splits.ts';

/** All splits at once would be a load on what measures them. */
export const mostMeasured = 4;

/** The keys of those that the first screen measures: what was drained just now, and what divides traffic. */
export function splitsGlancedAt(state: State): readonly string[] {
	const keys = [...drainedLately(state), ...dividedSplits(state).map(({key}) => key)];
	return [...new Set(keys)].slice(0, mostMeasured);
}

/** Whether a drain happens is seen by who gets requests after it. */
function drainedLately(state: State): readonly string[] {
	if (state.runs.length === 0) return [];
	const rows = splitRows(state);
	const routed = routedIn(rows);
	return rows.flatMap(({uid, split}) =>
		!standsForRoute(split, routed) && drainLately(state, split) ? [uid] : [],
	);
}

/** The rollouts whose traffic a route divides: what stands for one of them is measured by that route. */
function routedIn(rows: readonly SplitRow[]): ReadonlySet<string> {
	return new Set(rows.flatMap(({split}) => (isOfEngine(split) ? [] : (split.drivenBy?.uid ?? []))));
}

function standsForRoute(split: Split, routed: ReadonlySet<string>): boolean {
	return isOfEngine(split) && routed.has(split.ref.uid);
}

/** Splits whose traffic goes to several versions, those that changed last first. */
export function dividedSplits(state: State): readonly Split[] {
	return dividedBy(splitRows(state), state.history);
}

const dividedBy = remembering((rows: readonly SplitRow[], history: State['history']): readonly Split[] => {
	const routed = routedIn(rows);
	return rows
		.flatMap(({split}) => {
			const isDivided = split.backends.filter(({share}) => (share ?? 0) > 0).length > 1;
			return isDivided && !standsForRoute(split, routed)
				? [{split, at: sharesChangedAt({history}, split) ?? 0}]
				: [];
		})
		.sort((left, right) => right.at - left.at)
		.map(({split}) => split);
});

/** How far the figures of the first screen are: `asked` before all of them answered once, `soon` where it is too soon to say. */
export function measuringNow(state: State): 'asked' | 'soon' | 'told' {
	const reads = splitsGlancedAt(state).map(key => measureOf(state, key)?.measured);
	if (reads.includes(undefined)) return 'asked';
	return reads.some(read => read?.state === 'unmeasured' && read.why === 'too-soon') ? 'soon' : 'told';
}
