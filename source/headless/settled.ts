import {engineOf} from '../engines/engine-of.ts';
import {type KubernetesObject, numberIn, objectsIn, textIn} from '../model/object.ts';
import type {Refusal} from '../model/plan.ts';
import {type Ref, resourceName, sayRef} from '../model/ref.ts';
import {reportsOn} from '../perform/judge-accepted.ts';
import {judge, judgeRollout, judgeScaled, type Progress} from '../perform/settle.ts';

/** How far an object is from being settled, by the object as read. */
export type Judgement = (object: KubernetesObject) => Progress;

const judgements: Readonly<Record<string, Judgement>> = {
	'deployments.apps': judgeRollout,
	'statefulsets.apps': judgeRollout,
	'daemonsets.apps': judgeRollout,
	'replicasets.apps': judgeOwnScale,
	replicationcontrollers: judgeOwnScale,
	pods: judgePod,
	nodes: judgeReady,
};

/** What settled means for this kind of object; a refusal where nothing in it would ever tell. */
export function settledOf(of: Ref, object: KubernetesObject): Judgement | Refusal {
	const known = judgements[resourceName(of.resource)];
	if (known) return known;
	if (engineOf(of.resource)) return rollout => judge({seen: 'rollout', of, until: 'promoted'}, rollout);
	if (reportsOn(of, object) !== undefined) return route => judgeRoute(of, route);
	return nothingTells(of);
}

export function nothingTells(of: Omit<Ref, 'uid'>): Refusal {
	return {
		refused: 'usage',
		says: `Nothing tells when ${sayRef(of)} is settled.`,
		hint: 'Wait for a Deployment, StatefulSet, DaemonSet, ReplicaSet, Pod, Node, a route, a rollout, or a Service that splits traffic among Deployments.',
	};
}

/** Whether an object counts its ready pods: a workload leaves the count out while it is 0. */
export function readyOf(of: Ref, {status}: KubernetesObject, pods: number): Judgement | Refusal {
	const isWorkload =
		/^(deployments|statefulsets|daemonsets|replicasets)\.apps$|^replicationcontrollers$/.test(
			resourceName(of.resource),
		);
	if (isWorkload || numberIn(status?.readyReplicas) !== undefined) {
		return object => judge({seen: 'ready', of, pods}, object);
	}
	return {
		refused: 'usage',
		says: `${sayRef(of)} does not count ready pods.`,
		hint: 'Wait for ready=N of a Deployment, StatefulSet, DaemonSet or ReplicaSet.',
	};
}

function judgeOwnScale(object: KubernetesObject): Progress {
	return judgeScaled(numberIn(object.spec?.replicas) ?? 1, object);
}

function judgePod(pod: KubernetesObject): Progress {
	const {phase} = pod.status ?? {};
	const says = `${pod.metadata.name}: ${textIn(phase) ?? 'unknown'}`;
	if (phase === 'Succeeded') return {isMet: true, says};
	if (phase === 'Failed') return {isMet: false, isStuck: true, says};
	return judgeReady(pod);
}

function judgeReady({metadata: {name}, status}: KubernetesObject): Progress {
	const ready = objectsIn(status?.conditions).find(each => each.type === 'Ready');
	if (ready?.status === 'True') return {isMet: true, says: `${name}: ready`};
	const because = textIn(ready?.message) || textIn(ready?.reason);
	return {isMet: false, says: `${name}: not ready${because ? ` (${because})` : ''}`};
}

/** After a write the absence of any report may be all there is to see; who waits for one waits for it. */
function judgeRoute(of: Ref, route: KubernetesObject): Progress {
	return (reportsOn(of, route) ?? []).length === 0
		? {isMet: false, says: `${sayRef(of)}: no gateway reports on it`}
		: judge({seen: 'accepted', of, values: []}, route);
}
