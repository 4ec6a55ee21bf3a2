import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer, type Server} from 'node:https';
import type {Certificate} from '../certificate.ts';
import type {Cluster} from '../cluster.ts';
import {kinds} from '../kinds/index.ts';
import type {Kind} from '../kinds/kind.ts';
import type {Play} from '../play.ts';
import type {Tokens} from '../tokens.ts';
import {apiGroup, resourceList} from './discovery.ts';
import {type Exchange, sendError, sendText} from './exchange.ts';
import {serveGeneral} from './general.ts';
import {serveMetrics} from './metrics.ts';
import {serveObjects} from './objects.ts';
import {reviews} from './reviews.ts';
import {methodNotAllowed, noSuchResource, unauthorized} from './status.ts';
import {parseTarget, type Target} from './target.ts';

export type ApiServer = {
	/** `https://127.0.0.1:PORT` */
	readonly address: string;
	stop(): Promise<void>;
};

/** Who is let in, and the play they come to, which may begin with the first of them. */
export type Door = {
	readonly tokens: Tokens;
	playing(): Play;
	/** Its answers bear the time of the play. */
	readonly tellsTime: boolean;
};

/** Serves a play as a Kubernetes API on a free port of the loopback. */
export async function startApi(certificate: Certificate, door: Door): Promise<ApiServer> {
	const {cert, key} = certificate;
	const server = createServer({cert, key, keepAliveTimeout: 120_000}, (request, response) => {
		const exchange = exchangeOf(request, response);
		answer(exchange, door).catch(error => sendError(exchange, error));
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {address: addressOf(server), stop: () => stop(server)};
}

function addressOf(server: Server): string {
	const address = server.address();
	return `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

async function stop(server: Server): Promise<void> {
	const closed = new Promise(resolve => server.close(resolve));
	server.closeAllConnections();
	await closed;
}

function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange {
	const [path = '/', query = ''] = request.url!.split('?', 2);
	// A client that goes away in the middle of an answer is no error of ours.
	response.on('error', () => {});
	return {request, response, path, query: new URLSearchParams(query), warnings: []};
}

async function answer(exchange: Exchange, {tokens, playing, tellsTime}: Door): Promise<void> {
	// No time is told rather than another one.
	if (tellsTime) exchange.response.sendDate = false;
	const [, token] = /^Bearer (.+)$/.exec(exchange.request.headers.authorization ?? '') ?? [];
	if (!token || !tokens.accepts(token)) throw unauthorized();
	const {cluster, watchers, visitors} = playing();
	if (tellsTime) exchange.response.setHeader('Date', new Date(cluster.clock.now()).toUTCString());
	visitors.receive(exchange.response);
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

async function answerMetrics(exchange: Exchange, cluster: Cluster, target: Target): Promise<void> {
	const isServed = resourceList(target.group, target.version) && ['pods', 'nodes'].includes(target.resource);
	if (!isServed || target.subresource) sendText(exchange, 404, '404 page not found\n');
	else if (exchange.request.method === 'GET') await serveMetrics(exchange, cluster, target);
	else throw methodNotAllowed();
}
