import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';

/** A pod that leaves its node, or has left it. */
export type Departure = {
	readonly pod: PodRow;
	readonly at: number;
	/** `evicted, as node-4 is being drained`: a part of a sentence. */
	readonly why: string;
	/** It was only deleted: whether it moved shows in a pod like it that was made elsewhere. */
	readonly isPlain: boolean;
	/** It was seen before the nodes were known, so that nobody could judge by them. */
	readonly isUnjudged: boolean;
};

/** Nodes by name; undefined while they are not all known, so that nobody takes one for gone. */
export type NodesByName = ReadonlyMap<string, NodeRow> | undefined;

/** What a change of a pod tells of its leaving; undefined where it stays, or where nothing of it can start elsewhere. */
export function departureOf(
	former: PodRow | undefined,
	pod: PodRow | undefined,
	nodes: NodesByName,
	at: number,
): Departure | undefined {
	const left = pod ?? former;
	if (left === undefined || left.node === '' || !canMove(left)) return undefined;
	if (pod !== undefined && !isLeaving(pod)) return undefined;
	// What had left before is told of already, and a pod that ran to its end goes nowhere.
	if (pod === undefined ? former?.phase === 'Succeeded' : pod.phase === 'Succeeded') return undefined;
	return judged(left, left.disruption?.since ?? (former === undefined ? sinceWhen(left, at) : at), nodes);
}

/** Of a pod that was leaving before anybody looked: not later than this, so that who was made in its place since is known for that. */
function sinceWhen({goneBy, readySince, created}: PodRow, at: number): number {
	return Math.min(at, goneBy ?? readySince ?? created);
}

function judged(pod: PodRow, at: number, nodes: NodesByName): Departure {
	const why = whyLeft(pod, nodes);
	return {pod, at, why: why ?? 'deleted', isPlain: why === undefined, isUnjudged: nodes === undefined};
}

/** The departures once the nodes are known. */
export function rejudged(departures: readonly Departure[], nodes: NodesByName): readonly Departure[] {
	if (nodes === undefined || !departures.some(({isUnjudged}) => isUnjudged)) return departures;
	return departures.map(each => (each.isUnjudged ? judged(each.pod, each.at, nodes) : each));
}

function isLeaving({isTerminating, phase}: PodRow): boolean {
	return isTerminating || phase === 'Failed';
}

/** DaemonSets and kubelets start theirs where they are, and nobody starts a pod again that no controller runs. */
function canMove({workload}: PodRow): boolean {
	return workload !== undefined && !['DaemonSet', 'Node', 'Job'].includes(workload.kind);
}

function whyLeft(pod: PodRow, nodes: NodesByName): string | undefined {
	const {node: name, disruption, trouble, phase} = pod;
	const node = nodes?.get(name);
	const isGone = nodes !== undefined && node === undefined;
	switch (disruption?.reason) {
		case 'EvictionByEvictionAPI':
			return node?.isSchedulable === false ? `evicted, as ${name} is being drained` : 'evicted by request';
		case 'DeletionByTaintManager':
			return isGone ? `${name} is gone` : `driven off by ${sayTaint(name, node)}`;
		case 'PreemptionByScheduler':
			return 'preempted by a pod of higher priority';
		case 'DeletionByPodGC':
			return isGone ? `${name} is gone` : `taken away, as ${name} is out of service`;
		case 'TerminationByKubelet':
			return `stopped by the kubelet of ${name}${disruption.message && `: ${disruption.message}`}`;
		case undefined:
			break;
		default:
			return disruption?.message || disruption?.reason;
	}
	if (isGone) return `${name} is gone`;
	if (phase === 'Failed') return trouble?.cause === 'failed' ? trouble.says : undefined;
	if (node !== undefined && !node.isReady) return `${name} is not ready`;
	return node?.isSchedulable === false ? `deleted while ${name} is cordoned` : undefined;
}

function sayTaint(name: string, node: NodeRow | undefined): string {
	const driving = node?.tainted.filter(({effect}) => effect === 'NoExecute').map(({key}) => key) ?? [];
	if (driving.includes('node.kubernetes.io/unreachable'))
		return `the taint of ${name}, which is disconnected`;
	if (driving.includes('node.kubernetes.io/not-ready')) return `the taint of ${name}, which is not ready`;
	return `a taint of ${name}${driving.length > 0 ? `: ${driving.join(', ')}` : ''}`;
}
