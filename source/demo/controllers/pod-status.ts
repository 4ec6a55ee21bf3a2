/** A pod's status, as the kubelet makes it out of those of its containers. Pure. */
import {fnv32} from '../luck.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {isOver} from '../pod-state.ts';
import {type Condition, conditionOf, withCondition} from './conditions.ts';
import {
	type ContainerStatus,
	initContainersOf,
	isRestarted,
	isSidecar,
	nextInit,
	statusOf,
} from './pod-containers.ts';

/** A pod's status once some of its containers have changed, with its phase and conditions to match. */
export function podStatus(
	pod: KubernetesObject,
	changes: Readonly<Record<string, Partial<ContainerStatus>>>,
	now: string,
): Tree {
	const changed = ({name}: Tree) => ({...statusOf(pod, name), ...changes[name]});
	const init = initContainersOf(pod);
	const status: Tree = {...pod.status, phase: 'Pending'};
	if (init.length > 0) status.initContainerStatuses = init.map(changed);
	status.containerStatuses = pod.spec.containers.map(changed);
	status.phase = isOver(pod) ? pod.status.phase : phaseOf({...pod, status});
	status.observedGeneration = pod.metadata.generation;
	status.conditions = conditionsFor({...pod, status}, pod.status?.conditions, now);
	return status;
}

/** By the kubelet's rules: what runs, what waits for its first start, and what will never start again. */
export function phaseOf(pod: KubernetesObject): string {
	const codeOf = ({name}: Tree): number | undefined => {
		const {state, lastState} = statusOf(pod, name);
		return (state.terminated ?? (state.waiting && lastState.terminated))?.exitCode;
	};
	const isLost = (container: Tree) => {
		const code = codeOf(container);
		return code !== undefined && code !== 0 && !isRestarted(pod, container.name, code);
	};
	if (initContainersOf(pod).some(isLost)) return 'Failed';
	const containers: Tree[] = pod.spec.containers;
	const hasBegun = ({name}: Tree) => {
		const {state, lastState} = statusOf(pod, name);
		return !state.waiting || lastState.terminated !== undefined;
	};
	if ((nextInit(pod) && !containers.some(hasBegun)) || !containers.every(hasBegun)) return 'Pending';
	const isFinal = ({name}: Tree) => {
		const {terminated} = statusOf(pod, name).state;
		const {deletionTimestamp} = pod.metadata;
		return terminated && (deletionTimestamp || !isRestarted(pod, name, terminated.exitCode));
	};
	if (!containers.every(isFinal)) return 'Running';
	return containers.every(container => codeOf(container) === 0) ? 'Succeeded' : 'Failed';
}

function conditionsFor(pod: KubernetesObject, before: Condition[] = [], now: string): Condition[] {
	const readiness = readinessOf(pod);
	const states: Tree[] = [...(pod.status.initContainerStatuses ?? []), ...pod.status.containerStatuses];
	const hasSandbox = states.some(({state}) => !/Creating|Initializing/.test(state.waiting?.reason ?? ''));
	const conditions: Condition[] = [
		{type: 'PodReadyToStartContainers', status: hasSandbox && !isOver(pod) ? 'True' : 'False'},
		initializedOf(pod),
		{type: 'Ready', ...gatesOf(pod, before, readiness)},
		{type: 'ContainersReady', ...readiness},
		{type: 'PodScheduled', status: 'True'},
	];
	const observed = {observedGeneration: pod.metadata.generation, lastProbeTime: null};
	const own = conditions.map(condition => withCondition(before, {...observed, ...condition}, now).at(-1)!);
	const others = before.filter(({type}) => !conditionOf(own, type));
	return [...own, ...others];
}

function initializedOf(pod: KubernetesObject): Condition {
	const {phase} = pod.status;
	const type = 'Initialized';
	if (phase === 'Succeeded') return {type, status: 'True', reason: 'PodCompleted'};
	const isBegun = pod.spec.containers.some(({name}: Tree) => statusOf(pod, name).containerID);
	const next = nextInit(pod);
	if (!next || isBegun) return {type, status: 'True'};
	const all = initContainersOf(pod);
	const names = all.slice(all.indexOf(next)).map(({name}) => name);
	const message = `containers with incomplete status: [${names.join(' ')}]`;
	return {type, status: 'False', reason: 'ContainersNotInitialized', message};
}

type Readiness = Pick<Condition, 'status' | 'reason' | 'message'>;

function readinessOf(pod: KubernetesObject): Readiness {
	const {phase} = pod.status;
	if (phase === 'Succeeded') return {status: 'False', reason: 'PodCompleted'};
	if (phase === 'Failed') return {status: 'False', reason: 'PodFailed'};
	const sidecars = initContainersOf(pod).filter(container => isSidecar(pod, container));
	const unready = [...sidecars, ...pod.spec.containers].filter(({name}) => !statusOf(pod, name).ready);
	if (unready.length === 0) return {status: 'True'};
	const message = `containers with unready status: [${unready.map(({name}) => name).join(' ')}]`;
	return {status: 'False', reason: 'ContainersNotReady', message};
}

/** Others may have a say in a pod's readiness, each by a condition of their own. */
function gatesOf({spec}: KubernetesObject, before: Condition[], readiness: Readiness): Readiness {
	if (readiness.status !== 'True') return readiness;
	const closed = (spec.readinessGates ?? []).flatMap(({conditionType}: Tree) => {
		const condition = conditionOf(before, conditionType);
		if (!condition)
			return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
		if (condition.status === 'True') return [];
		return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
	});
	if (closed.length === 0) return readiness;
	return {status: 'False', reason: 'ReadinessGatesNotReady', message: closed.join(', ')};
}

export function containerId(pod: KubernetesObject, name: string, restartCount: number): string {
	return `containerd://${digest(`${pod.metadata.uid}/${name}/${restartCount}`)}`;
}

export function imageId(image: string): string {
	return `${image.split(':')[0]}@sha256:${digest(image)}`;
}

function digest(text: string): string {
	let digits = '';
	for (let part = 0; part < 8; part++) digits += fnv32(`${part}${text}`).toString(16).padStart(8, '0');
	return digits;
}
