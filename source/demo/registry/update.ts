import {badRequest, conflict, invalid, type StatusError} from '../api/status.ts';
import type {Cluster} from '../cluster.ts';
import {invalidValue, type Kind} from '../kinds/kind.ts';
import {namespaces} from '../kinds/namespaces.ts';
import {copied, isSame, type KubernetesObject, type Tree} from '../object.ts';
import {Entry} from '../store.ts';
import {fitBody} from './fit-body.ts';
import {dropUndefined, refuseWrong, sign, type WriteOptions} from './write.ts';

/**
 * Replaces `before` by `body`, of which only the part counts that the subresource covers. Returns
 * `before` itself when nothing would change.
 */
export function update(cluster: Cluster, before: Entry, body: Tree, options: WriteOptions): Entry {
	const {kind} = before;
	const object = fitBody(kind, body, options) as KubernetesObject;
	refuseStale(before, object.metadata, options.isPatch);
	keepWhatIsNotWritten(kind, before.object, object, options.subresource);
	kind.fill?.(object);
	if (options.subresource !== 'status') kind.keep?.(object, before.object);
	if (options.subresource !== 'status') refuseWrong(kind, object, before.object);
	countGeneration(kind, before.object, object, options.isRetyped);
	if (isSame(before.object, object)) return before;
	sign(cluster, kind, before.object, object, options);
	if (options.isDryRun) return cluster.store.pretend(new Entry(kind, object, before.version));
	if (object.metadata.deletionTimestamp && !object.metadata.finalizers?.length && isReleased(kind, object)) {
		return cluster.store.remove(new Entry(kind, object, before.version));
	}
	return cluster.store.put(kind, object);
}

/** Whether nothing but finalizers kept a dying object: pods wait for their node, namespaces for their content. */
function isReleased(kind: Kind, object: KubernetesObject): boolean {
	if (kind === namespaces) return !object.spec?.finalizers?.length;
	return !object.metadata.deletionGracePeriodSeconds;
}

function refuseStale({kind, object}: Entry, metadata: Tree = {}, isPatch = false): void {
	const {name, namespace, uid, resourceVersion} = object.metadata;
	if (!metadata.name)
		throw badRequest(
			`the name of the object (${name} based on URL) was undeterminable: name must be provided`,
		);
	if (metadata.name !== name) {
		throw badRequest(
			`the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
		);
	}
	if (metadata.namespace && metadata.namespace !== namespace) {
		throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
	}
	const needsVersion = kind.isCustom || kind.needsVersion;
	if (needsVersion && !metadata.resourceVersion && !isPatch) throw unversioned(kind, name);
	if (metadata.uid && metadata.uid !== uid)
		throw isPatch ? changedUid(kind, name, metadata.uid) : otherUid(kind, object, metadata.uid);
	if (metadata.resourceVersion && metadata.resourceVersion !== resourceVersion) throw conflict(kind, name);
}

/** Custom resources and some others are only replaced by who says which version. */
function unversioned(kind: Kind, name: string): StatusError {
	const cause = invalidValue('metadata.resourceVersion', 0, 'must be specified for an update');
	return invalid({...kind, kind: kind.plural}, name, [cause]);
}

function changedUid(kind: Kind, name: string, uid: string): StatusError {
	const cause = invalidValue('metadata.uid', uid, 'field is immutable');
	return invalid(kind, name, [cause, cause]);
}

function otherUid(kind: Kind, {metadata}: KubernetesObject, uid: string): StatusError {
	const {name, namespace} = metadata;
	const key = ['/registry', kind.plural, namespace, name].filter(Boolean).join('/');
	return conflict(
		kind,
		name,
		`StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
	);
}

/** What the server alone writes, and what this subresource does not cover, stays as it was. */
function keepWhatIsNotWritten(
	kind: Kind,
	before: KubernetesObject,
	object: KubernetesObject,
	subresource?: string,
): void {
	const {labels, annotations, finalizers, ownerReferences} = object.metadata ?? {};
	const own = {labels, annotations, finalizers, ownerReferences};
	if (subresource === 'status') {
		const status = object.status;
		const metadata = kind.isCustom
			? before.metadata
			: {...before.metadata, ...own, labels: before.metadata.labels};
		replaceMembers(object, {...before, metadata: dropUndefined(metadata), status});
		return;
	}
	const managedFields = managersGiven(object.metadata) ?? before.metadata.managedFields;
	object.metadata = dropUndefined({...before.metadata, ...own, managedFields});
	if (kind.hasStatus) {
		object.status = before.status;
		if (object.status === undefined) delete object.status;
	}
}

/** Who says who owns what is believed; one empty entry says that nobody owns anything. */
function managersGiven({managedFields}: Partial<KubernetesObject['metadata']> = {}): Tree[] | undefined {
	const isReset = managedFields?.length === 1 && Object.keys(managedFields[0]!).length === 0;
	return isReset ? [] : managedFields;
}

function replaceMembers(object: Tree, members: Tree): void {
	for (const name of Object.keys(object)) delete object[name];
	Object.assign(object, copied(members));
}

/** The generation counts changes of what its owner asked for: neither status nor metadata. */
function countGeneration(
	kind: Kind,
	before: KubernetesObject,
	object: KubernetesObject,
	isRetyped = false,
): void {
	if (!kind.hasGeneration) return;
	const asked = ({metadata, status, ...others}: KubernetesObject) => others;
	if (isRetyped || !isSame(asked(before), asked(object)))
		object.metadata.generation = (before.metadata.generation ?? 0) + 1;
}
