import type {OwnerReference} from '../model/object.ts';
import {intern} from './intern.ts';

/** What runs a pod: the Deployment or Rollout behind its ReplicaSet, else its direct controller. */
export type Workload = {readonly kind: string; readonly name: string};

const known = new Map<string, Workload>();

/**
 * Who keeps revisions as ReplicaSets names them after itself and the pod
 * template's hash, which the pods carry as a label of its own: that spares
 * following ReplicaSets to know whose a pod is. A ReplicaSet named otherwise is
 * its own workload.
 */
export function workloadOf(
	controller: OwnerReference,
	keeper: {readonly kind: string; readonly hash: string} | undefined,
): Workload {
	const {kind, name} = controller;
	if (kind === 'ReplicaSet' && keeper !== undefined && name.endsWith(`-${keeper.hash}`)) {
		return shared(keeper.kind, name.slice(0, -keeper.hash.length - 1));
	}
	return shared(kind, name);
}

function shared(kind: string, name: string): Workload {
	const key = `${kind}/${name}`;
	const found = known.get(key);
	if (found) return found;
	if (known.size >= 20_000) known.clear();
	const workload = {kind: intern(kind), name: intern(name)};
	known.set(key, workload);
	return workload;
}
