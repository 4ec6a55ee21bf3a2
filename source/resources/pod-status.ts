import {timeOf} from './age.ts';
import {
	type ContainerStatus,
	isSidecar,
	noMembers,
	type PodObject,
	podCondition,
	type Termination,
} from './pod-object.ts';

/** What `kubectl get pods` prints of a pod in READY, STATUS and RESTARTS, before it is made text. */
export type PodStatus = {
	readonly status: string;
	readonly ready: number;
	readonly total: number;
	readonly restarts: number;
	/** When the container that died last did so; milliseconds since the epoch. */
	readonly lastRestart: number | undefined;
};

/** A running count over container statuses. The API server writes times in one form, so that the latest is the greatest text. */
type Tally = {ready: number; restarts: number; lastEnd: string};

/**
 * STATUS as kubectl derives it. The phase is only where it starts: a reason
 * given for the whole pod outranks it, then the init container that holds
 * things up, then the first container that waits or has ended. Once a pod is
 * initialised the restarts of finished init containers no longer count, those
 * of sidecars do.
 */
export function podStatus(pod: PodObject): PodStatus {
	const sidecars: Tally = {ready: 0, restarts: 0, lastEnd: ''};
	const inits: Tally = {ready: 0, restarts: 0, lastEnd: ''};
	const held = tallyInits(pod, inits, sidecars);
	const total = (pod.spec?.containers?.length ?? 0) + countSidecars(pod);
	if (held !== undefined && podCondition(pod, 'Initialized')?.status !== 'True') {
		return {
			status: ending(pod) ?? held,
			ready: sidecars.ready,
			total,
			restarts: inits.restarts,
			lastRestart: timeOf(inits.lastEnd),
		};
	}
	const status = tallyContainers(pod, sidecars, held ?? podReason(pod));
	const {ready, restarts, lastEnd} = sidecars;
	return {status: ending(pod) ?? status, ready, total, restarts, lastRestart: timeOf(lastEnd)};
}

function podReason(pod: PodObject): string {
	if (podCondition(pod, 'PodScheduled')?.reason === 'SchedulingGated') return 'SchedulingGated';
	return pod.status?.reason || pod.status?.phase || 'Unknown';
}

function countSidecars(pod: PodObject): number {
	let count = 0;
	for (const container of pod.spec?.initContainers ?? noMembers) if (isSidecar(container)) count += 1;
	return count;
}

/** The status of the first init container that holds the pod up, if one does; those after it don't count yet. */
function tallyInits(pod: PodObject, inits: Tally, sidecars: Tally): string | undefined {
	const statuses = pod.status?.initContainerStatuses ?? noMembers;
	const containers = pod.spec?.initContainers ?? noMembers;
	for (const [position, status] of statuses.entries()) {
		const isKept = isSidecar(containers.find(({name}) => name === status.name));
		addRestarts(inits, status);
		if (isKept) addRestarts(sidecars, status);
		if (status.state?.terminated?.exitCode === 0) continue;
		if (!isKept || !status.started) return initStatus(status, position, containers.length);
		if (status.ready) sidecars.ready += 1;
	}
	return undefined;
}

function initStatus({state}: ContainerStatus, position: number, count: number): string {
	if (state?.terminated) return `Init:${terminationStatus(state.terminated)}`;
	const waits = state?.waiting?.reason;
	return waits && waits !== 'PodInitializing' ? `Init:${waits}` : `Init:${position}/${count}`;
}

/** The status that the containers leave; the first one that waits or has ended decides. */
function tallyContainers(pod: PodObject, tally: Tally, otherwise: string): string {
	let status: string | undefined;
	let failure: string | undefined;
	let isRunning = false;
	for (const container of pod.status?.containerStatuses ?? noMembers) {
		addRestarts(tally, container);
		const {waiting, terminated, running} = container.state ?? {};
		if (waiting?.reason) status ??= waiting.reason;
		else if (terminated) {
			const said = terminationStatus(terminated);
			status ??= said;
			if (terminated.exitCode) failure ??= said;
		} else if (running && container.ready) {
			tally.ready += 1;
			isRunning = true;
		}
	}
	status ??= otherwise;
	if (status !== 'Completed') return status;
	// The first container is done; the others tell whether the pod as a whole is.
	if (isRunning && podCondition(pod, 'Ready')?.status === 'True') return 'Running';
	return failure ?? (isRunning ? 'NotReady' : status);
}

function terminationStatus({reason, signal, exitCode}: Termination): string {
	if (reason) return reason;
	return signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`;
}

/** A pod being deleted says so, unless it ended before; on a lost node nobody knows. */
function ending(pod: PodObject): string | undefined {
	if (!pod.metadata.deletionTimestamp) return undefined;
	if (pod.status?.reason === 'NodeLost') return 'Unknown';
	return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed' ? undefined : 'Terminating';
}

function addRestarts(tally: Tally, {restartCount = 0, lastState}: ContainerStatus): void {
	tally.restarts += restartCount;
	const ended = lastState?.terminated?.finishedAt ?? '';
	if (ended > tally.lastEnd) tally.lastEnd = ended;
}
