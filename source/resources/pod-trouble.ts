import {intern} from './intern.ts';
import {
	type ContainerStatus,
	noMembers,
	type PodCondition,
	type PodObject,
	podCondition,
} from './pod-object.ts';
import type {PodStatus} from './pod-status.ts';
import {pullProblem} from './pull-problem.ts';

/** Why a pod isn't ready, as far as it tells. Pods of one workload with the same cause and `about` suffer from one thing. */
export type PodTrouble = {
	readonly cause: PodCause;
	/** The image or container concerned; empty where it is the pod as a whole. */
	readonly about: string;
	/** `not found`, `last exit 137 (OOMKilled)`, `0/3 nodes are available: ...`; may be empty. */
	readonly detail: string;
	/** All of it, about one pod: `crashed 5 times, last exit 137 (OOMKilled)`. */
	readonly says: string;
};

export type PodCause =
	| 'image'
	| 'crash'
	| 'container'
	| 'unschedulable'
	| 'gated'
	| 'failed'
	| 'lost'
	| 'unready'
	| 'starting';

const pullReasons = new Set([
	'ErrImagePull',
	'ImagePullBackOff',
	'InvalidImageName',
	'ErrImageNeverPull',
	'ImageInspectError',
	'RegistryUnavailable',
	'SignatureValidationFailed',
]);

const startReasons = new Set(['ContainerCreating', 'PodInitializing']);

/** Undefined for a pod that is ready or has completed. */
export function podTrouble(pod: PodObject, {status, ready, total}: PodStatus): PodTrouble | undefined {
	const {phase} = pod.status ?? {};
	if (phase === 'Succeeded') return undefined;
	if (phase === 'Failed') return failed(pod, status);
	const readiness = podCondition(pod, 'Ready');
	if (phase === 'Running' && ready === total && readiness?.status === 'True') return undefined;
	if (pod.status?.reason === 'NodeLost') return trouble('lost', '', '', "its node doesn't answer");
	return containerTrouble(pod) ?? schedulingTrouble(pod) ?? unready(pod, readiness);
}

/** `exit 137 (OOMKilled)` of the container that died last, where one did and runs again. */
export function lastExit(status: ContainerStatus): string {
	const ended = status.lastState?.terminated ?? status.state?.terminated;
	return ended ? intern(sayExit(ended)) : '';
}

function trouble(cause: PodCause, about: string, detail: string, says: string): PodTrouble {
	return {cause, about: intern(about), detail: intern(detail), says: intern(says)};
}

function failed(pod: PodObject, status: string): PodTrouble {
	const {reason, message, containerStatuses} = pod.status ?? {};
	if (reason) {
		const words = reason === 'Evicted' ? 'evicted' : `failed (${reason})`;
		return trouble('failed', reason, message ?? '', message ? `${words}: ${message}` : words);
	}
	const ended = containerStatuses?.find(({state}) => state?.terminated?.exitCode);
	const detail = ended?.state?.terminated ? sayExit(ended.state.terminated) : status;
	return trouble('failed', ended?.name ?? '', detail, `failed: ${detail}`);
}

function containerTrouble(pod: PodObject): PodTrouble | undefined {
	for (const status of pod.status?.initContainerStatuses ?? noMembers) {
		const found = troubleOf(pod, status);
		if (found) return found;
	}
	for (const status of pod.status?.containerStatuses ?? noMembers) {
		const found = troubleOf(pod, status);
		if (found) return found;
	}
	return undefined;
}

function troubleOf(pod: PodObject, status: ContainerStatus): PodTrouble | undefined {
	const {waiting, terminated} = status.state ?? {};
	if (waiting?.reason && pullReasons.has(waiting.reason)) {
		const image = imageAskedFor(pod, status);
		const detail = pullProblem(waiting.reason, waiting.message ?? '');
		return trouble('image', image, detail, `can't pull image ${image}${detail && `: ${detail}`}`);
	}
	if (waiting?.reason === 'CrashLoopBackOff' || terminated?.exitCode) return crash(status);
	if (!waiting?.reason || startReasons.has(waiting.reason)) return undefined;
	const detail = waiting.message || waiting.reason;
	return trouble('container', status.name, detail, `can't start container ${status.name}: ${detail}`);
}

function crash(status: ContainerStatus): PodTrouble {
	const exit = lastExit({...status, lastState: status.state?.terminated ? status.state : status.lastState});
	const count = (status.restartCount ?? 0) + (status.state?.terminated ? 1 : 0);
	const detail = exit && `last ${exit}`;
	const times = count === 1 ? 'once' : `${count} times`;
	return trouble('crash', status.name, detail, `crashed ${times}${detail && `, ${detail}`}`);
}

function sayExit({
	exitCode = 0,
	signal,
	reason,
}: {
	exitCode?: number;
	signal?: number;
	reason?: string;
}): string {
	const why = reason && reason !== 'Error' && reason !== 'Completed' ? ` (${reason})` : '';
	return signal ? `signal ${signal}${why}` : `exit ${exitCode}${why}`;
}

/** A status names the image as the runtime resolved it; people know the one that was asked for. */
function imageAskedFor(pod: PodObject, status: ContainerStatus): string {
	for (const container of pod.spec?.containers ?? noMembers) {
		if (container.name === status.name) return container.image ?? '';
	}
	for (const container of pod.spec?.initContainers ?? noMembers) {
		if (container.name === status.name) return container.image ?? '';
	}
	return status.image ?? '';
}

function schedulingTrouble(pod: PodObject): PodTrouble | undefined {
	const scheduled = podCondition(pod, 'PodScheduled');
	if (scheduled?.status !== 'False') return undefined;
	const detail = withoutPreemption(scheduled.message ?? '');
	if (scheduled.reason === 'SchedulingGated')
		return trouble('gated', '', '', 'held back by a scheduling gate');
	return trouble('unschedulable', '', detail, `unschedulable${detail && `: ${detail}`}`);
}

/** A scheduler says twice that no node will do: once for free room, once for room made by preemption. */
function withoutPreemption(message: string): string {
	const end = message.indexOf(' preemption: ');
	const kept = end === -1 ? message : message.slice(0, end);
	return kept.replace(/[.,]?( no new claims to deallocate[.,]?)?$/, '');
}

function unready(pod: PodObject, readiness: PodCondition | undefined): PodTrouble {
	const statuses = pod.status?.containerStatuses ?? noMembers;
	const running = statuses.filter(({ready, state}) => !ready && state?.running).map(({name}) => name);
	if (running.length > 0) {
		const names = running.join(', ');
		return trouble('unready', names, '', `runs, but not ready: ${names}`);
	}
	if (
		pod.status?.phase === 'Running' &&
		readiness?.status === 'False' &&
		readiness.reason === 'ReadinessGatesNotReady'
	) {
		return trouble(
			'unready',
			'',
			readiness.message ?? '',
			`runs, but a readiness gate isn't met: ${readiness.message}`,
		);
	}
	if (pod.status?.phase === 'Running') return trouble('unready', '', '', 'runs, but not ready');
	const reason = statuses.find(({state}) => state?.waiting?.reason)?.state?.waiting?.reason ?? '';
	return trouble('starting', '', reason, `hasn't started yet${reason && ` (${reason})`}`);
}
