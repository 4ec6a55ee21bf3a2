/** What a pod answers to those who reach it over HTTP. */
import type {Cluster} from '../cluster.ts';
import type {KubernetesObject} from '../object.ts';
import {isReady} from '../pod-state.ts';
import {imageOf} from '../traffic/endpoints.ts';
import {applicationMetrics} from '../traffic/exposition.ts';
import {type Exchange, sendText} from './exchange.ts';
import {servePrometheus} from './prometheus.ts';
import {serviceUnavailable} from './status.ts';

/** Where in a pod something is asked. */
export type Asking = {
	readonly port: string;
	readonly path: string;
	/** `IP:PORT`, as errors say it. */
	readonly address: string;
	readonly isPlain: boolean;
};

const textFormat = 'text/plain; version=0.0.4; charset=utf-8';

/** Answers as the application in a pod does; a port on which nothing listens refuses the connection. */
export async function answerAsPod(
	exchange: Exchange,
	cluster: Cluster,
	pod: KubernetesObject,
	asking: Asking,
): Promise<void> {
	const {port, path, address, isPlain} = asking;
	if (cluster.machines.get(pod.spec.nodeName)?.isOn === false)
		throw unreachable(`dial tcp ${address}: i/o timeout`);
	const isRunning = pod.status?.containerStatuses?.[0]?.state.running;
	const isPrometheus = imageOf(pod).startsWith('prom/prometheus:');
	const load = cluster.traffic.loadOf(pod);
	const isListening = isRunning && (isPrometheus || load) && Number(port) === portOf(pod);
	if (!isListening) throw unreachable(`dial tcp ${address}: connect: connection refused`);
	if (!isPlain) throw unreachable('tls: first record does not look like a TLS handshake');
	if (isPrometheus)
		return servePrometheus(exchange, cluster.prometheus, path, Math.round(cluster.clock.now()));
	if (path === '/metrics') sendTyped(exchange, textFormat, applicationMetrics(pod, load!));
	else if (path === '/ready')
		sendText(exchange, isReady(pod) ? 200 : 503, isReady(pod) ? 'ok\n' : 'not ready\n');
	else sendText(exchange, 404, '404 page not found\n');
}

function portOf({spec}: KubernetesObject): number {
	return spec.containers[0].ports?.[0]?.containerPort ?? 8080;
}

export function unreachable(why: string): Error {
	return serviceUnavailable(`error trying to reach service: ${why}`);
}

function sendTyped({response}: Exchange, type: string, text: string): void {
	response.writeHead(200, {'Content-Type': type, 'Content-Length': Buffer.byteLength(text)});
	response.end(text);
}
