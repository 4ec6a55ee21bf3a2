import type {ClusterTrouble, Severity} from './cluster-trouble.ts';
import type {DeploymentRow} from './deployments.ts';
import {hasRestartedLately, isInTrouble, isOverstaying} from './patience.ts';
import type {PodCause} from './pod-cause.ts';
import type {PodRow} from './pod-row.ts';
import {sayAvailable} from './troubled-deployments.ts';

type Cause = PodCause | 'overstaying' | 'restarted';

/** Pods of one workload that suffer from one thing. */
type Group = {
	readonly cause: Cause;
	readonly about: string;
	readonly workload: string;
	readonly key: string;
	readonly pods: PodRow[];
};

/** A pod that failed longer ago is history: Jobs and evictions leave them lying about for days. */
const failedLatelyMs = 3_600_000;

/** Troubles out of pods, grouped by workload and cause. Pods on the nodes in `gone` suffer from their node, not by themselves. */
export function troubledPods(
	pods: readonly PodRow[],
	deployments: ReadonlyMap<string, DeploymentRow>,
	gone: ReadonlySet<string>,
	now: number,
): readonly ClusterTrouble[] {
	const groups = new Map<string, Group>();
	for (const pod of pods) {
		const cause = causeOf(pod, now);
		if (cause && !(gone.has(pod.node) && isNodesFault(cause))) gather(groups, pod, cause);
	}
	const told = [...groups.values()].filter(
		group => group.cause !== 'restarted' || !isStillCrashing(groups, group),
	);
	const serving = workloadsServing(pods, told);
	return told.map(group => describe(group, serving, deployments));
}

/** `namespace/kind/name` of its workload; a pod of its own is its own workload. */
function workloadKey({namespace, workload, uid}: PodRow): string {
	return workload ? `${namespace}/${workload.kind}/${workload.name}` : uid;
}

/** The workloads of those groups that have a ready pod. Names are compared first: with 50,000 pods, making keys is what takes time. */
function workloadsServing(pods: readonly PodRow[], groups: readonly Group[]): ReadonlySet<string> {
	const names = new Set(groups.map(group => group.pods[0]!.workload?.name));
	const serving = new Set<string>();
	for (const pod of pods) {
		if (pod.isReady && pod.workload && names.has(pod.workload.name)) serving.add(workloadKey(pod));
	}
	return serving;
}

function causeOf(pod: PodRow, now: number): Cause | undefined {
	if (isOverstaying(pod, now)) return 'overstaying';
	if (!isInTrouble(pod, now)) return hasRestartedLately(pod, now) && pod.isReady ? 'restarted' : undefined;
	if (pod.trouble?.cause === 'failed' && now - startOf(pod, 'failed') > failedLatelyMs) return undefined;
	return pod.trouble?.cause;
}

function isNodesFault(cause: Cause): boolean {
	return cause === 'lost' || cause === 'unready' || cause === 'overstaying' || cause === 'starting';
}

/** It keeps the Deployment from being available; else it is a matter of single pods. */
function isRolloutsFault(cause: Cause): boolean {
	return cause !== 'restarted' && cause !== 'overstaying' && cause !== 'failed';
}

function gather(groups: Map<string, Group>, pod: PodRow, cause: Cause): void {
	const owner = workloadKey(pod);
	const about = cause === 'overstaying' || cause === 'restarted' ? '' : (pod.trouble?.about ?? '');
	const key = `${owner} ${cause} ${about}`;
	const group = groups.get(key);
	if (group) group.pods.push(pod);
	else groups.set(key, {cause, about, workload: owner, key, pods: [pod]});
}

/** Some of its pods crash and the others have just come back: one trouble, and the crash says it. */
function isStillCrashing(groups: ReadonlyMap<string, Group>, {workload}: Group): boolean {
	for (const group of groups.values()) {
		if (group.workload === workload && group.cause === 'crash') return true;
	}
	return false;
}

function startOf(pod: PodRow, cause: Cause): number {
	if (cause === 'overstaying') return pod.goneBy ?? pod.created;
	if (cause === 'restarted') return pod.lastRestart ?? pod.created;
	return pod.readySince ?? pod.created;
}

function describe(
	group: Group,
	serving: ReadonlySet<string>,
	deployments: ReadonlyMap<string, DeploymentRow>,
): ClusterTrouble {
	const {cause, key} = group;
	const oldest = group.pods.reduce((left, right) =>
		startOf(right, cause) < startOf(left, cause) ? right : left,
	);
	const {namespace, name, uid, workload} = oldest;
	const deployment =
		workload?.kind === 'Deployment' ? deployments.get(`${namespace}/${workload.name}`) : undefined;
	return {
		key: `pods ${key}`,
		severity: severityOf(group, serving, deployment),
		says: `${subject(group.pods)} ${sayCause(group)}`,
		hint:
			[deployment && sayAvailable(deployment), nextStep(group, deployment)].filter(Boolean).join(' ') ||
			undefined,
		about:
			deployment && isRolloutsFault(cause)
				? {kind: 'Deployment', namespace, name: deployment.name, uid: deployment.uid}
				: {kind: 'Pod', namespace, name, uid},
		count: group.pods.length,
		since: startOf(oldest, cause),
	};
}

/** Critical where nobody of the workload serves. A pod of its own or of a Job ends without anybody being unserved. */
function severityOf(
	{cause, pods, workload}: Group,
	serving: ReadonlySet<string>,
	deployment: DeploymentRow | undefined,
): Severity {
	if (cause === 'restarted') return 'notice';
	if (cause === 'overstaying' || cause === 'failed') return 'warning';
	if (deployment) return deployment.wanted > 0 && deployment.available === 0 ? 'critical' : 'warning';
	const owner = pods[0]!.workload;
	if (!owner || owner.kind === 'Job') return 'warning';
	return serving.has(workload) ? 'warning' : 'critical';
}

function subject(pods: readonly PodRow[]): string {
	const {workload, name} = pods[0]!;
	if (!workload || (pods.length === 1 && workload.kind === 'StatefulSet')) return `Pod ${name}`;
	return `${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} of ${workload.name}`;
}

function sayCause({cause, about, pods}: Group): string {
	const isOne = pods.length === 1;
	const detail = commonest(pods.map(({trouble}) => trouble?.detail ?? ''));
	switch (cause) {
		case 'image':
			return `can't pull image ${shortImage(about)}${after(': ', detail)}`;
		case 'crash':
			return `${isOne ? 'keeps' : 'keep'} crashing${after(', ', detail)}`;
		case 'container':
			return `can't start container ${about}${after(': ', detail)}`;
		case 'unschedulable':
			return `can't be scheduled${after(': ', detail)}`;
		case 'failed':
			return about === 'Evicted'
				? `${isOne ? 'was' : 'were'} evicted${after(': ', detail)}`
				: `failed${after(': ', detail)}`;
		case 'lost':
			return `${isOne ? 'is' : 'are'} on a node that doesn't answer`;
		case 'unready':
			return `${isOne ? 'runs, but is' : 'run, but are'} not ready${after(': ', about || detail)}`;
		case 'starting':
			return `${isOne ? "hasn't" : "haven't"} started yet${after(': ', about ? `waiting for init container ${about}` : detail)}`;
		case 'gated':
			return `${isOne ? 'waits' : 'wait'} for a scheduling gate`;
		case 'overstaying':
			return `${isOne ? 'is' : 'are'} still terminating after the grace period`;
		case 'restarted':
			return `restarted lately${after(', ', commonest(pods.map(({lastExit}) => lastExit)))}`;
	}
}

function nextStep({cause, about}: Group, deployment: DeploymentRow | undefined): string {
	if (cause === 'image' && deployment) return 'Roll back, or upgrade to an image that can be pulled.';
	if (cause === 'crash') return `Read the previous log of container ${about}.`;
	if (cause === 'overstaying') return 'A finalizer or an unreachable node holds it.';
	if (cause === 'unready') return 'Read its events: the readiness probe says why.';
	if (cause === 'starting' && !about)
		return 'Read its events: volumes, secrets and networks come before containers.';
	return '';
}

function after(mark: string, text: string): string {
	return text && mark + text;
}

/** The text most of them share; one that says something before none. */
function commonest(texts: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const text of texts) if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
	let best = '';
	for (const [text, count] of counts) if (count > (counts.get(best) ?? 0)) best = text;
	return best;
}

/** Without registry and path, a digest cut to what tells two apart. */
function shortImage(image: string): string {
	const name = image.slice(image.lastIndexOf('/') + 1);
	const digestAt = name.indexOf('@');
	if (digestAt === -1) return name;
	return name.slice(0, digestAt + '@sha256:'.length + 12);
}
