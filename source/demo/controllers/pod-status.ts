/** A pod's status at each stage of its life, as the kubelet writes it. */
import {fnv32} from '../luck.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {type Condition, withCondition} from './conditions.ts';

/** What a container does now. */
export type ContainerState = {
	state: Tree;
	lastState?: Tree;
	isReady: boolean;
	restartCount: number;
};

/** A pod's status with all its containers in this state. */
export function podStatus(
	pod: KubernetesObject,
	phase: string,
	container: ContainerState,
	now: string,
): Tree {
	const status: Tree = {...pod.status, phase};
	status.observedGeneration = pod.metadata.generation;
	status.conditions = conditionsFor(pod, phase, container, now);
	status.containerStatuses = pod.spec.containers.map((spec: Tree) => containerStatus(pod, spec, container));
	return status;
}

function conditionsFor(
	pod: KubernetesObject,
	phase: string,
	container: ContainerState,
	now: string,
): Condition[] {
	const readiness = readinessOf(pod, phase, container);
	const isOver = phase === 'Succeeded' || phase === 'Failed';
	const isSandboxed = !isOver && container.state.waiting?.reason !== 'ContainerCreating';
	const isDone = phase === 'Succeeded';
	const conditions: Condition[] = [
		{type: 'PodReadyToStartContainers', status: isSandboxed ? 'True' : 'False'},
		{type: 'Initialized', status: 'True', ...(isDone && {reason: 'PodCompleted'})},
		{type: 'Ready', ...readiness},
		{type: 'ContainersReady', ...readiness},
		{type: 'PodScheduled', status: 'True'},
	];
	const observed = {observedGeneration: pod.metadata.generation, lastProbeTime: null};
	const before: Condition[] = pod.status?.conditions ?? [];
	return conditions.map(condition => withCondition(before, {...observed, ...condition}, now).at(-1)!);
}

function readinessOf(
	pod: KubernetesObject,
	phase: string,
	{isReady}: ContainerState,
): Pick<Condition, 'status' | 'reason' | 'message'> {
	if (phase === 'Succeeded') return {status: 'False', reason: 'PodCompleted'};
	if (phase === 'Failed') return {status: 'False', reason: 'PodFailed'};
	if (isReady) return {status: 'True'};
	const names = pod.spec.containers.map(({name}: Tree) => name).join(' ');
	const message = `containers with unready status: [${names}]`;
	return {status: 'False', reason: 'ContainersNotReady', message};
}

function containerStatus(pod: KubernetesObject, {name, image}: Tree, container: ContainerState): Tree {
	const {state, lastState = {}, isReady, restartCount} = container;
	const isStarted = state.running !== undefined;
	const hasImage = isStarted || state.terminated || lastState.terminated;
	const run = isStarted ? containerId(pod, name, restartCount) : lastState.terminated?.containerID;
	return {
		name,
		state,
		lastState,
		ready: isReady,
		restartCount,
		image,
		imageID: hasImage ? `${image.split(':')[0]}@sha256:${digest(image)}` : '',
		...(run && {containerID: run}),
		started: isStarted,
	};
}

export function containerId(pod: KubernetesObject, name: string, restartCount: number): string {
	return `containerd://${digest(`${pod.metadata.uid}/${name}/${restartCount}`)}`;
}

function digest(text: string): string {
	return Array.from({length: 8}, (_, i) => fnv32(`${i}${text}`).toString(16).padStart(8, '0')).join('');
}

export function waiting(reason: string, message?: string): Tree {
	return {waiting: {reason, ...(message && {message})}};
}
