import {leftoversOf} from '../../model/leftover.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../../model/object.ts';
import type {Concern} from '../../model/plan.ts';
import type {Ref} from '../../model/ref.ts';
import type {AnalysisGlance, Rollout, RolloutStep, Version, Wait} from '../../model/rollout.ts';
import type {Around} from '../engine.ts';
import {saySpan} from '../times.ts';
import {drivesOf} from './drives.ts';
import {
	actualWeight,
	type FlaggerCanary,
	gatesOf,
	isOffList,
	isPromoted,
	isUnderWay,
	messageOf,
	readCanary,
} from './status.ts';

/** A Canary of Flagger as its object tells; the route, where it was read, tells the weight that counts. */
export function rolloutOf(object: KubernetesObject, ref: Ref, around: Around = {}): Rollout {
	const canary = readCanary(object);
	const waits = waitOf(canary);
	const weight = actualWeight(canary, around.routedPercent);
	const stepsDone = stepsDoneOf(canary, weight);
	return {
		ref,
		engine: 'flagger',
		strategy: strategyOf(canary),
		phase: canary.phase,
		message: messageOf(canary),
		state: stateOf(canary, waits),
		isObserved: true,
		isAborted: canary.phase === 'Failed',
		isPaused: canary.isSuspended,
		isPromoted: isPromoted(canary),
		isPromotingInFull: canary.skipsAnalysis && isUnderWay(canary),
		pauses: [],
		steps: stepsOf(canary, stepsDone),
		stepsDone,
		...(waits && {waits}),
		weight: {...(weight !== undefined && {actual: weight}), max: 100},
		versions: versionsOf(canary, around),
		newest: textIn(canary.status.lastAppliedSpec) ?? '',
		deadlines: [],
		analyses: checksOf(canary),
		drives: drivesOf(canary),
		warnings: warningsOf(canary, weight),
		leftovers: leftoversOf(object),
	};
}

function strategyOf({analysis, iterations}: FlaggerCanary): Rollout['strategy'] {
	if (iterations === 0) return 'canary';
	return objectsIn(analysis.match).length > 0 ? 'a-b' : 'blue-green';
}

function stateOf(canary: FlaggerCanary, waits: Wait | undefined): Rollout['state'] {
	if (canary.phase === 'Failed') return 'failed';
	if (waits?.for === 'person') return 'waiting';
	return isPromoted(canary) ? 'settled' : 'moving';
}

function stepsOf({weights, iterations}: FlaggerCanary, done: number): RolloutStep[] {
	const says =
		weights.length > 0
			? weights.map(weight => `set weight ${weight} %`)
			: Array.from({length: iterations}, (_, index) => `check ${index + 1}`);
	return says.map((each, index) => ({
		number: index + 1,
		says: each,
		...(weights[index] !== undefined && {weight: weights[index]}),
		state: index < done ? 'done' : index === done ? 'current' : 'ahead',
	}));
}

/** The step whose weight stands is the current one: its checks are what is going on. */
function stepsDoneOf(canary: FlaggerCanary, weight: number | undefined): number {
	const {weights, iterations, phase, status} = canary;
	const all = weights.length || iterations;
	if (isPromoted(canary) || ['WaitingPromotion', 'Promoting', 'Finalising'].includes(phase)) return all;
	if (phase !== 'Progressing') return 0;
	if (weights.length === 0) return Math.min(numberIn(status.iterations) ?? 0, all);
	return Math.min(weights.filter(each => each < (weight ?? 0)).length, all);
}

function waitOf(canary: FlaggerCanary): Wait | undefined {
	const {phase, since} = canary;
	const at = since === undefined ? {} : {since};
	if (canary.isSuspended) return suspended(canary);
	switch (phase) {
		case 'Failed':
			return {
				for: 'person',
				says: `${messageOf(canary)} It begins again once the template of ${canary.target.kind} ${canary.target.name} changes.`.trim(),
				...at,
			};
		case 'Waiting':
			return {for: 'person', says: sayGates('The new version', gatesOf(canary, 'confirm-rollout')), ...at};
		case 'WaitingPromotion':
			return {for: 'person', says: sayGates('The promotion', gatesOf(canary, 'confirm-promotion')), ...at};
		case 'Progressing':
			return nextCheck(canary);
		case 'Promoting':
		case 'Finalising':
			return {for: 'pods', says: `${canary.target.name}-primary takes the new version over.`, ...at};
		case 'Initializing':
		case '':
			return {for: 'pods', says: `${canary.target.name}-primary is being set up.`, ...at};
		default:
			return undefined;
	}
}

function suspended(canary: FlaggerCanary): Wait {
	const left = leftoversOf(canary.object).find(each => each.what === 'suspended');
	return {
		for: 'person',
		says: 'It is suspended: traffic stays as it is, and no new version is led, until it is resumed.',
		...(left && {since: left.since}),
	};
}

function sayGates(what: string, gates: readonly string[]): string {
	return gates.length === 0
		? `${what} waits for an approval.`
		: `${what} waits until its gate lets it through: ${gates.join(', ')}.`;
}

function nextCheck(canary: FlaggerCanary): Wait {
	const {since, intervalMs, failedChecks, threshold, weights} = canary;
	const gates = gatesOf(canary, 'confirm-traffic-increase');
	const what = weights.length > 0 ? 'the next weight' : 'the next check';
	const failed = failedChecks > 0 ? ` ${failedChecks} of ${threshold} checks that it bears have failed.` : '';
	const held = gates.length > 0 ? ` Each step needs its gate: ${gates.join(', ')}.` : '';
	return {
		for: 'time',
		says: `It looks every ${saySpan(intervalMs)} and takes ${what} while its checks pass.${failed}${held}`,
		...(since !== undefined && {since, until: since + intervalMs}),
	};
}

/** The names are the other way round than one would think: the plain one is the challenger. */
function versionsOf(canary: FlaggerCanary, {workload}: Around): Version[] {
	const {apex, status} = canary;
	const [promoted = '', applied = ''] = [textIn(status.lastPromotedSpec), textIn(status.lastAppliedSpec)];
	const containers = objectsIn(objectIn(objectIn(workload?.object.spec?.template).spec).containers);
	const image = textIn(containers[0]?.image);
	const champion: Version = {role: 'champion', revision: promoted || applied, service: `${apex}-primary`};
	if (isPromoted(canary) || promoted === '') return [{...champion, ...(image && {image})}];
	return [
		champion,
		{role: 'challenger', revision: applied, service: `${apex}-canary`, ...(image && {image})},
	];
}

/** Webhooks whose failure counts; one without a type is asked at each look. Gates hold it up, and count nothing. */
const checkTypes = ['', 'rollout', 'pre-rollout'];

function checksOf({analysis, failedChecks, threshold}: FlaggerCanary): AnalysisGlance[] {
	const names = [
		...objectsIn(analysis.metrics).map(sayMetric),
		...objectsIn(analysis.webhooks)
			.filter(({type}) => checkTypes.includes(textIn(type) ?? ''))
			.map(({name}) => textIn(name) ?? ''),
	];
	if (names.length === 0) return [];
	return [
		{
			kind: 'checks',
			name: names.join('; '),
			status: `${failedChecks} of ${threshold} failed`,
			message: failedChecks >= threshold ? 'It rolls back.' : '',
		},
	];
}

/** `request-success-rate (at least 99)`. */
function sayMetric(metric: Readonly<Record<string, unknown>> & {thresholdRange?: unknown}): string {
	const range = objectIn(metric.thresholdRange as never);
	const bounds = [
		...(range.min === undefined ? [] : [`at least ${range.min}`]),
		...(range.max === undefined ? [] : [`at most ${range.max}`]),
		...(metric.threshold === undefined ? [] : [`threshold ${metric.threshold}`]),
	];
	return `${metric.name}${bounds.length > 0 ? ` (${bounds.join(', ')})` : ''}`;
}

function warningsOf(canary: FlaggerCanary, weight: number | undefined): Concern[] {
	return [
		...(canary.skipsAnalysis
			? [
					{
						says: 'It skips its analysis: a new version is promoted unlooked as soon as its pods are up.',
						hint: 'sluice resume turns the analysis on again where sluice turned it off.',
					},
				]
			: []),
		...(isUnderWay(canary) && isOffList(canary, weight)
			? [
					{
						says: `${weight} % is none of its listed weights (${listed(canary)}): its next step sends everything to the challenger.`,
						hint: 'Set the route to a listed weight before it looks again.',
					},
				]
			: []),
	];
}

function listed({weights}: FlaggerCanary): string {
	return `${weights.join(', ')} %`;
}
