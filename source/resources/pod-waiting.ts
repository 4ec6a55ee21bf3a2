import {type PodTrouble, trouble} from './pod-cause.ts';
import {type ContainerStatus, isSidecar, noMembers, type PodCondition, type PodObject} from './pod-object.ts';

/** Of a pod that runs while no container tells of a trouble. */
export function unready(pod: PodObject, readiness: PodCondition | undefined): PodTrouble {
	const running = namesOf(pod, ({ready, state}) => !ready && state?.running !== undefined);
	if (running) return trouble('unready', running, '', `runs, but not ready: ${running}`);
	const ended = namesOf(pod, ({state}) => state?.terminated !== undefined);
	if (ended) return trouble('unready', ended, 'ended', `runs, but not ready: ${ended} has ended`);
	const detail = readiness?.reason === 'ReadinessGatesNotReady' ? (readiness.message ?? '') : '';
	return trouble('unready', '', detail, `runs, but not ready${detail && `: ${detail}`}`);
}

/** Names of its containers, then of its sidecars, that are so; joined. */
function namesOf(pod: PodObject, isSo: (status: ContainerStatus) => boolean): string {
	const names = (pod.status?.containerStatuses ?? noMembers).filter(isSo).map(({name}) => name);
	for (const container of pod.spec?.initContainers ?? noMembers) {
		const status = pod.status?.initContainerStatuses?.find(({name}) => name === container.name);
		if (isSidecar(container) && status && isSo(status)) names.push(container.name);
	}
	return names.join(', ');
}

/** Of a pod on its way. */
export function notStarted(pod: PodObject): PodTrouble {
	if (!pod.spec?.nodeName && !pod.status?.containerStatuses) {
		return trouble('starting', '', 'not scheduled yet', 'waits to be scheduled');
	}
	const init = initInTheWay(pod);
	if (init) return trouble('starting', init, '', `waits for init container ${init}`);
	const waiting = pod.status?.containerStatuses?.find(({state}) => state?.waiting?.reason);
	const reason = waiting?.state?.waiting?.reason ?? '';
	return trouble('starting', '', reason, `hasn't started yet${reason && ` (${reason})`}`);
}

/** `migrate (2 of 3)`, if the pod waits for one that has begun; before that it waits for the node. */
function initInTheWay(pod: PodObject): string {
	const inits = pod.status?.initContainerStatuses ?? noMembers;
	for (const [position, {name, state, started}] of inits.entries()) {
		const isDone = state?.terminated?.exitCode === 0;
		const isKept = isSidecar(pod.spec?.initContainers?.find(container => container.name === name));
		if (isDone || (isKept && started)) continue;
		return state?.running ? `${name} (${position + 1} of ${inits.length})` : '';
	}
	return '';
}
