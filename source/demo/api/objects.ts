/** What is asked of a kind: of all its objects, of one, or of a part of one. */
import type {Cluster} from '../cluster.ts';
import type {Kind} from '../kinds/kind.ts';
import type {Entry} from '../store.ts';
import {isApply, serveApply} from './apply.ts';
import {serveEviction} from './eviction.ts';
import {type Exchange, send} from './exchange.ts';
import {readPage, sendList} from './list.ts';
import {serveLog} from './logs.ts';
import {presentationFor} from './presentation.ts';
import {isProxy, serveProxy} from './proxy.ts';
import {scaleEntry, scales} from './scale.ts';
import {methodNotAllowed, noSuchResource, notFound} from './status.ts';
import type {Target} from './target.ts';
import type {Watchers} from './watch.ts';
import {serveCreate, serveDelete, serveDeleteCollection, servePatch, serveUpdate} from './write.ts';

/** A request about objects of a kind, with what it takes to answer it. */
export type Call = {
	readonly exchange: Exchange;
	readonly cluster: Cluster;
	readonly watchers: Watchers;
	readonly kind: Kind;
	readonly target: Target;
};

/** Answers a call; what cannot be answered is thrown as the API's own error. */
export async function serveObjects(call: Call): Promise<void> {
	const {target} = call;
	if (target.name === undefined) return serveCollection(call);
	return target.subresource ? servePart(call, target.subresource) : serveOne(call);
}

/** Looks up the object a call names, which may have gone since the last look. */
function finder({cluster, kind, target}: Call): () => Entry {
	return () => {
		const entry = cluster.store.get(kind, target.namespace, target.name!);
		if (!entry) throw notFound(kind, target.name!);
		return entry;
	};
}

async function serveOne(call: Call): Promise<void> {
	const {exchange, cluster, kind} = call;
	const find = finder(call);
	switch (exchange.request.method) {
		case 'GET': {
			const {one} = presentationFor(exchange, kind, cluster.clock);
			return send(exchange, 200, one(find(), true));
		}
		case 'PUT':
			return serveUpdate(exchange, cluster, find);
		case 'PATCH':
			return isApply(exchange) ? serveApply(call) : servePatch(exchange, cluster, find);
		case 'DELETE':
			return serveDelete(exchange, cluster, find);
		default:
			throw methodNotAllowed();
	}
}

async function serveCollection(call: Call): Promise<void> {
	const {exchange, cluster, kind, target} = call;
	const {namespace} = target;
	switch (exchange.request.method) {
		case 'GET':
			return serveReading(call);
		case 'POST':
			if (kind.isNamespaced && namespace === undefined) throw methodNotAllowed();
			return serveCreate(exchange, cluster, kind, namespace);
		case 'DELETE':
			if (kind.isDeletedSingly) throw methodNotAllowed();
			return serveDeleteCollection(exchange, cluster, kind, namespace);
		default:
			throw methodNotAllowed();
	}
}

async function serveReading({exchange, cluster, watchers, kind, target}: Call): Promise<void> {
	const {query} = exchange;
	const presentation = presentationFor(exchange, kind, cluster.clock);
	const isWatch = ['true', '1'].includes(query.get('watch') ?? '');
	if (isWatch) watchers.serve(exchange, kind, target.namespace, presentation);
	else await sendList(exchange, kind, readPage(cluster.store, kind, target.namespace, query), presentation);
}

async function servePart(call: Call, part: string): Promise<void> {
	const {exchange, cluster, kind} = call;
	const {method} = exchange.request;
	const find = finder(call);
	if (isProxy(kind, part)) return serveProxy(exchange, cluster, call.target);
	if (kind.plural === 'pods' && part === 'log' && method === 'GET')
		return serveLog(exchange, cluster, find());
	if (kind.plural === 'pods' && part === 'eviction' && method === 'POST') {
		return serveEviction(exchange, cluster, find);
	}
	const isScale = part === 'scale' && kind.isScalable;
	const isStatus = part === 'status' && kind.hasStatus;
	if (!isScale && !isStatus) throw kind.isCustom ? notFound(kind, call.target.name!) : noSuchResource();
	if (method === 'GET') {
		const {one} = presentationFor(exchange, isScale ? scales : kind, cluster.clock);
		return send(exchange, 200, one(isScale ? scaleEntry(find()) : find(), true));
	}
	if (method === 'PUT') return serveUpdate(exchange, cluster, find, part);
	if (isStatus && isApply(exchange)) return serveApply(call, 'status');
	if (method === 'PATCH') return servePatch(exchange, cluster, find, part);
	throw methodNotAllowed();
}
