import type {Cluster} from '../cluster.ts';
import type {Entry} from '../store.ts';
import type {Writer} from './managed-fields.ts';
import {revise} from './revise.ts';

/** Takes a finalizer off an object, which goes at once if it was dying and nothing else keeps it. */
export function release(cluster: Cluster, entry: Entry, finalizer: string, writer: Writer): void {
	const {finalizers, ...metadata} = entry.object.metadata;
	const left = (finalizers ?? []).filter(name => name !== finalizer);
	if (left.length === (finalizers ?? []).length) return;
	const others = left.length > 0 ? {...metadata, finalizers: left} : metadata;
	const released = revise(cluster, entry, {metadata: others}, writer);
	const {deletionTimestamp, deletionGracePeriodSeconds} = metadata;
	if (deletionTimestamp && !deletionGracePeriodSeconds && left.length === 0) cluster.store.remove(released);
}
