import {leftoversOf} from '../../model/leftover.ts';
import {isObject, type KubernetesObject, numberIn, objectIn, textIn} from '../../model/object.ts';
import type {Ref} from '../../model/ref.ts';
import type {AnalysisGlance, ChallengerWeight, Rollout, RolloutState, Wait} from '../../model/rollout.ts';
import type {Around} from '../engine.ts';
import {deadlinesOf} from './deadlines.ts';
import {drivesOf} from './drives.ts';
import {type Argo, actualOf, hasSwitched, isObserved, isPromoted, readArgo, weightAtStep} from './status.ts';
import {stepsDone, stepsOf} from './steps.ts';
import {versionsOf} from './versions.ts';
import {waitOf} from './waits.ts';
import {warningsOf} from './warnings.ts';

/** A Rollout of Argo Rollouts as its object tells; ReplicaSets add images, pods and the deadlines noted on them. */
export function rolloutOf(object: KubernetesObject, ref: Ref, around: Around = {}): Rollout {
	const argo = readArgo(object);
	const {status} = argo;
	const analyses = analysesOf(argo);
	const waits = waitOf(argo, analyses);
	const experiment = textIn(objectIn(status.canary).currentExperiment);
	return {
		ref,
		engine: 'argo-rollouts',
		strategy: argo.blueGreen ? 'blue-green' : 'canary',
		phase: textIn(status.phase) ?? '',
		message: textIn(status.message) ?? '',
		state: stateOf(argo, waits),
		isObserved: isObserved(argo),
		isAborted: argo.isAborted,
		isPaused: argo.isPausedByHand,
		isPromoted: isPromoted(argo),
		isPromotingInFull: argo.isPromotingInFull,
		pauses: argo.pauses,
		steps: stepsOf(argo),
		stepsDone: stepsDone(argo),
		...(waits && {waits}),
		weight: weightOf(argo),
		versions: versionsOf(argo, around),
		newest: argo.currentHash,
		pods: {
			wanted: argo.replicas,
			updated: numberIn(status.updatedReplicas) ?? 0,
			available: numberIn(status.availableReplicas) ?? 0,
		},
		deadlines: deadlinesOf(argo, around),
		analyses,
		...(experiment && {experiment}),
		drives: drivesOf(argo),
		warnings: warningsOf(argo),
		leftovers: leftoversOf(object),
	};
}

function stateOf(argo: Argo, waits: Wait | undefined): RolloutState {
	const {phase} = argo.status;
	if (phase === 'Degraded') return 'failed';
	if (waits?.for === 'controller') return 'moving';
	if (waits?.for === 'person') return 'waiting';
	return isPromoted(argo) && phase === 'Healthy' ? 'settled' : 'moving';
}

/** What the step asks for and what was written; without a router only a blue-green tells where traffic goes. */
function weightOf(argo: Argo): ChallengerWeight {
	const max = argo.maxWeight;
	if (argo.blueGreen) {
		const actual = hasSwitched(argo) && !isPromoted(argo) ? max : 0;
		return {...(isPromoted(argo) && {desired: 0}), actual, max};
	}
	const actual = actualOf(argo);
	return {desired: desiredOf(argo), ...(actual !== undefined && {actual}), max};
}

function desiredOf(argo: Argo): number {
	if (isPromoted(argo) || argo.isAborted) return 0;
	if (argo.isPromotingInFull || argo.stepIndex >= argo.steps.length) return argo.maxWeight;
	return weightAtStep(argo.steps, argo.stepIndex);
}

const glances = [
	['canary', 'currentBackgroundAnalysisRunStatus', 'background'],
	['canary', 'currentStepAnalysisRunStatus', 'step'],
	['blueGreen', 'prePromotionAnalysisRunStatus', 'before promotion'],
	['blueGreen', 'postPromotionAnalysisRunStatus', 'after promotion'],
] as const;

function analysesOf({status}: Argo): AnalysisGlance[] {
	return glances.flatMap(([strategy, member, kind]): AnalysisGlance[] => {
		const run = objectIn(status[strategy])[member];
		if (!isObject(run)) return [];
		const [name, phase, message] = [run.name, run.status, run.message].map(each => textIn(each) ?? '');
		return [{kind, name: name!, status: phase!, message: message!}];
	});
}
