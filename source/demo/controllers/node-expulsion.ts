/** The node lifecycle controller, third part: pods are driven off nodes that are not ready. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import type {KubernetesObject} from '../object.ts';
import {conditionOf} from './conditions.ts';
import {setTaints} from './node-taints.ts';
import {isAllLost, pauseIn, zoneOf} from './node-zones.ts';
import type {Taint} from './taint.ts';

const expelling = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** When pods were last driven off a node, by zone. */
export type Paces = Map<string, number>;

/** Drives pods off the nodes that are not ready, one after the other; off none if all nodes are lost. */
export function expelAll(cluster: Cluster, paces: Paces): void {
	const nowMs = cluster.clock.now();
	const all = cluster.store.list(nodes);
	const objects = all.map(({object}) => object);
	for (const node of all) {
		const {object} = node;
		const zone = zoneOf(object);
		const isTurn = nowMs - (paces.get(zone) ?? Number.NEGATIVE_INFINITY) >= pauseIn(zone, objects);
		const isLost = isAllLost(objects);
		const taints = isLost ? withoutExpelling(object) : withExpellingTaint(object, isTurn, timestamp(nowMs));
		if (taints.length > withoutExpelling(object).length && !isExpelled(object)) paces.set(zone, nowMs);
		setTaints(cluster, node, taints);
	}
}

const isExpelling = ({key, effect}: Taint) => effect === 'NoExecute' && expelling.includes(key);

function isExpelled({spec}: KubernetesObject): boolean {
	return ((spec?.taints ?? []) as Taint[]).some(isExpelling);
}

function withoutExpelling({spec}: KubernetesObject): Taint[] {
	return ((spec?.taints ?? []) as Taint[]).filter(taint => !isExpelling(taint));
}

/**
 * A node's taints with the one that drives pods away from a node in its state, if it is not ready. One that
 * has none yet gets it only in its turn.
 */
export function withExpellingTaint(node: KubernetesObject, isTurn: boolean, now: string): Taint[] {
	const present: Taint[] = node.spec?.taints ?? [];
	const status = conditionOf(node.status?.conditions, 'Ready')?.status;
	const key = status && {False: expelling[0], Unknown: expelling[1], True: undefined}[status];
	const isThere = present.some(taint => isExpelling(taint) && taint.key === key);
	if (!status || isThere) return present;
	const mayBegin = isTurn || isExpelled(node);
	const others = withoutExpelling(node);
	return key && mayBegin ? [...others, {key, effect: 'NoExecute', timeAdded: now}] : others;
}
