import type {ClusterTrouble} from './cluster-trouble.ts';
import type {NodeRow} from './nodes.ts';
import type {PodRow} from './pod-row.ts';

/** Nodes that are gone, by what they last said, and nodes under pressure; nodes that share a cause are one trouble. */
export function troubledNodes(
	nodes: readonly NodeRow[],
	pods: readonly PodRow[],
	now: number,
): readonly ClusterTrouble[] {
	const gone = Map.groupBy(
		nodes.filter(node => !node.isReady && !isNew(node, now)),
		whyNotReady,
	);
	const pressed = Map.groupBy(
		nodes.filter(node => node.isReady).flatMap(node => node.pressures.map(({type}) => ({node, type}))),
		({type}) => type,
	);
	return [
		...[...gone].map(([why, rows]) => sayGone(why, rows, pods)),
		...[...pressed].map(([type, members]) =>
			sayPressed(
				type,
				members.map(({node}) => node),
			),
		),
	];
}

/** A node that joins takes a while until it is ready for the first time. */
function isNew(node: NodeRow, now: number): boolean {
	return now - node.created < 120_000;
}

function whyNotReady({readiness}: NodeRow): string {
	if (!readiness) return 'never reported';
	return sentence(readiness.message) || readiness.reason || 'no reason given';
}

function sayGone(why: string, nodes: readonly NodeRow[], pods: readonly PodRow[]): ClusterTrouble {
	const names = new Set(nodes.map(({name}) => name));
	const count = pods.filter(pod => names.has(pod.node) && pod.phase === 'Running').length;
	return {
		...nodeTrouble(`gone ${why}`, nodes, node => node.readiness?.since ?? node.created),
		severity: 'critical',
		says:
			nodes.length === 1
				? `Node ${sayNames(nodes)} isn't ready: ${why}`
				: `${nodes.length} nodes aren't ready (${sayNames(nodes)}): ${why}`,
		hint: count === 0 ? 'No pods run there.' : `${count} ${count === 1 ? 'pod runs' : 'pods run'} there.`,
	};
}

function sayPressed(type: string, nodes: readonly NodeRow[]): ClusterTrouble {
	const pressure = (node: NodeRow) => node.pressures.find(found => found.type === type);
	const why = sentence(nodes.map(node => pressure(node)?.message).find(Boolean) ?? '');
	const subject = nodes.length === 1 ? `Node ${sayNames(nodes)} reports` : `${nodes.length} nodes report`;
	return {
		...nodeTrouble(type, nodes, node => pressure(node)?.since ?? node.created),
		severity: 'warning',
		says: `${subject} ${type}${nodes.length > 1 ? ` (${sayNames(nodes)})` : ''}${why && `: ${why}`}`,
		hint: type === 'NetworkUnavailable' ? "Its pods can't be reached." : 'Pods may be evicted there.',
	};
}

function nodeTrouble(cause: string, nodes: readonly NodeRow[], since: (node: NodeRow) => number) {
	const [oldest, ...others] = nodes.toSorted((left, right) => since(left) - since(right));
	const {name, uid} = oldest!;
	return {
		key: `node ${cause}`,
		about: {kind: 'Node', namespace: '', name, uid},
		count: others.length + 1,
		since: since(oldest!),
	} as const;
}

/** Three names, and how many there are besides. */
function sayNames(nodes: readonly NodeRow[]): string {
	const names = nodes.map(({name}) => name).sort();
	return names.length <= 3
		? names.join(', ')
		: `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function sentence(message: string): string {
	return message.trim().replace(/\.$/, '');
}
