import type {Unread} from './facts.ts';
import type {Cause, ClusterTrouble} from './trouble.ts';

/** What can't be told without a view; views that are not named here are missed by nobody. */
const tells: {readonly [view: string]: string} = {
	pods: 'what ails pods',
	deployments: 'how rollouts are',
	nodes: 'how nodes are',
	namespaces: 'which namespaces there are',
	services: 'which Services reach nothing',
	endpointslices: 'which Services have ready endpoints',
	replicasets: 'which revisions there are',
	statefulsets: 'which StatefulSets are stuck',
	daemonsets: 'which DaemonSets are stuck',
	horizontalpodautoscalers: 'which autoscalers are at their limit',
	poddisruptionbudgets: 'which drains would hang',
	gateways: 'whether gateways are up',
	warnings: 'what events warn of',
};

/** Lists that may not be read: what follows from them is unknown, which is not that there is none. */
export const unknownLists: Cause = ({unread = [], namespace}) => [
	...unknown(
		unread.filter(({isNamespaced}) => !isNamespaced),
		'',
	),
	...unknown(
		unread.filter(({isNamespaced}) => isNamespaced),
		namespace === undefined ? ' in all namespaces' : ` in ${namespace}`,
	),
];

function unknown(unread: readonly Unread[], where: string): readonly ClusterTrouble[] {
	if (unread.length === 0) return [];
	const kinds = sayAll(unread.map(each => each.kinds));
	const told = unread.flatMap(({view}) => tells[view] ?? []);
	return [
		{
			key: where === '' ? 'denied' : 'denied in namespaces',
			severity: 'unknown',
			says: `${kinds[0]!.toUpperCase()}${kinds.slice(1)} are unknown: you may not list them${where}`,
			hint:
				told.length === 0
					? 'What depends on them is unknown here.'
					: `It can't be told here ${sayAll(told)}.`,
			count: unread.length,
			since: 0,
		},
	];
}

function sayAll(words: readonly string[]): string {
	return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
