import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {nodeTrouble, sayNames} from './node-troubles.ts';
import {type Cause, type ClusterTrouble, withoutDot} from './trouble.ts';

/** Nodes that are gone, by what they last said; those that share a cause are one trouble. */
export const goneNodes: Cause = ({nodes, pods, now}) => {
	const gone = Map.groupBy(
		nodes.filter(node => !node.isReady && !isNew(node, now)),
		whyNotReady,
	);
	return [...gone].map(([why, rows]) => sayGone(why, rows, pods));
};

/** A node that joins takes a while until it is ready for the first time. */
function isNew(node: NodeRow, now: number): boolean {
	return now - node.created < 120_000;
}

function whyNotReady({readiness}: NodeRow): string {
	if (!readiness) return 'never reported';
	return withoutDot(readiness.message) || readiness.reason || 'no reason given';
}

function sayGone(why: string, nodes: readonly NodeRow[], pods: readonly PodRow[]): ClusterTrouble {
	const names = new Set(nodes.map(({name}) => name));
	const there = pods.filter(pod => names.has(pod.node));
	const count = there.filter(({phase}) => phase === 'Running').length;
	return {
		...nodeTrouble(`gone ${why}`, nodes, node => node.readiness?.since ?? node.created),
		severity: 'critical',
		says:
			nodes.length === 1
				? `Node ${sayNames(nodes)} isn't ready: ${why}`
				: `${nodes.length} nodes aren't ready (${sayNames(nodes)}): ${why}`,
		fact: count === 0 ? 'No pods run there.' : `${count} ${count === 1 ? 'pod runs' : 'pods run'} there.`,
		explains: there.map(({uid}) => uid),
	};
}
