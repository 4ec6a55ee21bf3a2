import {alreadyExists, badRequest, forbidden, invalid, notFound} from '../api/status.ts';
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import type {Kind} from '../kinds/kind.ts';
import {namespaces} from '../kinds/namespaces.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {Entry} from '../store.ts';
import {fitBody} from './fit-body.ts';
import {refuseMissingAccount} from './pod-account.ts';
import {admitPriority} from './pod-priority.ts';
import {dropUndefined, refuseWrong, sign, type WriteOptions} from './write.ts';

/** Stores a new object, filled and checked, and returns it; nothing is stored in a dry run. */
export function create(
	cluster: Cluster,
	kind: Kind,
	namespace: string | undefined,
	body: Tree,
	options: WriteOptions,
): Entry {
	const object = fitBody(kind, body, options) as KubernetesObject;
	object.metadata = newMetadata(cluster, kind, namespace, object.metadata ?? {});
	if (kind.hasStatus && options.subresource !== 'status') delete object.status;
	kind.fill?.(object);
	const named: string = body.metadata?.name || body.metadata?.generateName;
	if (namespace) refuseMissingNamespace(cluster, kind, namespace, named);
	if (kind === pods) refuseMissingAccount(cluster, object, named);
	refuseWrong(kind, object);
	// What the server adds from here on belongs to nobody.
	sign(cluster, kind, undefined, written(kind, object, options), options);
	admitPriority(cluster, kind, object);
	kind.prepare?.(object);
	const {name} = object.metadata;
	if (kind === pods) refuseTooMany(cluster, name);
	if (cluster.store.get(kind, namespace, name)) throw alreadyExists(kind, name);
	if (!options.isDryRun) return cluster.store.put(kind, object);
	const {resourceVersion: _, ...metadata} = object.metadata;
	return new Entry(kind, {...object, metadata} as KubernetesObject, 0);
}

/** What the author of a new object can write of it; the metadata is the same object. */
function written(kind: Kind, object: KubernetesObject, {subresource}: WriteOptions): KubernetesObject {
	const {status, ...others} = object;
	return kind.hasStatus && subresource !== 'status' ? (others as KubernetesObject) : object;
}

function newMetadata(
	{luck, clock}: Cluster,
	kind: Kind,
	namespace: string | undefined,
	given: Tree,
): KubernetesObject['metadata'] {
	const {generateName, labels, annotations, finalizers, ownerReferences} = given;
	const name = given.name || (generateName ? `${generateName.slice(0, 58)}${luck.suffix(5)}` : undefined);
	if (given.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
	if (!name) {
		const message = 'Required value: name or generateName is required';
		throw invalid(kind, '', [{reason: 'FieldValueRequired', message, field: 'metadata.name'}]);
	}
	const creationTimestamp = timestamp(clock.now());
	const generation = kind.hasGeneration ? 1 : undefined;
	const own = {uid: luck.uid(), resourceVersion: '', generation, creationTimestamp};
	return dropUndefined({
		name,
		generateName,
		namespace,
		...own,
		labels,
		annotations,
		ownerReferences,
		finalizers,
	});
}

/** More pods than a demo has memory for are refused as a quota would refuse them. */
const mostPods = 10_000;

function refuseTooMany({store}: Cluster, name: string): void {
	const used = store.count(pods);
	if (used < mostPods) return;
	const limits = `requested: pods=1, used: pods=${used}, limited: pods=${mostPods}`;
	throw forbidden(pods, name, `exceeded quota: demo, ${limits}`);
}

function refuseMissingNamespace({store}: Cluster, kind: Kind, namespace: string, name: string): void {
	const found = store.get(namespaces, undefined, namespace);
	if (!found) throw notFound(namespaces, namespace);
	if (found.object.metadata.deletionTimestamp) {
		const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
		const message = `namespace ${namespace} is being terminated`;
		const cause = {reason: 'NamespaceTerminating', message, field: 'metadata.namespace'};
		throw forbidden(kind, name, why, [cause]);
	}
}
