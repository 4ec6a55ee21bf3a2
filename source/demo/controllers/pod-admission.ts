/** Whether an agent takes a pod at all that nobody asked the scheduler about: it may be too much for the machine. */
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {isOver} from '../pod-state.ts';
import type {Entry} from '../store.ts';
import {type Condition, conditionOf} from './conditions.ts';
import {tell, write} from './pod-agent.ts';
import {added, requestsOf, roomOf} from './scheduler-resources.ts';

/** Refuses a pod for which its node has no room, and says whether it did. */
export function refuseIfTooMuch(cluster: Cluster, pod: Entry): boolean {
	const conditions: Condition[] | undefined = pod.object.status?.conditions;
	if (conditionOf(conditions, 'PodScheduled')) return false;
	const lacking = lackOf(cluster, pod);
	if (!lacking) return false;
	const {reason, message} = lacking;
	tell(cluster, pod, undefined, {type: 'Warning', reason, message});
	write(cluster, pod, {}, {phase: 'Failed', reason, message: `Pod was rejected: ${message}`});
	return true;
}

function lackOf({store}: Cluster, {object}: Entry): {reason: string; message: string} | undefined {
	const node = store.get(nodes, undefined, object.spec.nodeName)?.object;
	if (!node) return undefined;
	const isNeighbour = (other: Entry) =>
		other.object.spec.nodeName === object.spec.nodeName &&
		other.object.metadata.uid !== object.metadata.uid &&
		!isOver(other.object);
	const neighbours = store.list(pods).filter(isNeighbour);
	const room = roomOf(node);
	const asked: Record<string, number> = {pods: 1, ...requestsOf(object)};
	const used: Record<string, number> = {
		...added(neighbours.map(other => requestsOf(other.object))),
		pods: neighbours.length,
	};
	const name = ['pods', 'cpu', 'memory', 'ephemeral-storage'].find(
		each => (asked[each] ?? 0) > 0 && asked[each]! > (room[each] ?? 0) - (used[each] ?? 0),
	);
	if (!name) return undefined;
	const figures = `requested: ${asked[name]}, used: ${used[name] ?? 0}, capacity: ${room[name] ?? 0}`;
	return {reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, ${figures}`};
}
