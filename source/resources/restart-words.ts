import type {KubernetesObject} from '../model/object.ts';
import {sayDuration, timeOf} from './age.ts';
import {sayExit} from './container-trouble.ts';
import type {EventRow} from './events.ts';
import {asPod, type ContainerStatus, noMembers, type Termination} from './pod-object.ts';

/** Why one container was started anew: how often, how it ended last and what that means, and which probes failed. */
export type Restarts = {
	readonly container: string;
	readonly count: number;
	readonly at: number | undefined;
	/** `exit 137 (OOMKilled), after 30s`. */
	readonly ended: string;
	/** What such an end usually means, as a sentence; empty where it says so itself. */
	readonly means: string;
	readonly message: string;
	readonly probes: readonly ProbeFailure[];
};

export type ProbeFailure = {readonly says: string; readonly times: number; readonly last: number};

/** Of the containers of a pod that were started anew or are about to be, those that were so most often first. */
export function restartsOf(object: KubernetesObject, events: readonly EventRow[]): readonly Restarts[] {
	const {status = {}} = asPod(object);
	const all = [...(status.initContainerStatuses ?? noMembers), ...(status.containerStatuses ?? noMembers)];
	return all
		.flatMap(each => restartsIn(each, events, all.length === 1))
		.sort((one, other) => other.count - one.count);
}

function restartsIn(
	status: ContainerStatus,
	events: readonly EventRow[],
	isOnly: boolean,
): readonly Restarts[] {
	const {name, restartCount = 0, state, lastState} = status;
	const end = state?.terminated ?? lastState?.terminated;
	const probes = probesIn(events, name, isOnly);
	const hasFailed = end !== undefined && (restartCount > 0 || end.exitCode !== 0);
	if (!hasFailed && probes.length === 0) return [];
	return [
		{
			container: name,
			count: restartCount,
			at: timeOf(end?.finishedAt),
			ended: end === undefined ? '' : sayEnd(end),
			means: end === undefined ? '' : sayMeaning(end, probes),
			message: end?.message?.trim() ?? '',
			probes,
		},
	];
}

function sayEnd(end: Termination): string {
	const [from, to] = [timeOf(end.startedAt), timeOf(end.finishedAt)];
	return `${sayExit(end)}${from !== undefined && to !== undefined ? `, after ${sayDuration(to - from)}` : ''}`;
}

/** What an exit code says by convention: above 128 a signal, 126 and 127 of the shell. */
function sayMeaning({exitCode = 0, signal, reason}: Termination, probes: readonly ProbeFailure[]): string {
	if (reason === 'OOMKilled') return 'It took more memory than its limit, and was killed.';
	const isProbe = probes.some(({says}) => /^(Liveness|Startup) probe/.test(says));
	const killedBy = signal || (exitCode > 128 ? exitCode - 128 : 0);
	if (killedBy === 9)
		return isProbe
			? 'Its probe failed, and it did not end within its grace period: it was killed.'
			: 'It was killed: by a probe or an eviction whose grace period it outlived, or for memory by the node.';
	if (killedBy === 15) return isProbe ? 'Its probe failed, and it was told to end.' : 'It was told to end.';
	if (killedBy === 11) return 'It crashed: it touched memory that is not its own.';
	if (killedBy === 6) return 'It gave up by itself (abort).';
	if (exitCode === 127) return 'Its command was not found in the image.';
	if (exitCode === 126) return 'Its command may not be run in the image.';
	if (exitCode === 0) return 'It ended by itself, without an error: what shall go on must not end.';
	return 'The program ended with an error of its own: its log before that tells more.';
}

/** Events name the container in the path of what they are about only; of a pod with one it is that. */
function probesIn(events: readonly EventRow[], container: string, isOnly: boolean): readonly ProbeFailure[] {
	return events
		.filter(({reason}) => reason === 'Unhealthy')
		.filter(({container: of}) => (of === undefined ? isOnly : of === container))
		.map(({message, count, lastSeen}) => ({says: message, times: count, last: lastSeen}))
		.sort((one, other) => other.last - one.last);
}
