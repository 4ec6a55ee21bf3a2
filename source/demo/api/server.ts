import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {Cluster} from '../cluster.ts';
import {kinds} from '../kinds/index.ts';
import type {Kind} from '../kinds/kind.ts';
import {apiGroup, resourceList} from './discovery.ts';
import {type Exchange, sendError, sendText} from './exchange.ts';
import {serveGeneral} from './general.ts';
import {serveMetrics} from './metrics.ts';
import {serveObjects} from './objects.ts';
import {reviews} from './reviews.ts';
import {methodNotAllowed, noSuchResource, unauthorized} from './status.ts';
import {parseTarget, type Target} from './target.ts';
import {Watchers} from './watch.ts';

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
	// A client that goes away in the middle of an answer is no error of ours.
	response.on('error', () => {});
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
	if (!target) return serveGeneral(exchange);
	if (target.group === 'metrics.k8s.io') return answerMetrics(exchange, cluster, target);
	const review = target.group.startsWith('auth') ? reviews[target.resource] : undefined;
	if (review) return exchange.request.method === 'POST' ? review(exchange) : refuseMethod();
	const kind = kindOf(target);
	if (!kind) return refuseUnserved(exchange, target);
	return serveObjects({exchange, cluster, watchers, kind, target});
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

function answerMetrics(exchange: Exchange, cluster: Cluster, target: Target): void {
	const isServed = resourceList(target.group, target.version) && ['pods', 'nodes'].includes(target.resource);
	if (!isServed || target.subresource) sendText(exchange, 404, '404 page not found\n');
	else if (exchange.request.method === 'GET') serveMetrics(exchange, cluster, target);
	else throw methodNotAllowed();
}
