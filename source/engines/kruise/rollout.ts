import {leftoversOf} from '../../model/leftover.ts';
import {isObject, type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../../model/object.ts';
import type {Concern} from '../../model/plan.ts';
import type {Ref} from '../../model/ref.ts';
import type {Driven, Rollout, RolloutStep, Version, Wait} from '../../model/rollout.ts';
import type {Around} from '../engine.ts';
import {saySpan} from '../times.ts';
import {isObserved, isUnderWay, type Kruise, readKruise, reasonOf, trafficOf, workloadOf} from './status.ts';

/** A Rollout of OpenKruise as its object tells. */
export function rolloutOf(object: KubernetesObject, ref: Ref, around: Around = {}): Rollout {
	const kruise = readKruise(object);
	const waits = waitOf(kruise);
	const isPromoted = !isUnderWay(kruise);
	const stepsDone = isPromoted ? kruise.steps.length : Math.max(0, kruise.step - 1);
	const desired = isPromoted ? 0 : trafficOf(kruise.steps[kruise.step - 1]);
	return {
		ref,
		engine: 'kruise',
		strategy: kruise.strategy,
		phase: kruise.phase,
		message: textIn(kruise.status.message) ?? textIn(kruise.state.message) ?? '',
		state: waits?.for === 'person' ? 'waiting' : isPromoted ? 'settled' : 'moving',
		isObserved: isObserved(kruise),
		isAborted: reasonOf(kruise) === 'Cancelling' && !isPromoted,
		isPaused: kruise.isPaused,
		isPromoted,
		isPromotingInFull: false,
		pauses:
			waits?.for !== 'pods' && kruise.stepState === 'StepPaused' && !isPromoted ? [pauseOf(kruise)] : [],
		steps: stepsOf(kruise, stepsDone),
		stepsDone,
		...(waits && {waits}),
		weight: {
			...(desired !== undefined && {desired}),
			...(desired !== undefined && hasRouted(kruise) && {actual: desired}),
			max: 100,
		},
		versions: versionsOf(kruise, isPromoted, around),
		newest: kruise.newest,
		deadlines: [],
		analyses: [],
		drives: drivesOf(kruise),
		warnings: warningsOf(kruise),
		leftovers: leftoversOf(object),
	};
}

function pauseOf({stepState, since}: Kruise) {
	return {reason: stepState, ...(since !== undefined && {since})};
}

/** Traffic is at the weight of the step once that part of the step is behind it. */
function hasRouted({stepState}: Kruise): boolean {
	return ['StepMetricsAnalysis', 'StepPaused', 'StepReady', 'Completed'].includes(stepState);
}

function stepsOf({steps}: Kruise, done: number): RolloutStep[] {
	return steps.map((step, index) => {
		const weight = trafficOf(step);
		return {
			number: index + 1,
			says: sayStep(step),
			...(weight !== undefined && {weight}),
			state: index < done ? 'done' : index === done ? 'current' : 'ahead',
		};
	});
}

/** `20 % of traffic, 1 pod, then pause 10 min`. */
export function sayStep(step: Kruise['plan']): string {
	const weight = trafficOf(step);
	const seconds = numberIn(objectIn(step.pause).duration);
	const pods =
		step.replicas === undefined ? [] : [`${step.replicas} of the pods`.replace(/^1 of the pods$/, '1 pod')];
	return [
		...(weight === undefined ? [] : [`${weight} % of traffic`]),
		...(objectsIn(step.matches).length > 0 ? ['requests that match'] : []),
		...pods,
		seconds === undefined ? 'then pause until somebody approves it' : `then pause ${saySpan(seconds * 1000)}`,
	].join(', ');
}

function waitOf(kruise: Kruise): Wait | undefined {
	if (!isObserved(kruise))
		return {for: 'controller', says: 'Its controller has not seen the latest change yet.'};
	if (kruise.isPaused)
		return {for: 'person', says: 'It is paused as a whole; traffic stays as it is until it is resumed.'};
	if (!isUnderWay(kruise)) return undefined;
	const {steps, step, stepState, since} = kruise;
	const place = `Step ${step} of ${steps.length}: `;
	const at = since === undefined ? {} : {since};
	if (stepState !== 'StepPaused' || reasonOf(kruise) === 'Cancelling')
		return {for: 'pods', says: `${place}${sayState(stepState, kruise)}.`, ...at};
	const seconds = numberIn(objectIn(steps[step - 1]?.pause).duration);
	if (seconds === undefined || since === undefined) {
		return {for: 'person', says: `${place}it pauses until somebody approves it.`, ...at};
	}
	const spanMs = seconds * 1000;
	return {
		for: 'time',
		says: `${place}it pauses for ${saySpan(spanMs)}, then goes on by itself.`,
		since,
		until: since + spanMs,
	};
}

function sayState(state: string, kruise: Kruise): string {
	const ready = numberIn(kruise.state.canaryReadyReplicas ?? kruise.state.updatedReadyReplicas) ?? 0;
	const all = numberIn(kruise.state.canaryReplicas ?? kruise.state.updatedReplicas) ?? 0;
	if (reasonOf(kruise) === 'Cancelling') return 'it goes back to the former version';
	if (state === 'StepTrafficRouting') return 'its routes take the weight';
	return `its pods come up, ${ready} of ${all} are ready`;
}

function versionsOf(kruise: Kruise, isPromoted: boolean, {workload}: Around): Version[] {
	const {stable, newest, plan} = kruise;
	const service = textIn(objectsIn(plan.trafficRoutings)[0]?.service);
	const containers = objectsIn(objectIn(objectIn(workload?.object.spec?.template).spec).containers);
	const image = textIn(containers[0]?.image);
	const champion: Version = {
		role: 'champion',
		revision: isPromoted ? newest : stable,
		...(service && {service}),
	};
	if (isPromoted) return champion.revision === '' ? [] : [{...champion, ...(image && {image})}];
	const canaryService =
		plan.disableGenerateCanaryService === true ? undefined : service && `${service}-canary`;
	return [
		champion,
		{
			role: 'challenger',
			revision: newest,
			...(canaryService && {service: canaryService}),
			...(image && {image}),
		},
	];
}

function drivesOf(kruise: Kruise): Driven[] {
	const namespace = kruise.object.metadata.namespace ?? '';
	const workload = workloadOf(kruise);
	const [group = ''] = (textIn(workload.apiVersion) ?? '').split('/');
	const of = (inGroup: string, kind: string, name: string | undefined): Driven[] =>
		name ? [{group: inGroup, kind, namespace, name}] : [];
	return [
		...of(group, textIn(workload.kind) ?? 'Deployment', textIn(workload.name)),
		...objectsIn(kruise.plan.trafficRoutings).flatMap(route => {
			const service = textIn(route.service);
			const ingress = textIn(objectIn(route.ingress).name);
			return [
				...of('', 'Service', service),
				...of('', 'Service', service && `${service}-canary`),
				...of('networking.k8s.io', 'Ingress', ingress && `${ingress}-canary`),
				...of('gateway.networking.k8s.io', 'HTTPRoute', textIn(objectIn(route.gateway).httpRouteName)),
				...objectsIn(route.customNetworkRefs).flatMap(custom =>
					of(
						(textIn(custom.apiVersion) ?? '').split('/')[0]!,
						textIn(custom.kind) ?? '',
						textIn(custom.name),
					),
				),
			];
		}),
	];
}

function warningsOf(kruise: Kruise): Concern[] {
	if (!isUnderWay(kruise)) return [];
	return [
		...(kruise.isPaused
			? [{says: 'Paused, it sends the challenger what it sent before: a pause brings no traffic back.'}]
			: []),
		kruise.strategy === 'blue-green'
			? {says: 'A blue-green takes no third version on its way: roll back first.'}
			: {says: 'Another template starts it again at step 1.'},
		...(isObject(kruise.spec) && kruise.spec.disabled === true
			? [{says: 'It is disabled: its workload is let go without its steps.'}]
			: []),
	];
}
