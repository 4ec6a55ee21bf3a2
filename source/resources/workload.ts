import type {OwnerReference} from '../model/object.ts';
import {intern} from './intern.ts';

/** What runs a pod: the Deployment behind its ReplicaSet, else its direct controller. */
export type Workload = {readonly kind: string; readonly name: string};

const known = new Map<string, Workload>();

/**
 * A Deployment names its ReplicaSets after itself and the pod template's hash,
 * which its pods carry as a label: that spares following ReplicaSets to know
 * whose a pod is. A ReplicaSet named otherwise is its own workload.
 */
export function workloadOf(controller: OwnerReference, hash: string): Workload {
	const {kind, name} = controller;
	if (kind === 'ReplicaSet' && name.endsWith(`-${hash}`)) {
		return shared('Deployment', name.slice(0, -hash.length - 1));
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
