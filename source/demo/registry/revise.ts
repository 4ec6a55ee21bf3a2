import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import {managedFields, type Writer} from './managed-fields.ts';

/**
 * A controller's write of whole members (`status`, `spec`, `metadata`) of an object it has just read.
 * Trusted, so it is not fitted and checked again, which makes it cheap. Returns `before` if nothing changes.
 */
export function revise({store, clock}: Cluster, before: Entry, members: Tree, writer: Writer): Entry {
	const object = {...before.object, ...members} as KubernetesObject;
	if (isSame(before.object, object)) return before;
	object.metadata = {...object.metadata};
	if (before.kind.hasGeneration && !isSame(asked(before.object), asked(object))) {
		object.metadata.generation = (before.object.metadata.generation ?? 0) + 1;
	}
	const time = timestamp(clock.now());
	object.metadata.managedFields = managedFields(before.kind, before.object, object, writer, time);
	return store.put(before.kind, object);
}

/** What the generation counts; to which node a pod was bound is nothing its author asked for. */
function asked({spec}: KubernetesObject): Tree {
	const {nodeName, ...others} = spec ?? {};
	return others;
}
