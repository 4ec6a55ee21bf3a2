import {numberIn, objectIn, textIn} from '../../model/object.ts';
import type {AnalysisGlance, Wait} from '../../model/rollout.ts';
import {saySpan, timeIn} from '../times.ts';
import {type Argo, actualOf, conditionOf, hasSwitched, isObserved, isPromoted} from './status.ts';
import {pauseSpan, sayStep, sayWeight} from './steps.ts';

/** Why a Rollout does not go on at this moment, most pressing first; undefined while nothing holds it. */
export function waitOf(argo: Argo, analyses: readonly AnalysisGlance[]): Wait | undefined {
	return (
		invalid(argo) ??
		unobserved(argo) ??
		aborted(argo) ??
		byHand(argo) ??
		inPause(argo, analyses) ??
		tooLate(argo) ??
		underWay(argo, analyses)
	);
}

function invalid(argo: Argo): Wait | undefined {
	const condition = conditionOf(argo, 'InvalidSpec');
	if (condition?.status !== 'True') return undefined;
	const since = timeIn(condition.lastTransitionTime);
	return {
		for: 'person',
		says: `Its spec is invalid: ${textIn(condition.message)}`,
		...(since !== undefined && {since}),
	};
}

function unobserved(argo: Argo): Wait | undefined {
	if (!isObserved(argo))
		return {for: 'controller', says: 'Its controller has not seen the latest change yet.'};
	const wasAborted = conditionOf(argo, 'Progressing')?.reason === 'RolloutAborted';
	if (argo.isAborted && !wasAborted && !isPromoted(argo)) {
		return {for: 'controller', says: 'It was told to abort, and its controller has not begun yet.'};
	}
	if (!argo.isAborted && wasAborted) {
		return {for: 'controller', says: 'It was retried, and its controller has not begun yet.'};
	}
	const isUnpausing = argo.status.controllerPause === true && argo.pauses.length === 0 && !argo.isAborted;
	return isUnpausing
		? {for: 'controller', says: 'It was promoted past its pause, and its controller has not gone on yet.'}
		: undefined;
}

function aborted(argo: Argo): Wait | undefined {
	if (!argo.isAborted || isPromoted(argo)) return undefined;
	const since = timeIn(argo.status.abortedAt);
	const because = becauseOf(textIn(conditionOf(argo, 'Progressing')?.message) ?? '');
	const weight = actualOf(argo) ?? 0;
	const rest = weight > 0 ? ` ${sayWeight(weight, argo.maxWeight)} has still to leave the challenger.` : '';
	return {
		for: 'person',
		says: `It was aborted${because}. It stays so until it is retried or its template changes.${rest}`,
		...(since !== undefined && {since}),
	};
}

/** What the controller says beyond that it was aborted: nothing where somebody told it to. */
function becauseOf(message: string): string {
	const because = message.replace(/^Rollout aborted update to revision \d+(: )?/, '').replace(/\.$/, '');
	return because === '' ? '' : `: ${because}`;
}

function byHand(argo: Argo): Wait | undefined {
	if (!argo.isPausedByHand) return undefined;
	return {for: 'person', says: 'It is paused by hand; traffic stays as it is until it is resumed.'};
}

function inPause(argo: Argo, analyses: readonly AnalysisGlance[]): Wait | undefined {
	const [pause] = argo.pauses;
	if (!pause) return undefined;
	const since = pause.since === undefined ? {} : {since: pause.since};
	const spanMs = spanOf(pause.reason, argo);
	if (spanMs !== undefined && pause.since !== undefined) {
		const says = `${itself(argo)} pauses for ${saySpan(spanMs)}, then goes on by itself.`;
		return {for: 'time', says, since: pause.since, until: pause.since + spanMs};
	}
	const says =
		pause.reason === 'CanaryPauseStep'
			? `${itself(argo)} pauses until somebody promotes it.`
			: `${place(argo)}${sayPause(pause.reason, argo, analyses)}`;
	return {for: 'person', says, ...since};
}

/** How long the controller's pause lasts. Milliseconds; undefined where only a person ends it. */
function spanOf(reason: string, argo: Argo): number | undefined {
	if (reason === 'CanaryPauseStep') return pauseSpan(argo.steps[argo.stepIndex]);
	if (reason !== 'BlueGreenPause' || argo.blueGreen?.autoPromotionEnabled === false) return undefined;
	const seconds = numberIn(argo.blueGreen?.autoPromotionSeconds) ?? 0;
	return seconds > 0 ? seconds * 1000 : undefined;
}

function sayPause(reason: string, argo: Argo, analyses: readonly AnalysisGlance[]): string {
	switch (reason) {
		case 'BlueGreenPause':
			return 'The new version is up behind the preview; it is switched to once somebody promotes it.';
		case 'InconclusiveAnalysisRun': {
			const run = analyses.find(each => each.status === 'Inconclusive');
			const because = run?.message ? ` (${run.message})` : '';
			return `Analysis ${run?.name ?? ''} could not decide${because}; somebody must promote or abort it.`;
		}
		case 'InconclusiveExperiment':
			return `Experiment ${textIn(objectIn(argo.status.canary).currentExperiment) ?? ''} could not decide; somebody must promote or abort it.`;
		default:
			return `It is paused: ${reason}.`;
	}
}

function tooLate(argo: Argo): Wait | undefined {
	const condition = conditionOf(argo, 'Progressing');
	if (condition?.reason !== 'ProgressDeadlineExceeded') return undefined;
	const since = timeIn(condition.lastTransitionTime);
	return {
		for: 'person',
		says: `${place(argo)}It did not get on within its deadline: ${textIn(condition.message)}`,
		...(since !== undefined && {since}),
	};
}

function underWay(argo: Argo, analyses: readonly AnalysisGlance[]): Wait | undefined {
	const message = textIn(argo.status.message) ?? '';
	if (isPromoted(argo)) return argo.status.phase === 'Progressing' ? forPods(argo, message) : undefined;
	const kinds = argo.blueGreen ? ['before promotion', 'after promotion'] : ['step'];
	const run = analyses.find(
		each => kinds.includes(each.kind) && ['Running', 'Pending'].includes(each.status),
	);
	if (run && !argo.isPromotingInFull) {
		const says = `${place(argo)}Analysis ${run.name} is ${run.status.toLowerCase()}.`;
		return {for: 'analysis', says};
	}
	const experiment = textIn(objectIn(argo.status.canary).currentExperiment);
	if (experiment && argo.steps[argo.stepIndex]?.experiment !== undefined) {
		return {for: 'analysis', says: `${place(argo)}Experiment ${experiment} is running.`};
	}
	return forPods(argo, message);
}

function forPods(argo: Argo, message: string): Wait {
	const available = numberIn(argo.status.availableReplicas) ?? 0;
	const updated = numberIn(argo.status.updatedReplicas) ?? 0;
	const full = argo.isPromotingInFull ? 'It is being promoted in full. ' : '';
	const switched = hasSwitched(argo) && !isPromoted(argo) ? 'Traffic is at the new version already. ' : '';
	const counts = `${updated} of ${argo.replicas} pods are of the newest version, ${available} of all are available`;
	return {for: 'pods', says: `${place(argo)}${full}${switched}${counts}${message ? ` (${message})` : ''}.`};
}

/** `Step 2 of 6: it`, where what follows is what the step says itself. */
function itself({steps, stepIndex}: Argo): string {
	return stepIndex < steps.length ? `Step ${stepIndex + 1} of ${steps.length}: it` : 'It';
}

/** `Step 2 of 6, analysis latency: `, or nothing where there are no steps or all are done. */
function place({steps, stepIndex, maxWeight}: Argo): string {
	const step = steps[stepIndex];
	return step ? `Step ${stepIndex + 1} of ${steps.length}, ${sayStep(step, maxWeight)}: ` : '';
}
