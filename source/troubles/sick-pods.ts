import type {NodeRow} from '../resources/nodes.ts';
import {hasRestartedLately, isInTrouble, isOverstaying} from '../resources/patience.ts';
import type {PodCause} from '../resources/pod-cause.ts';
import type {PodRow} from '../resources/pod-row.ts';

export type SickCause = PodCause | 'overstaying' | 'restarted';

/** Pods of one workload that suffer from one thing. */
export type PodGroup = {
	readonly cause: SickCause;
	/** The image or container concerned. */
	readonly about: string;
	/** `namespace/kind/name`; a pod of its own is its own workload. */
	readonly workload: string;
	readonly key: string;
	readonly pods: PodRow[];
};

export type SickPods = {
	of(cause: SickCause): readonly PodGroup[];
	/** The workloads of sick pods that have a ready pod all the same. */
	readonly serving: ReadonlySet<string>;
};

/** A pod that failed longer ago is history: Jobs and evictions leave them lying about for days. */
const failedLatelyMs = 3_600_000;

/** The pods that are in trouble, by workload and cause. Those on nodes that are gone suffer from their node, not by themselves. */
export function sickPods(pods: readonly PodRow[], nodes: readonly NodeRow[], now: number): SickPods {
	const gone = new Set(nodes.filter(({isReady}) => !isReady).map(({name}) => name));
	const groups = new Map<string, PodGroup>();
	for (const pod of pods) {
		const cause = causeOf(pod, now);
		if (cause && !(gone.has(pod.node) && isNodesFault(cause))) gather(groups, pod, cause);
	}
	const byCause = Map.groupBy(groups.values(), ({cause}) => cause);
	return {of: cause => byCause.get(cause) ?? [], serving: workloadsServing(pods, [...groups.values()])};
}

/** When what ails the pod began. */
export function startOf(pod: PodRow, cause: SickCause): number {
	if (cause === 'overstaying') return pod.goneBy ?? pod.created;
	if (cause === 'restarted') return pod.lastRestart ?? pod.created;
	return pod.readySince ?? pod.created;
}

function causeOf(pod: PodRow, now: number): SickCause | undefined {
	if (isOverstaying(pod, now)) return 'overstaying';
	if (!isInTrouble(pod, now)) return hasRestartedLately(pod, now) && pod.isReady ? 'restarted' : undefined;
	if (pod.trouble?.cause === 'failed' && now - startOf(pod, 'failed') > failedLatelyMs) return undefined;
	return pod.trouble?.cause;
}

function isNodesFault(cause: SickCause): boolean {
	return cause === 'lost' || cause === 'unready' || cause === 'overstaying' || cause === 'starting';
}

function gather(groups: Map<string, PodGroup>, pod: PodRow, cause: SickCause): void {
	const workload = workloadKey(pod);
	const about = cause === 'overstaying' || cause === 'restarted' ? '' : (pod.trouble?.about ?? '');
	const key = `${workload} ${cause} ${about}`;
	const group = groups.get(key);
	if (group) group.pods.push(pod);
	else groups.set(key, {cause, about, workload, key, pods: [pod]});
}

function workloadKey({namespace, workload, uid}: PodRow): string {
	return workload ? `${namespace}/${workload.kind}/${workload.name}` : uid;
}

/** Names are compared first: with 50,000 pods, making keys is what takes time. */
function workloadsServing(pods: readonly PodRow[], groups: readonly PodGroup[]): ReadonlySet<string> {
	const names = new Set(groups.map(group => group.pods[0]!.workload?.name));
	const serving = new Set<string>();
	for (const pod of pods) {
		if (pod.isReady && pod.workload && names.has(pod.workload.name)) serving.add(workloadKey(pod));
	}
	return serving;
}
