import {badRequest, conflict, forbidden, wrongOption} from '../api/status.ts';
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {fitValue, type Misfit, members} from '../kinds/fields.ts';
import {unsupported} from '../kinds/kind.ts';
import {namespaces} from '../kinds/namespaces.ts';
import {pods} from '../kinds/pods.ts';
import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {Entry} from '../store.ts';

/** What a DELETE may say in its body or query; the names are the API's. */
export type DeleteOptions = {
	gracePeriodSeconds?: number;
	propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
	orphanDependents?: boolean;
	preconditions?: {uid?: string; resourceVersion?: string};
	dryRun?: readonly string[];
};

export const deleteOptionsShape = members(
	{
		string: 'apiVersion kind propagationPolicy',
		integer: 'gracePeriodSeconds',
		boolean: 'orphanDependents',
		strings: 'dryRun',
	},
	{preconditions: members({string: 'uid resourceVersion'})},
);

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
	const {kind, object} = entry;
	if (kind === namespaces && immortal.includes(object.metadata.name))
		throw forbidden(kind, object.metadata.name, 'this namespace may not be deleted');
	refuseUnmet(entry, options.preconditions);
	const finalizers = [...new Set([...(object.metadata.finalizers ?? []), ...finalizersFor(options)])];
	const grace = graceSeconds(entry, options);
	const dying = marked(cluster, entry, grace, finalizers);
	if (finalizers.length > 0 || grace > 0 || kind === namespaces) {
		if (isDryRun || isSame(dying, object))
			return {entry: new Entry(kind, dying, entry.version), isGone: false};
		return {entry: cluster.store.put(kind, dying), isGone: false};
	}
	const last = new Entry(kind, kind === pods ? dying : object, entry.version);
	return {entry: isDryRun ? last : cluster.store.remove(last), isGone: true};
}

/** Namespaces without which there is no cluster. */
const immortal = ['default', 'kube-system', 'kube-public'];

/** The object as it stands while it waits for its end. */
function marked(
	{clock}: Cluster,
	{kind, object}: Entry,
	grace: number,
	finalizers: string[],
): KubernetesObject {
	const {deletionTimestamp, generation} = object.metadata;
	const metadata = {
		...object.metadata,
		deletionTimestamp: deletionTimestamp ?? timestamp(clock.now() + grace * 1000),
		...(kind !== namespaces && {deletionGracePeriodSeconds: grace}),
		...(finalizers.length > 0 && {finalizers}),
		...(generation && !deletionTimestamp && {generation: generation + 1}),
	};
	const status = kind === namespaces && {status: {...object.status, phase: 'Terminating'}};
	return {...object, metadata, ...status};
}

function refuseUnmet({kind, object}: Entry, preconditions: DeleteOptions['preconditions']): void {
	const {uid, resourceVersion, name} = object.metadata;
	const named = {...kind, plural: kind.kind};
	const why = (what: string, asked: string, found: string) =>
		`the ${what} in the precondition (${asked}) does not match the ${what} in record (${found}). The object might have been `;
	if (preconditions?.uid && preconditions.uid !== uid) {
		throw conflict(named, name, `${why('UID', preconditions.uid, uid)}deleted and then recreated`);
	}
	if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion) {
		throw conflict(
			named,
			name,
			`${why('ResourceVersion', preconditions.resourceVersion, resourceVersion)}modified`,
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
	const options = {...fitted(body ?? {})};
	const grace = query.get('gracePeriodSeconds');
	const policy = query.get('propagationPolicy');
	if (grace) options.gracePeriodSeconds = wholeNumber(grace);
	if (policy) options.propagationPolicy = policy as DeleteOptions['propagationPolicy'];
	const known = ['Foreground', 'Background', 'Orphan'];
	if (options.propagationPolicy && !known.includes(options.propagationPolicy)) {
		const cause = unsupported('propagationPolicy', options.propagationPolicy, [...known, 'nil']);
		throw wrongOption('DeleteOptions', [cause]);
	}
	return options;
}

function fitted(body: Tree): DeleteOptions {
	const misfit: Misfit = {unknown: []};
	const options = fitValue(deleteOptionsShape, body, '', false, misfit) as DeleteOptions;
	if (!misfit.wrong) return options;
	const {at, found, wanted} = misfit.wrong;
	const type = {integer: 'int64', array: '[]string', object: 'v1.Preconditions'}[wanted] ?? wanted;
	throw badRequest(
		`json: cannot unmarshal ${found} into Go struct field DeleteOptions.${at} of type ${type}`,
	);
}

function wholeNumber(text: string): number {
	if (/^[-+]?\d+$/.test(text)) return Number(text);
	throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}
