/** The one way into the store, for clients and controllers alike: every object passes the same checks. */
import {
	alreadyExists,
	badRequest,
	conflict,
	forbidden,
	invalid,
	notFound,
	type StatusError,
} from '../api/status.ts';
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {namespaces} from '../kinds/core.ts';
import {fitValue, type Misfit} from '../kinds/fields.ts';
import type {Kind} from '../kinds/kind.ts';
import {checkMetadata} from '../kinds/metadata.ts';
import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {apiVersion, Entry} from '../store.ts';
import {managedFields} from './managed-fields.ts';

export type WriteOptions = {
	manager: string;
	isDryRun?: boolean;
	fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
	subresource?: 'status' | 'scale';
	/** Receives what a client should be warned of. */
	warn?: (says: string) => void;
	/** A patch says differently from other writes that a body does not fit. */
	isPatch?: boolean;
};

/** Stores a new object, filled and checked, and returns it; nothing is stored in a dry run. */
export function create(
	cluster: Cluster,
	kind: Kind,
	namespace: string | undefined,
	body: Tree,
	options: WriteOptions,
): Entry {
	const object = fitted(kind, body, options) as KubernetesObject;
	object.metadata = newMetadata(cluster, kind, namespace, object.metadata ?? {});
	if (kind.hasStatus && options.subresource !== 'status') delete object.status;
	kind.fill?.(object);
	kind.prepare?.(object);
	refuseWrong(kind, object);
	const {name} = object.metadata;
	if (namespace) refuseMissingNamespace(cluster, kind, namespace, name);
	if (cluster.store.get(kind, namespace, name)) throw alreadyExists(kind, name);
	sign(cluster, kind, undefined, object, options);
	return options.isDryRun ? new Entry(kind, object, 0) : cluster.store.put(kind, object);
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

function refuseMissingNamespace({store}: Cluster, kind: Kind, namespace: string, name: string): void {
	const found = store.get(namespaces, undefined, namespace);
	if (!found) throw notFound(namespaces, namespace);
	if (found.object.metadata.deletionTimestamp) {
		const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
		throw forbidden(kind, name, why);
	}
}

/**
 * Replaces `before` by `body`, of which only the part counts that the subresource covers. Returns
 * `before` itself when nothing would change.
 */
export function update(cluster: Cluster, before: Entry, body: Tree, options: WriteOptions): Entry {
	const {kind} = before;
	const object = fitted(kind, body, options) as KubernetesObject;
	refuseStale(before, object.metadata);
	keepWhatIsNotWritten(kind, before.object, object, options.subresource);
	kind.fill?.(object);
	if (options.subresource !== 'status') refuseWrong(kind, object, before.object);
	countGeneration(kind, before.object, object);
	if (isSame(before.object, object)) return before;
	sign(cluster, kind, before.object, object, options);
	if (options.isDryRun) return new Entry(kind, object, before.version);
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

function refuseStale({kind, object}: Entry, metadata: Tree = {}): void {
	const {name, uid, resourceVersion} = object.metadata;
	if (metadata.name && metadata.name !== name) {
		const message = `the name of the object (${metadata.name}) does not match the name on the URL (${name})`;
		throw badRequest(message);
	}
	if (metadata.uid && metadata.uid !== uid) {
		const why = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`;
		throw conflict(kind, name, why);
	}
	if (metadata.resourceVersion && metadata.resourceVersion !== resourceVersion) throw conflict(kind, name);
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
	object.metadata = dropUndefined({...before.metadata, ...own});
	if (kind.hasStatus) {
		object.status = before.status;
		if (object.status === undefined) delete object.status;
	}
}

function replaceMembers(object: Tree, members: Tree): void {
	for (const name of Object.keys(object)) delete object[name];
	Object.assign(object, structuredClone(members));
}

function dropUndefined<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}

/** The generation counts changes of what its owner asked for: neither status nor metadata. */
function countGeneration(kind: Kind, before: KubernetesObject, object: KubernetesObject): void {
	if (!kind.hasGeneration) return;
	const asked = ({metadata, status, ...others}: KubernetesObject) => others;
	if (!isSame(asked(before), asked(object)))
		object.metadata.generation = (before.metadata.generation ?? 0) + 1;
}

function refuseWrong(kind: Kind, object: KubernetesObject, before?: KubernetesObject): void {
	const causes = [...checkMetadata(object.metadata), ...(kind.check?.(object, before) ?? [])];
	if (causes.length > 0) throw invalid(kind, object.metadata.name, causes);
}

/** The body as the kind's fields take it, on a copy, without what only names its type. */
function fitted(kind: Kind, body: Tree, options: WriteOptions): Tree {
	const misfit: Misfit = {unknown: []};
	refuseOtherType(kind, body);
	const object = fitValue(kind.shape, structuredClone(body), '', kind.isCustom ?? false, misfit) as Tree;
	if (misfit.wrong) throw cannotBeHandled(kind, body, misfit.wrong, options);
	const unknown = misfit.unknown.map(field => `unknown field ${JSON.stringify(field)}`);
	if (options.fieldValidation === 'Strict' && unknown.length > 0) {
		throw cannotBeHandled(kind, body, `strict decoding error: ${unknown.join(', ')}`, options);
	}
	if (options.fieldValidation !== 'Ignore') for (const says of unknown) options.warn?.(says);
	delete object.kind;
	delete object.apiVersion;
	return object;
}

function refuseOtherType(kind: Kind, body: Tree): void {
	const expected = apiVersion(kind);
	if (body.kind !== undefined && body.kind !== kind.kind) {
		const [group, version] = [kind.group, kind.version];
		throw badRequest(
			`${body.kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind.kind}: no kind ${JSON.stringify(body.kind)} is registered for version ${JSON.stringify(group ? `${group}/${version}` : version)}`,
		);
	}
	if (body.apiVersion !== undefined && body.apiVersion !== expected) {
		throw badRequest(
			`the API version in the data (${body.apiVersion}) does not match the expected API version (${expected})`,
		);
	}
}

function cannotBeHandled(kind: Kind, body: Tree, why: string, {isPatch}: WriteOptions): StatusError {
	if (isPatch && !kind.isCustom) {
		const message = `Invalid value: ${JSON.stringify(JSON.stringify(body))}: ${why}`;
		return invalid({group: '', kind: '', plural: ''}, '', [
			{reason: 'FieldValueInvalid', message, field: 'patch'},
		]);
	}
	const version = JSON.stringify(kind.version);
	return badRequest(`${kind.kind} in version ${version} cannot be handled as a ${kind.kind}: ${why}`);
}

/** Writes down in `managedFields` who wrote what. */
function sign(
	{clock}: Cluster,
	kind: Kind,
	before: KubernetesObject | undefined,
	object: KubernetesObject,
	options: WriteOptions,
): void {
	object.metadata.managedFields = managedFields(
		before,
		object,
		options,
		apiVersion(kind),
		timestamp(clock.now()),
	);
}
