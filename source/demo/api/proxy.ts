/** The API server's way into pods and Services: what is asked of it is asked of them, over HTTP. */
import type {Cluster} from '../cluster.ts';
import type {Kind} from '../kinds/kind.ts';
import {endpointSlices} from '../kinds/networking.ts';
import {pods} from '../kinds/pods.ts';
import {services} from '../kinds/services.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import type {Exchange} from './exchange.ts';
import {answerAsPod} from './pod-server.ts';
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
	const {pod, port} = isPod ? podAsked(cluster, target, asked) : endpointAsked(cluster, target, asked);
	if (target.rest === undefined && !exchange.path.endsWith('/') && redirects(exchange)) return;
	if (!pod.status?.podIP) throw badRequest('address not allowed');
	const address = `${pod.status.podIP}:${port}`;
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

type Place = {readonly pod: KubernetesObject; readonly port: string};

function podAsked({store}: Cluster, {namespace}: Target, {name, port}: Asked): Place {
	const pod = store.get(pods, namespace, name)?.object;
	if (!pod) throw notFound(pods, name);
	return {pod, port: port || String(portsOf(pod)[0] ?? 80)};
}

/** Ports that a pod's containers say they listen on. */
export function portsOf({spec}: KubernetesObject): number[] {
	return spec.containers.flatMap(({ports = []}: Tree) => ports.map(({containerPort}: Tree) => containerPort));
}

/** A ready endpoint of the Service at the port asked for, by its name or number; each in turn. */
function endpointAsked({store}: Cluster, {namespace}: Target, {name, port}: Asked): Place {
	const service = store.get(services, namespace, name)?.object;
	if (!service) throw notFound(services, name);
	const portName = nameOfPort(service, port);
	const ready = store.ownedBy(service.metadata.uid, endpointSlices).flatMap(({object}) => {
		const found = (object.ports ?? []).find((each: Tree) => each.name === portName);
		const endpoints = object.endpoints.filter(({conditions}: Tree) => conditions.ready);
		return found ? endpoints.map(({targetRef}: Tree) => ({port: String(found.port), targetRef})) : [];
	});
	if (ready.length === 0)
		throw serviceUnavailable(`no endpoints available for service ${JSON.stringify(name)}`);
	const chosen = ready[turns++ % ready.length]!;
	return {pod: store.get(pods, namespace, chosen.targetRef.name)!.object, port: chosen.port};
}

let turns = 0;

function nameOfPort({spec, metadata}: KubernetesObject, asked: string): string {
	if (!/^\d+$/.test(asked)) return asked;
	const found = (spec.ports ?? []).find(({port}: Tree) => port === Number(asked));
	const what = `no service port ${asked} found for service ${JSON.stringify(metadata.name)}`;
	if (!found) throw serviceUnavailable(what);
	return found.name ?? '';
}
