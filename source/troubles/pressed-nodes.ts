import type {NodeRow} from '../resources/nodes.ts';
import {nodeTrouble, sayNames} from './node-troubles.ts';
import {type Cause, type ClusterTrouble, withoutDot} from './trouble.ts';

/** Nodes that are short of memory, disk or processes, or have no network; those that share a cause are one trouble. */
export const pressedNodes: Cause = ({nodes}) => {
	const pressed = Map.groupBy(
		nodes.filter(node => node.isReady).flatMap(node => node.pressures.map(({type}) => ({node, type}))),
		({type}) => type,
	);
	return [...pressed].map(([type, members]) =>
		sayPressed(
			type,
			members.map(({node}) => node),
		),
	);
};

function sayPressed(type: string, nodes: readonly NodeRow[]): ClusterTrouble {
	const pressure = (node: NodeRow) => node.pressures.find(found => found.type === type);
	const why = withoutDot(nodes.map(node => pressure(node)?.message).find(Boolean) ?? '');
	const subject = nodes.length === 1 ? `Node ${sayNames(nodes)} reports` : `${nodes.length} nodes report`;
	return {
		...nodeTrouble(type, nodes, node => pressure(node)?.since ?? node.created),
		severity: 'warning',
		says: `${subject} ${type}${nodes.length > 1 ? ` (${sayNames(nodes)})` : ''}${why && `: ${why}`}`,
		hint: type === 'NetworkUnavailable' ? "Its pods can't be reached." : 'Pods may be evicted there.',
	};
}
