import {movesShares} from '../model/command.ts';
import type {Split} from '../model/split.ts';
import {phaseOf} from './run.ts';
import type {State} from './state.ts';

/** What this operator asked for and the cluster does not say yet, as percent in the order of the backends. */
export function askedShares(state: State, split: Split): readonly (number | null)[] | undefined {
	const run = state.runs.findLast(
		({command}) =>
			movesShares(command) &&
			command.target.uid === split.ref.uid &&
			(command.rule ?? split.rule) === split.rule,
	);
	if (run?.plan === undefined || phaseOf(run) !== 'applying') return undefined;
	return run.plan.shares?.[split.key];
}
