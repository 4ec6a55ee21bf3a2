/** A pod's containers: what was asked for, and how each of them is. Pure. */
import type {KubernetesObject, Tree} from '../object.ts';

/** A container's status as the API has it. */
export type ContainerStatus = {
	name: string;
	state: Tree;
	lastState: Tree;
	ready: boolean;
	restartCount: number;
	image: string;
	imageID: string;
	containerID?: string;
	started: boolean;
};

/** Those that come first, one after the other. */
export function initContainersOf({spec}: KubernetesObject): Tree[] {
	return spec.initContainers ?? [];
}

export function containerOf(pod: KubernetesObject, name: string): Tree {
	return [...initContainersOf(pod), ...pod.spec.containers].find(container => container.name === name)!;
}

export function isInit(pod: KubernetesObject, name: string): boolean {
	return initContainersOf(pod).some(container => container.name === name);
}

/** Whether a container starts before the others and then runs beside them. */
export function isSidecar(pod: KubernetesObject, {name, restartPolicy}: Tree): boolean {
	return restartPolicy === 'Always' && isInit(pod, name);
}

/** How a container is; one of which nothing is known yet waits to be created. */
export function statusOf(pod: KubernetesObject, name: string): ContainerStatus {
	const {containerStatuses = [], initContainerStatuses = []} = pod.status ?? {};
	const known = [...initContainerStatuses, ...containerStatuses].find(status => status.name === name);
	return known ?? unbegun(containerOf(pod, name), initContainersOf(pod).length > 0);
}

function unbegun({name, image}: Tree, hasInit: boolean): ContainerStatus {
	const state = waiting(hasInit ? 'PodInitializing' : 'ContainerCreating');
	return {name, state, lastState: {}, ready: false, restartCount: 0, image, imageID: '', started: false};
}

export function waiting(reason: string, message?: string): Tree {
	return {waiting: {reason, ...(message && {message})}};
}

/** The init container that has to end, or a sidecar that has to start, before the next may. */
export function nextInit(pod: KubernetesObject): Tree | undefined {
	return initContainersOf(pod).find(container => !isPast(pod, container));
}

function isPast(pod: KubernetesObject, container: Tree): boolean {
	const {state, started} = statusOf(pod, container.name);
	return isSidecar(pod, container) ? started : state.terminated?.exitCode === 0;
}

/** Whether a container that ended with this code is started again. */
export function isRestarted(pod: KubernetesObject, name: string, exitCode: number): boolean {
	const container = containerOf(pod, name);
	const isOnce = isInit(pod, name) && container.restartPolicy !== 'Always';
	const {restartPolicy = pod.spec.restartPolicy} = container;
	if (restartPolicy === 'OnFailure' || (restartPolicy === 'Always' && isOnce)) return exitCode !== 0;
	return restartPolicy === 'Always';
}
