import {objectIn, textIn} from '../model/object.ts';
import {timeOf} from '../resources/age.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {Screen, Subject} from './screen.ts';
import type {State} from './state.ts';
import {rowOf, rowsIn} from './targets.ts';

const leases = 'leases.coordination.k8s.io';

/** Nodes that many are told of closely; the rest are told of as their rows do. */
const mostNodes = 10;

/** What is read in full to tell how nodes stand: who cordoned them, and when a kubelet that is silent was heard of last. */
export function nodeEvidenceWanted(state: State, screen: Screen): readonly Subject[] {
	const nodes = nodesShown(state, screen);
	const cordoned = nodes.filter(({isSchedulable}) => !isSchedulable).slice(0, mostNodes);
	const silent = nodes.filter(isSilent).slice(0, mostNodes);
	return [
		...cordoned.map(({uid, name}) => ({view: 'nodes', uid, namespace: '', name})),
		...silent.map(leaseOf),
	];
}

function nodesShown(state: State, {name, view, subject}: Screen): readonly NodeRow[] {
	if (name === 'recovery' || (name === 'list' && view === 'nodes'))
		return [...rowsIn<NodeRow>(state, 'nodes')];
	const node =
		name === 'detail' && subject?.view === 'nodes' ? rowOf<NodeRow>(state, 'nodes', subject.uid) : undefined;
	return node === undefined ? [] : [node];
}

function isSilent({readiness}: NodeRow): boolean {
	return readiness?.status === 'Unknown';
}

/** Its lease is read once for each time it falls silent. */
function leaseOf({name, readiness}: NodeRow): Subject {
	return {view: leases, uid: `lease/${name}/${readiness?.since}`, namespace: 'kube-node-lease', name};
}

/** When a node that is silent renewed its lease last: a sign of life every few seconds; undefined where that was not read. */
export function lastHeard({objects}: State, node: NodeRow): number | undefined {
	if (!isSilent(node)) return undefined;
	const lease = objects[leaseOf(node).uid]?.object;
	return lease && timeOf(textIn(objectIn(lease.spec).renewTime));
}
