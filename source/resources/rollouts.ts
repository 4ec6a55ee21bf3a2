import {challengerOf, championOf, currentStep, type Rollout} from '../model/rollout.ts';
import {namespaceColumn, noneText, words} from './columns.ts';
import type {Column, Row, Tone} from './view.ts';

/** A rollout of any engine as a row. */
export type RolloutRow = Row & {readonly rollout: Rollout};

export function rolloutRow(rollout: Rollout): RolloutRow {
	const {uid, namespace, name} = rollout.ref;
	return {uid, namespace, name, created: 0, rollout};
}

/** `2/6 pause 10 min`, `done`, `-` where it has no steps. */
export function sayStep(rollout: Rollout): string {
	const {steps, isPromoted} = rollout;
	const step = currentStep(rollout);
	if (isPromoted) return 'done';
	if (steps.length === 0) return '-';
	return step ? `${step.number}/${steps.length} ${step.says}` : `${steps.length}/${steps.length} done`;
}

/** `25 %`, `25 -> 40 %` where more is asked for than there is, `?` where nothing tells. */
export function sayChallenger({weight: {desired, actual, max}, isPromoted}: Rollout): string {
	if (isPromoted) return '-';
	const unit = max === 100 ? ' %' : `/${max}`;
	if (actual === undefined) return desired === undefined ? '?' : `~${desired}${unit}`;
	return desired === undefined || desired === actual ? `${actual}${unit}` : `${actual} -> ${desired}${unit}`;
}

const tones: Readonly<Record<Rollout['state'], Tone>> = {
	settled: 'good',
	moving: 'progress',
	waiting: 'warning',
	failed: 'bad',
};

export const rolloutColumns: ReadonlyArray<Column<RolloutRow>> = [
	namespaceColumn,
	words('NAME', row => row.name, {width: [12, 40], priority: 1}),
	words('ENGINE', row => row.rollout.engine, {width: [7, 14], priority: 4}),
	words('STRATEGY', row => row.rollout.strategy, {width: [8, 10], priority: 5}),
	words('STATE', row => sayState(row.rollout), {
		width: [8, 24],
		priority: 1,
		tone: row => tones[row.rollout.state],
	}),
	words('STEP', row => sayStep(row.rollout), {width: [6, 40], priority: 2}),
	words('CHALLENGER', row => sayChallenger(row.rollout), {
		width: [6, 14],
		priority: 2,
		sortBy: row => row.rollout.weight.actual,
	}),
	words('FROM', row => championOf(row.rollout)?.revision || noneText, {
		width: [8, 16],
		priority: 6,
		isWide: true,
	}),
	words('TO', row => challengerOf(row.rollout)?.revision || noneText, {
		width: [8, 16],
		priority: 6,
		isWide: true,
	}),
	words('WAITS', row => row.rollout.waits?.says ?? noneText, {width: [12, 120], priority: 3}),
];

/** Its engine's own word, and what is more than that. */
export function sayState({phase, isAborted, isPaused, leftovers}: Rollout): string {
	const more = [
		...(isAborted ? ['aborted'] : []),
		...(isPaused ? ['paused by hand'] : []),
		...leftovers.filter(each => !['paused', 'suspended'].includes(each.what)).map(each => each.what),
	];
	return [phase || 'Unknown', ...more].join(', ');
}

const leftovers: {readonly [what: string]: string} = {
	paused: 'paused by hand',
	suspended: 'suspended',
	'skips-analysis': 'its analysis is skipped',
	'without-abort-delay': 'abortScaleDownDelaySeconds is taken away',
};

/** What was left switched on or off, in words. */
export function sayLeftover(what: string): string {
	return leftovers[what] ?? what;
}
