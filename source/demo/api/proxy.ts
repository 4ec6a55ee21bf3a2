/** The API server's way into pods and Services: what is asked of it is asked of them, over HTTP. */
import type {Cluster} from '../cluster.ts';
import type {Kind} from '../kinds/kind.ts';
import {endpointSlices} from '../kinds/networking.ts';
import {pods} from '../kinds/pods.ts';
import {services} from '../kinds/services.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import type {Exchange} from './exchange.ts';
import {answerAsPod, unreachable} from './pod-server.ts';
import {badRequest, notFound, serviceUnavailable} from './status.ts';
import type {Target} from './target.ts';

/** A name as the proxy reads it: `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`. */
type Asked = {readonly scheme: string; readonly name: string; readonly port: string};

export function isProxy(kind: Kind, part: string): boolean {
	return part === 'proxy' && (kind === pods || kind === services);
}

/** Answers `/api/v1/namespaces/NS/pods/NAME/proxy/…` and the same of services. */
export function serveProxy(exchange: Exchange, cluster: Cluster, target: Target): Promise<void> | void {
	const isPod = target.resource === 'pods';
	const asked = readName(target.name!);
	if (!asked) throw badRequest(`invalid ${isPod ? 'pod' : 'service'} request ${JSON.stringify(target.name)}`);
	const {pod, ip, port} = isPod ? podAsked(cluster, target, asked) : endpointAsked(cluster, target, asked);
	if (target.rest === undefined && !exchange.path.endsWith('/') && redirects(exchange)) return;
	if (!ip) throw badRequest('address not allowed');
	const address = `${ip}:${port}`;
	if (!pod) throw unreachable(`dial tcp ${address}: connect: no route to host`);
	const isPlain = asked.scheme !== 'https';
	return answerAsPod(exchange, cluster, pod, {port, path: `/${target.rest ?? ''}`, address, isPlain});
}

function readName(text: string): Asked | undefined {
	const parts = text.split(':');
	if (parts.length < 3) return {scheme: '', name: parts[0]!, port: parts[1] ?? ''};
	const [scheme, name, port] = parts as [string, string, string];
	return parts.length === 3 && ['', 'http', 'https'].includes(scheme) ? {scheme, name, port} : undefined;
}

/** A path that ends with the proxy itself is one folder short of what it means. */
function redirects({request, response, path, query}: Exchange): boolean {
	if (request.method !== 'GET' && request.method !== 'HEAD') return false;
	const more = query.size > 0 ? `?${query}` : '';
	response.writeHead(301, {Location: `${path}/${more}`, 'Content-Length': 0}).end();
	return true;
}

/** Where something is asked, and the pod that has the address: none, if it is gone. */
type Place = {
	readonly pod: KubernetesObject | undefined;
	readonly ip: string | undefined;
	readonly port: string;
};

function podAsked({store}: Cluster, {namespace}: Target, {name, port}: Asked): Place {
	const pod = store.get(pods, namespace, name)?.object;
	if (!pod) throw notFound(pods, name);
	return {pod, ip: pod.status?.podIP, port: port || String(portsOf(pod)[0] ?? 80)};
}

/** Ports that a pod's containers say they listen on. */
export function portsOf({spec}: KubernetesObject): number[] {
	return spec.containers.flatMap(({ports = []}: Tree) => ports.map(({containerPort}: Tree) => containerPort));
}

/** Endpoints of Services that were asked so far, by cluster. */
const turns = new WeakMap<Cluster, number>();

/** A ready endpoint of the Service at the port asked for, by its name or number; each in turn. */
function endpointAsked(cluster: Cluster, {namespace}: Target, {name, port}: Asked): Place {
	const {store} = cluster;
	const service = store.get(services, namespace, name)?.object;
	if (!service) throw notFound(services, name);
	const portName = nameOfPort(service, port);
	const ready = store.ownedBy(service.metadata.uid, endpointSlices).flatMap(({object}) => {
		const found = (object.ports ?? []).find((each: Tree) => each.name === portName);
		if (!found) return [];
		const endpoints: Tree[] = (object.endpoints ?? []).filter(isUsable);
		return endpoints.map(endpoint => ({port: String(found.port), endpoint}));
	});
	if (ready.length === 0)
		throw serviceUnavailable(`no endpoints available for service ${JSON.stringify(name)}`);
	const turn = turns.get(cluster) ?? 0;
	turns.set(cluster, turn + 1);
	const {endpoint, port: asked} = ready[turn % ready.length]!;
	return {...podBehind(cluster, namespace, endpoint), port: asked};
}

/** An endpoint of which nothing is said is taken for ready. */
function isUsable({conditions}: Tree): boolean {
	return conditions?.ready ?? true;
}

/** A slice may for a while name a pod that is gone, or was replaced by another of its name. */
function podBehind({store}: Cluster, namespace: string | undefined, endpoint: Tree): Omit<Place, 'port'> {
	const ip: string | undefined = endpoint.addresses?.[0];
	const pod = endpoint.targetRef?.name && store.get(pods, namespace, endpoint.targetRef.name)?.object;
	return {pod: pod?.status?.podIP === ip ? pod : undefined, ip};
}

function nameOfPort({spec, metadata}: KubernetesObject, asked: string): string {
	if (!/^\d+$/.test(asked)) return asked;
	const found = (spec.ports ?? []).find(({port}: Tree) => port === Number(asked));
	const what = `no service port ${asked} found for service ${JSON.stringify(metadata.name)}`;
	if (!found) throw serviceUnavailable(what);
	return found.name ?? '';
}
