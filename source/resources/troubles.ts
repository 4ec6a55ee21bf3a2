import type {ClusterTrouble, Severity, TroubledObject} from './cluster-trouble.ts';
import type {DeploymentRow} from './deployments.ts';
import type {NodeRow} from './nodes.ts';
import type {PodRow} from './pod-row.ts';
import {troubledDeployments} from './troubled-deployments.ts';
import {troubledNodes} from './troubled-nodes.ts';
import {troubledPods} from './troubled-pods.ts';

export type {ClusterTrouble, Severity, TroubledObject} from './cluster-trouble.ts';

export type TroubleRows = {
	readonly pods: Iterable<PodRow>;
	readonly deployments: Iterable<DeploymentRow>;
	readonly nodes: Iterable<NodeRow>;
};

/**
 * What is wrong in the cluster, worst first. A cause shown by many pods is one
 * trouble; a Deployment is listed by itself only where its pods don't tell why,
 * and pods of a node that is gone only as part of that node's trouble.
 */
export function troubles({pods, deployments, nodes}: TroubleRows, now: number): readonly ClusterTrouble[] {
	const gone = new Set<string>();
	const allNodes = [...nodes];
	for (const node of allNodes) if (!node.isReady) gone.add(node.name);
	const byName = new Map<string, DeploymentRow>();
	for (const row of deployments) byName.set(`${row.namespace}/${row.name}`, row);
	const allPods = [...pods];
	const ofPods = troubledPods(allPods, byName, gone, now);
	const explained = new Set(ofPods.map(({about}) => about.uid));
	return [
		...troubledNodes(allNodes, allPods, now),
		...ofPods,
		...troubledDeployments(byName.values(), explained, now),
	].sort(worstFirst);
}

const ranks: {readonly [S in Severity]: number} = {critical: 0, warning: 1, notice: 2};
const kindRanks: {readonly [K in TroubledObject['kind']]: number} = {Node: 0, Deployment: 1, Pod: 1};

function worstFirst(left: ClusterTrouble, right: ClusterTrouble): number {
	return (
		ranks[left.severity] - ranks[right.severity] ||
		kindRanks[left.about.kind] - kindRanks[right.about.kind] ||
		right.count - left.count ||
		right.since - left.since ||
		(left.key < right.key ? -1 : 1)
	);
}
