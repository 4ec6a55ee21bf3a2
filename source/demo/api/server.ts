import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {Cluster} from '../cluster.ts';
import {kinds} from '../kinds/index.ts';
import type {Kind} from '../kinds/kind.ts';
import type {Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import {aggregated, apiGroup, coreVersions, groupList, resourceList} from './discovery.ts';
import {serveEviction} from './eviction.ts';
import {chooseForm, type Exchange, jsonType, send, sendError, sendText} from './exchange.ts';
import {readPage, sendList} from './list.ts';
import {serveLog} from './logs.ts';
import {serveMetrics} from './metrics.ts';
import {reviews} from './reviews.ts';
import {scaleOf} from './scale.ts';
import {methodNotAllowed, noSuchResource, notFound, unauthorized} from './status.ts';
import {parseTarget, type Target} from './target.ts';
import {Watchers} from './watch.ts';
import {serveCreate, serveDelete, serveDeleteCollection, servePatch, serveUpdate} from './write.ts';

export type ApiServer = {
	/** `http://127.0.0.1:PORT` */
	readonly address: string;
	stop(): Promise<void>;
};

/** Serves the cluster as a Kubernetes API on a free port of the loopback, to those who show the token. */
export async function startApi(cluster: Cluster, token: string): Promise<ApiServer> {
	const watchers = new Watchers(cluster.store);
	const server = createServer({keepAliveTimeout: 120_000}, (request, response) => {
		const exchange = exchangeOf(request, response, token);
		answer(exchange, cluster, watchers, token).catch(error => sendError(exchange, error));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {address: addressOf(server), stop: () => stop(server, watchers)};
}

function addressOf(server: Server): string {
	const address = server.address();
	return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

async function stop(server: Server, watchers: Watchers): Promise<void> {
	watchers.stop();
	const closed = new Promise(resolve => server.close(resolve));
	server.closeAllConnections();
	await closed;
}

/** The token may also stand before the path: kubectl sends no Authorization header over plain HTTP. */
function exchangeOf(request: IncomingMessage, response: ServerResponse, token: string): Exchange {
	const [asked = '/', query = ''] = request.url!.split('?', 2);
	const prefix = `/token/${token}`;
	const hasPrefix = asked.startsWith(prefix);
	if (hasPrefix) request.headers.authorization = `Bearer ${token}`;
	const path = hasPrefix ? asked.slice(prefix.length) : asked;
	return {request, response, path, query: new URLSearchParams(query), warnings: []};
}

async function answer(
	exchange: Exchange,
	cluster: Cluster,
	watchers: Watchers,
	token: string,
): Promise<void> {
	if (exchange.request.headers.authorization !== `Bearer ${token}`) throw unauthorized();
	const target = parseTarget(exchange.path);
	if (!target) return answerGeneral(exchange);
	if (target.group === 'metrics.k8s.io') return answerMetrics(exchange, cluster, target);
	const review = target.group.startsWith('auth') ? reviews[target.resource] : undefined;
	if (review) return exchange.request.method === 'POST' ? review(exchange) : refuseMethod();
	const kind = kindOf(target);
	if (!kind) return refuseUnserved(exchange, target);
	return answerKind(exchange, cluster, watchers, kind, target);
}

/** A group that is not there at all is answered by the front door, the rest by the group. */
function refuseUnserved(exchange: Exchange, {group}: Target): void {
	if (apiGroup(group) || group === '') throw noSuchResource();
	sendText(exchange, 404, '404 page not found\n');
}

function refuseMethod(): never {
	throw methodNotAllowed();
}

function kindOf({group, version, resource, namespace, name}: Target): Kind | undefined {
	const kind = kinds.find(
		kind => kind.group === group && kind.version === version && kind.plural === resource,
	);
	const needsNamespace = name !== undefined && namespace === undefined;
	const isMisplaced = kind && (kind.isNamespaced ? needsNamespace : namespace !== undefined);
	return isMisplaced ? undefined : kind;
}

const gitVersion = 'v1.36.3';

function answerGeneral(exchange: Exchange): void {
	const path = exchange.path.replace(/(?<=.)\/$/, '');
	if (path === '/api' || path === '/apis') {
		sendRootDiscovery(exchange, path === '/api');
		return;
	}
	const found = generalAnswer(path);
	if (['/healthz', '/livez', '/readyz'].includes(path)) sendText(exchange, 200, 'ok');
	else if (found) send(exchange, 200, found);
	else if (path.split('/').length === 4 && apiGroup(path.split('/')[2]!)) throw noSuchResource();
	else sendText(exchange, 404, '404 page not found\n');
}

function generalAnswer(path: string): Tree | undefined {
	if (path === '/version')
		return {major: '1', minor: '36', gitVersion, platform: 'demo', compiler: 'sluice', goVersion: ''};
	const [root, group, version] = path.split('/').slice(1);
	if (root === 'api' && group === 'v1') return resourceList('', 'v1');
	if (root !== 'apis' || !group) return undefined;
	return version ? resourceList(group, version) : apiGroup(group);
}

const aggregatedType = `${jsonType};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`;

function sendRootDiscovery(exchange: Exchange, isCore: boolean): void {
	exchange.response.setHeader('Vary', 'Accept');
	const {as} = chooseForm(exchange, ({as, version}) => as === 'APIGroupDiscoveryList' && version === 'v2');
	if (as) send(exchange, 200, aggregated(isCore), aggregatedType);
	else send(exchange, 200, isCore ? coreVersions(exchange.request.headers.host ?? '') : groupList());
}

function answerMetrics(exchange: Exchange, cluster: Cluster, target: Target): void {
	const isServed = resourceList(target.group, target.version) && ['pods', 'nodes'].includes(target.resource);
	if (!isServed || target.subresource) sendText(exchange, 404, '404 page not found\n');
	else if (exchange.request.method === 'GET') serveMetrics(exchange, cluster, target);
	else throw methodNotAllowed();
}

async function answerKind(
	exchange: Exchange,
	cluster: Cluster,
	watchers: Watchers,
	kind: Kind,
	target: Target,
): Promise<void> {
	if (target.name === undefined) return answerCollection(exchange, cluster, watchers, kind, target);
	const find = (): Entry => {
		const entry = cluster.store.get(kind, target.namespace, target.name!);
		if (!entry) throw notFound(kind, target.name!);
		return entry;
	};
	if (target.subresource) return answerPart(exchange, cluster, find, kind, target.subresource);
	switch (exchange.request.method) {
		case 'GET':
			chooseForm(exchange);
			return send(exchange, 200, find().text);
		case 'PUT':
			return serveUpdate(exchange, cluster, find);
		case 'PATCH':
			return servePatch(exchange, cluster, find);
		case 'DELETE':
			return serveDelete(exchange, cluster, find);
		default:
			throw methodNotAllowed();
	}
}

async function answerCollection(
	exchange: Exchange,
	cluster: Cluster,
	watchers: Watchers,
	kind: Kind,
	{namespace}: Target,
): Promise<void> {
	switch (exchange.request.method) {
		case 'GET':
			chooseForm(exchange);
			if (['true', '1'].includes(exchange.query.get('watch') ?? ''))
				return watchers.serve(exchange, kind, namespace);
			return sendList(exchange, kind, readPage(cluster.store, kind, namespace, exchange.query));
		case 'POST':
			if (kind.isNamespaced && namespace === undefined) throw methodNotAllowed();
			return serveCreate(exchange, cluster, kind, namespace);
		case 'DELETE':
			return serveDeleteCollection(exchange, cluster, kind, namespace);
		default:
			throw methodNotAllowed();
	}
}

async function answerPart(
	exchange: Exchange,
	cluster: Cluster,
	find: () => Entry,
	kind: Kind,
	part: string,
): Promise<void> {
	const {method} = exchange.request;
	const isScale = part === 'scale' && kind.isScalable;
	const isStatus = part === 'status' && kind.hasStatus;
	if (part === 'log' && kind.plural === 'pods' && method === 'GET')
		return serveLog(exchange, cluster, find());
	if (part === 'eviction' && kind.plural === 'pods' && method === 'POST')
		return serveEviction(exchange, cluster, find);
	if (!isScale && !isStatus)
		throw kind.isCustom ? notFound(kind, find().object.metadata.name) : noSuchResource();
	if (method === 'GET') return send(exchange, 200, isScale ? scaleOf(find()) : find().text);
	if (method === 'PUT') return serveUpdate(exchange, cluster, find, part);
	if (method === 'PATCH') return servePatch(exchange, cluster, find, part);
	throw methodNotAllowed();
}
