import type {Account, Shortfall} from '../recovery/account.ts';
import type {Gap, Moment, Workload} from '../recovery/gaps.ts';
import type {Move} from '../recovery/moves.ts';
import type {NodeTurn} from '../recovery/recovery.ts';
import {sayTime} from './time.ts';

/** What `get recovery -o json` prints: a contract with scripts, as that of the other lists. */
export function recoveryJson(account: Account) {
	const {declared, actual, short, nodes, moves} = account;
	return {
		declared,
		actual,
		difference: actual - declared,
		since: sayTime(short[0]?.since.at),
		workloads: short.map(shortfallJson),
		nodes: nodes.map(({name, standing: {is, since, says}}) => ({
			name,
			stands: is,
			since: sayTime(since),
			says,
		})),
		moved: moves.map(moveJson),
	};
}

function shortfallJson({of, declared, actual, since}: Shortfall) {
	return {
		...workloadJson(of),
		declared,
		actual,
		difference: actual - declared,
		since: sayTime(since.at),
		/** `or-longer`: it was so when this began to look. */
		sinceIs: since.is,
	};
}

function workloadJson({kind, namespace, name, uid}: Workload) {
	return {kind, namespace, name, uid};
}

/** A moment of a workload that is, or was until then, short of what it declares. */
export function momentJson({of, moments, end, isFoundOpen}: Gap, {at, declared, actual}: Moment) {
	const isEnd = end?.is === 'deleted' || end?.at === at;
	return {
		at: sayTime(end?.is === 'deleted' ? end.at : at),
		...workloadJson(of),
		declared,
		actual,
		difference: actual - declared,
		since: sayTime(moments[0]!.at),
		sinceIs: isFoundOpen ? 'or-longer' : 'seen',
		...(isEnd && end !== undefined && {end: end.is, afterSeconds: (end.at - moments[0]!.at) / 1000}),
	};
}

export function turnJson({at, node, from, to, says}: NodeTurn) {
	return {at: sayTime(at), name: node.name, from: from ?? null, to, says};
}

export function moveJson({pod, successor, at, why}: Move) {
	return {
		at: sayTime(at),
		namespace: pod.namespace,
		pod: pod.name,
		workload: pod.workload ?? null,
		from: pod.node,
		to: successor?.node || null,
		successor: successor?.name ?? null,
		isReady: successor?.isReady ?? false,
		why,
	};
}
