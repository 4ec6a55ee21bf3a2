import type {Analysis, Experiment} from '../../model/analysis.ts';
import type {AnalysisGlance, Rollout} from '../../model/rollout.ts';
import type {Trouble} from '../../model/trouble.ts';
import type {AnalysisRunRow} from '../../resources/analysisruns.ts';
import type {ExperimentRow} from '../../resources/experiments.ts';
import {resourceViews} from '../../resources/index.ts';
import type {State} from '../state.ts';
import type {LedRow} from './rollouts.ts';
import {tableIn} from './traffic-tables.ts';

/** What is measured of a rollout: as its object mentions it, and in full where the run itself was read. */
export type Measured = {
	readonly glance: AnalysisGlance;
	readonly run?: Analysis;
	/** It is over, and what came of it is why the rollout stands where it does. */
	readonly isFormer?: true;
};

const views = ['analysisruns', 'experiments.argoproj.io'] as const;

/** The views that tell of what is measured of a rollout; none where its engine has no objects for that. */
export function measuringViews({ref}: Pick<Rollout, 'ref'>): readonly string[] {
	return views.filter(view =>
		resourceViews.some(({name, group}) => name === view && group === ref.resource.group),
	);
}

/** Why nothing but glances can be shown; undefined where runs are read, or there are none to read. */
export function measuringTrouble(state: State, led: LedRow): Trouble | undefined {
	for (const view of measuringViews(led.rollout)) {
		const health = state.streams[view]?.health;
		if (health?.state === 'denied' || health?.state === 'stale') return health.trouble;
	}
	return undefined;
}

/**
 * The analyses a rollout mentions; of one that was given up and mentions none,
 * those of its newest version that did not end well, latest first.
 */
export function measuredOf(state: State, {uid, namespace, rollout}: LedRow): readonly Measured[] {
	const runs = [...tableIn<AnalysisRunRow>(state, 'analysisruns').rows.values()].filter(
		run => run.namespace === namespace,
	);
	if (rollout.analyses.length > 0) return rollout.analyses.map(glance => withRun(glance, runs));
	if (rollout.state !== 'failed' || rollout.isPromoted) return [];
	return runs
		.filter(({ownerUid, hash}) => ownerUid === uid && hash === rollout.newest)
		.filter(({analysis}) => analysis.status !== 'Successful')
		.sort((left, right) => right.created - left.created)
		.slice(0, mostFormer)
		.map(({analysis}) => ({glance: glanceOf(analysis), run: analysis, isFormer: true}));
}

const mostFormer = 2;

function withRun(glance: AnalysisGlance, runs: readonly AnalysisRunRow[]): Measured {
	const found = runs.find(({name}) => name === glance.name);
	return {glance, ...(found && {run: found.analysis})};
}

function glanceOf({name, status, message}: Analysis): AnalysisGlance {
	return {kind: 'step', name, status, message};
}

/** The Experiment of the present step, with the runs it judges by, where it was read. */
export function experimentOf(
	state: State,
	{namespace, rollout}: LedRow,
): {readonly experiment: Experiment; readonly runs: readonly Measured[]} | undefined {
	const row = [...tableIn<ExperimentRow>(state, 'experiments.argoproj.io').rows.values()].find(
		each => each.namespace === namespace && each.name === rollout.experiment,
	);
	if (row === undefined) return undefined;
	const runs = [...tableIn<AnalysisRunRow>(state, 'analysisruns').rows.values()].filter(
		run => run.namespace === namespace,
	);
	const glances = row.experiment.analyses.map(
		({name, run, status, message}): AnalysisGlance => ({
			kind: 'experiment',
			name: run || name,
			status,
			message,
		}),
	);
	return {experiment: row.experiment, runs: glances.map(glance => withRun(glance, runs))};
}
