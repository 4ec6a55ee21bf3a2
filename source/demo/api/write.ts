/** Create, update, patch and delete as HTTP requests. */
import type {Cluster} from '../cluster.ts';
import {isTree} from '../kinds/fields.ts';
import {forbiddenField, type Kind} from '../kinds/kind.ts';
import type {Tree} from '../object.ts';
import {create} from '../registry/create.ts';
import {deletedStatus, deleteOptions, remove} from '../registry/delete.ts';
import type {NamedMember} from '../registry/fit-body.ts';
import {update} from '../registry/update.ts';
import type {WriteOptions} from '../registry/write.ts';
import {apiVersion, type Entry} from '../store.ts';
import {objectIn} from './body.ts';
import {depthComplaint} from './depth.ts';
import {contentType, type Exchange, jsonType, readBody, readBytes, send} from './exchange.ts';
import {jsonPatch, PatchError} from './json-patch.ts';
import {matching} from './matching.ts';
import {mergePatch} from './merge-patch.ts';
import {membersIfRepeated} from './repetitions.ts';
import {scaleOf, withScale} from './scale.ts';
import {badRequest, patchRefused, StatusError, unsupportedMediaType, wrongOption} from './status.ts';
import {strategicMergePatch} from './strategic-merge-patch.ts';
import {writeOptions} from './write-options.ts';

export async function serveCreate(
	exchange: Exchange,
	cluster: Cluster,
	kind: Kind,
	namespace?: string,
): Promise<void> {
	const {body, members} = await readWritten(exchange, kind.kind);
	const asked = body.metadata?.namespace;
	if (asked && asked !== namespace) {
		throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
	}
	const entry = create(cluster, kind, namespace, body, {...writeOptions(exchange), members});
	send(exchange, 201, entry.text);
}

/** The object in the body, with what JSON tells of its members besides. */
async function readWritten(
	exchange: Exchange,
	wanted: string,
): Promise<{body: Tree; members?: NamedMember[]}> {
	const bytes = await readBytes(exchange);
	const type = contentType(exchange);
	const body = await objectIn(bytes, type, wanted);
	return {body, members: type === jsonType ? membersIfRepeated(bytes.toString()) : undefined};
}

export async function serveUpdate(
	exchange: Exchange,
	cluster: Cluster,
	entry: () => Entry,
	subresource?: string,
): Promise<void> {
	const wanted = subresource === 'scale' ? 'Scale' : entry().kind.kind;
	const {body, members} = await readWritten(exchange, wanted);
	const before = entry();
	const options = {...writeOptions(exchange, subresource), members};
	if (subresource === 'scale') return sendScaled(exchange, cluster, before, body, options);
	send(exchange, 200, update(cluster, before, body, options).text);
}

function sendScaled(
	exchange: Exchange,
	cluster: Cluster,
	before: Entry,
	scale: Tree,
	options: WriteOptions,
): void {
	const scaled = update(cluster, before, withScale(before, scale, options), options);
	send(exchange, 200, scaleOf(scaled));
}

export async function servePatch(
	exchange: Exchange,
	cluster: Cluster,
	entry: () => Entry,
	subresource?: string,
): Promise<void> {
	const patch = await readBody(exchange);
	refuseTooDeep(patch, contentType(exchange));
	const before = entry();
	const isRetyped = before.kind.isCustom && saysFloats(patch);
	const members = contentType(exchange) === jsonPatchType ? undefined : membersIfRepeated(patch);
	const options = {...writeOptions(exchange, subresource), isPatch: true, isRetyped, members};
	if (exchange.query.has('force')) throw wrongOption('PatchOptions', [noForce]);
	const isScale = subresource === 'scale';
	const document = isScale ? scaleOf(before) : typed(before);
	const patched = applyPatch(contentType(exchange), document, patch, before.kind, isScale);
	if (isScale) return sendScaled(exchange, cluster, before, patched, options);
	send(exchange, 200, update(cluster, before, patched, options).text);
}

/** One kind of patch is read by another decoder, which says only what is wrong. */
function refuseTooDeep(patch: string, type: string): void {
	const complaint = depthComplaint(patch);
	if (!complaint) return;
	throw badRequest(type === strategicMergePatchType ? complaint : `error decoding patch: ${complaint}`);
}

/** Whether some whole number is written as another would be, as `90.0`. */
function saysFloats(text: string): boolean {
	if (!/\d\.0|\d[eE]/.test(text)) return false;
	let isSo = false;
	const look = (_: string, value: unknown, context?: {source?: string}) => {
		isSo ||= Number.isInteger(value) && /[.eE]/.test(context?.source ?? '');
		return value;
	};
	try {
		JSON.parse(text, look as (key: string, value: unknown) => unknown);
	} catch {
		// What is no JSON is refused where it is read.
	}
	return isSo;
}

function typed({kind, object}: Entry): Tree {
	return {kind: kind.kind, apiVersion: apiVersion(kind), ...object};
}

const noForce = forbiddenField('force', 'may not be specified for non-apply patch');

const jsonPatchType = 'application/json-patch+json';
const mergePatchType = 'application/merge-patch+json';
const strategicMergePatchType = 'application/strategic-merge-patch+json';

function applyPatch(type: string, document: Tree, patch: string, kind: Kind, isScale: boolean): Tree {
	if (type === jsonPatchType) return applyJsonPatch(document, patch);
	if (type === mergePatchType) return mergePatch(document, readPatch(patch)) as Tree;
	if (kind.isCustom) throw unsupportedMediaType([jsonPatchType, mergePatchType]);
	if (type !== strategicMergePatchType)
		throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
	return strategicMergePatch(document, readPatch(patch), isScale ? undefined : kind.shape);
}

function readPatch(text: string): Tree {
	let patch: unknown;
	try {
		patch = JSON.parse(text);
	} catch (error) {
		throw badRequest(`error decoding patch: ${(error as Error).message}`);
	}
	if (isTree(patch)) return patch;
	const found = Array.isArray(patch) ? 'array' : typeof patch;
	throw badRequest(
		`error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
	);
}

function applyJsonPatch(document: Tree, patch: string): Tree {
	try {
		return jsonPatch(document, patch);
	} catch (error) {
		if (!(error instanceof PatchError)) throw error;
		throw error.isUnreadable ? badRequest(error.message) : patchRefused();
	}
}

export async function serveDelete(exchange: Exchange, cluster: Cluster, find: () => Entry): Promise<void> {
	const {options, isDryRun} = await readDeletion(exchange);
	const {entry, isGone} = remove(cluster, find(), options, isDryRun);
	send(exchange, 200, isGone && !answersWithObject(entry) ? deletedStatus(entry) : entry.text);
}

/** Pods, services and service accounts are returned when deleted, others only named. */
function answersWithObject({kind}: Entry): boolean {
	return ['Pod', 'Service', 'ServiceAccount'].includes(kind.kind);
}

async function readDeletion(exchange: Exchange) {
	const bytes = await readBytes(exchange);
	const body = bytes.length > 0 ? await objectIn(bytes, contentType(exchange)) : undefined;
	if (body?.kind && body.kind !== 'DeleteOptions') throw badRequest(unregistered(body));
	// Where there is a body the query is not looked at, not even for a dry run.
	const asked = body === undefined ? exchange : {...exchange, query: new URLSearchParams()};
	const options = deleteOptions(body, asked.query);
	const isDryRun = writeOptions(asked).isDryRun || options.dryRun?.includes('All') === true;
	return {options, isDryRun};
}

function unregistered({kind, apiVersion = ''}: Tree): string {
	const named = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`;
	return `${named} in scheme "pkg/runtime/scheme.go:111"`;
}

export async function serveDeleteCollection(
	exchange: Exchange,
	cluster: Cluster,
	kind: Kind,
	namespace?: string,
): Promise<void> {
	const {options, isDryRun} = await readDeletion(exchange);
	const isMatch = matching(kind, exchange.query) ?? (() => true);
	const doomed = cluster.store.list(kind, namespace).filter(({object}) => isMatch(object));
	for (const entry of doomed) remove(cluster, entry, options, isDryRun);
	const items = doomed.map(({elementText}) => JSON.parse(elementText));
	const metadata = {resourceVersion: String(cluster.store.version)};
	send(exchange, 200, {kind: `${kind.kind}List`, apiVersion: apiVersion(kind), metadata, items});
}
