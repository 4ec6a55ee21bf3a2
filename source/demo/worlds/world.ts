import {ifAllowed} from '../api/status.ts';
import type {Cluster} from '../cluster.ts';
import type {Kind} from '../kinds/kind.ts';
import {copied, type Tree} from '../object.ts';
import {create} from '../registry/create.ts';
import {revise} from '../registry/revise.ts';
import {update} from '../registry/update.ts';

/**
 * Something that happened before the demo began. The past is lived through in no time by the cluster's own
 * controllers, so revisions, restarts, ages and events are real.
 */
export type Episode = {agoMinutes: number; does(cluster: Cluster): void};

const hour = 60;
export const day = 24 * hour;

/** Creates an object, some time ago. A status given is set after, by whoever is in charge of it. */
export function made(agoMinutes: number, kind: Kind, namespace: string | undefined, body: Tree): Episode {
	return {
		agoMinutes,
		does(cluster) {
			const entry = create(cluster, kind, namespace, body, {manager: 'kubectl-create'});
			if (body.status)
				revise(cluster, entry, {status: body.status}, {manager: 'kubelet', subresource: 'status'});
		},
	};
}

/** Changes an object as somebody with kubectl would, some time ago. */
export function changed(
	agoMinutes: number,
	kind: Kind,
	namespace: string | undefined,
	name: string,
	change: (object: Tree) => void,
): Episode {
	return {agoMinutes, does: cluster => edit(cluster, kind, namespace, name, change, 'kubectl')};
}

/** Changes an object in the name of `manager`; `change` may write into what it is given. Nothing if it is gone. */
export function edit(
	cluster: Cluster,
	kind: Kind,
	namespace: string | undefined,
	name: string,
	change: (object: Tree) => void,
	manager: string,
): void {
	const entry = cluster.store.get(kind, namespace, name);
	if (!entry) return;
	const body = copied(entry.object);
	change(body);
	update(cluster, entry, body, {manager});
}

/** Does something again and again, unless the API refuses it, with pauses of between these lengths. */
export function everySoOften(cluster: Cluster, leastMs: number, mostMs: number, act: () => void): void {
	cluster.clock.after(cluster.luck.between(leastMs, mostMs), () => {
		ifAllowed(act);
		everySoOften(cluster, leastMs, mostMs, act);
	});
}
