import {badRequest, conflict, StatusError} from '../api/status.ts';
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {namespaces, pods} from '../kinds/core.ts';
import type {Tree} from '../object.ts';
import {Entry} from '../store.ts';

/** What a DELETE may say in its body or query; the names are the API's. */
export type DeleteOptions = {
	gracePeriodSeconds?: number;
	propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
	orphanDependents?: boolean;
	preconditions?: {uid?: string; resourceVersion?: string};
};

/**
 * Deletes an object, or marks it for deletion where a finalizer, its node or its content comes first.
 * `isGone` tells which; the entry is the object's last state.
 */
export function remove(
	cluster: Cluster,
	entry: Entry,
	options: DeleteOptions,
	isDryRun = false,
): {entry: Entry; isGone: boolean} {
	refuseUnmet(entry, options.preconditions);
	const {kind, object} = entry;
	const finalizers = [...(object.metadata.finalizers ?? []), ...finalizersFor(options)];
	const grace = graceSeconds(entry, options);
	const mustWait = finalizers.length > 0 || grace > 0 || kind === namespaces;
	if (!mustWait) return {entry: isDryRun ? entry : cluster.store.remove(entry), isGone: true};
	const metadata = {
		...object.metadata,
		deletionTimestamp: object.metadata.deletionTimestamp ?? timestamp(cluster.clock.now() + grace * 1000),
		deletionGracePeriodSeconds: grace,
		...(finalizers.length > 0 && {finalizers: [...new Set(finalizers)]}),
	};
	const isMarked =
		object.metadata.deletionTimestamp && finalizers.length === (object.metadata.finalizers?.length ?? 0);
	if (isMarked && object.metadata.deletionGracePeriodSeconds === grace) return {entry, isGone: false};
	const dying: Tree & typeof object = {...object, metadata};
	if (kind === namespaces) dying.status = {...object.status, phase: 'Terminating'};
	return {
		entry: isDryRun ? new Entry(kind, dying, entry.version) : cluster.store.put(kind, dying),
		isGone: false,
	};
}

function refuseUnmet({kind, object}: Entry, preconditions: DeleteOptions['preconditions']): void {
	const {uid, resourceVersion, name} = object.metadata;
	if (preconditions?.uid && preconditions.uid !== uid) {
		throw conflict(
			kind,
			name,
			`Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${uid}`,
		);
	}
	if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion) {
		throw conflict(
			kind,
			name,
			`Precondition failed: ResourceVersion in precondition: ${preconditions.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`,
		);
	}
}

function finalizersFor({propagationPolicy, orphanDependents}: DeleteOptions): string[] {
	if (propagationPolicy === 'Orphan' || orphanDependents) return ['orphan'];
	return propagationPolicy === 'Foreground' ? ['foregroundDeletion'] : [];
}

/** How long the object may take to end: only a pod that runs on a node has to be waited for. */
function graceSeconds({kind, object}: Entry, {gracePeriodSeconds}: DeleteOptions): number {
	if (kind !== pods || !object.spec.nodeName) return 0;
	const asked = gracePeriodSeconds ?? object.spec.terminationGracePeriodSeconds ?? 30;
	const isOver = object.status?.phase === 'Succeeded' || object.status?.phase === 'Failed';
	const left = object.metadata.deletionGracePeriodSeconds ?? asked;
	return isOver ? 0 : Math.min(asked, left);
}

/** What a DELETE is answered with once the object is gone. */
export function deletedStatus({kind, object}: Entry): Tree {
	const {name, uid} = object.metadata;
	const details = {name, group: kind.group || undefined, kind: kind.plural, uid};
	return {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details};
}

/** Reads delete options out of a body, which may be empty. */
export function deleteOptions(body: Tree | undefined, query: URLSearchParams): DeleteOptions {
	const options = {...body} as DeleteOptions;
	const grace = query.get('gracePeriodSeconds');
	const policy = query.get('propagationPolicy');
	if (grace) options.gracePeriodSeconds = Number(grace);
	if (policy) options.propagationPolicy = policy as DeleteOptions['propagationPolicy'];
	const known = [undefined, 'Background', 'Foreground', 'Orphan'];
	if (!known.includes(options.propagationPolicy)) throw wrongPolicy(options.propagationPolicy!);
	if (Number.isNaN(options.gracePeriodSeconds)) throw badRequest('gracePeriodSeconds must be a number');
	return options;
}

function wrongPolicy(policy: string): StatusError {
	const message = `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Background", "Foreground", "Orphan"`;
	return new StatusError(422, 'Invalid', message, {group: 'meta.k8s.io', kind: 'DeleteOptions'});
}
