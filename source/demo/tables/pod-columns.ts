import type {KubernetesObject, Tree} from '../object.ts';
import {isReady} from '../pod-state.ts';
import {ageText} from './duration.ts';

type Statuses = readonly Tree[];

function statusesOf(pod: KubernetesObject): Statuses {
	return pod.status?.containerStatuses ?? [];
}

export function readyText(pod: KubernetesObject): string {
	return `${statusesOf(pod).filter(({ready}) => ready).length}/${pod.spec.containers.length}`;
}

/** The number of restarts, and how long ago the last one was. */
export function restartsText(pod: KubernetesObject, nowMs: number): string {
	const statuses = statusesOf(pod);
	const count = statuses.reduce((sum, {restartCount}) => sum + restartCount, 0);
	const ends = statuses.map(({lastState}) => lastState?.terminated?.finishedAt).filter(Boolean);
	return count > 0 && ends.length > 0
		? `${count} (${ageText(ends.sort().at(-1), nowMs)} ago)`
		: String(count);
}

/** The one word for how a pod is, which is no field of it: the last container's trouble hides the phase. */
export function podStatusText(pod: KubernetesObject): string {
	const {phase, reason} = pod.status ?? {};
	const base = containersText(pod) ?? reason ?? phase ?? 'Unknown';
	if (!pod.metadata.deletionTimestamp) return base;
	return reason === 'NodeLost' ? 'Unknown' : 'Terminating';
}

function containersText(pod: KubernetesObject): string | undefined {
	const troubles = statusesOf(pod).map(({state}) => stateText(state ?? {}));
	const first = troubles.find(text => text !== undefined);
	const hasRunning = statusesOf(pod).some(({ready, state}) => ready && state?.running);
	if (first === 'Completed' && hasRunning) return isReady(pod) ? 'Running' : 'NotReady';
	return first;
}

function stateText({waiting, terminated}: Tree): string | undefined {
	if (waiting?.reason) return waiting.reason;
	if (!terminated) return undefined;
	if (terminated.reason) return terminated.reason;
	return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}
