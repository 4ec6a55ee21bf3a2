import {sayKind} from '../model/ref.ts';
import {currentStep, type Rollout} from '../model/rollout.ts';
import {sayChallenger, sayState} from '../resources/rollouts.ts';
import type {LedRow} from '../store/lists/rollouts.ts';
import type {Picture} from './picture.ts';
import {type Sentence, said, withoutKeys} from './sentence.ts';
import {shortened} from './trouble-sentences.ts';

/** Steps of what engines lead: begun, taken, waiting, given up, done. */
export function rolloutSentences({rollouts: former}: Picture, {rollouts}: Picture): readonly Sentence[] {
	const changed = [...rollouts.all.values()].flatMap(row => {
		const before = former.all.get(row.uid);
		if (before !== undefined)
			return markOf(before.rollout) === markOf(row.rollout) ? [] : [sayRollout(row, before)];
		return former.isWhole && row.rollout.state !== 'settled' ? [sayRollout(row)] : [];
	});
	return shortened(changed, 'rollout', 'changed: rollouts lists all');
}

/** What makes a rollout worth another sentence. Messages and counts of pods do not. */
function markOf({
	state,
	phase,
	stepsDone,
	isAborted,
	isPaused,
	isPromotingInFull,
	newest,
	waits,
	leftovers,
}: Rollout) {
	const left = leftovers.map(({what}) => what).join(' ');
	return [state, phase, stepsDone, isAborted, isPaused, isPromotingInFull, newest, waits?.for, left].join(
		'|',
	);
}

export function sayRollout({part, namespace, name, rollout}: LedRow, before?: LedRow): Sentence {
	const step = currentStep(rollout);
	const where =
		step && !rollout.isPromoted ? `step ${step.number} of ${rollout.steps.length}, ${step.says}` : undefined;
	const share = sayChallenger(rollout);
	const begins =
		before !== undefined && before.rollout.newest !== rollout.newest ? 'a new version begins; ' : '';
	const parts = [sayState(rollout), where, share === '-' ? undefined : `${share} at the challenger`];
	const opening = rollout.state === 'failed' ? 'Trouble: ' : '';
	return said(
		`${opening}${sayKind(part.ref.resource)} ${namespace}/${name}: ${begins}${parts.filter(Boolean).join(', ')}`,
		rollout.state === 'settled' ? undefined : withoutKeys(rollout.waits?.says ?? rollout.message),
	);
}
