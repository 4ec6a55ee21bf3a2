// A door in front of an embedded cluster that lets in who shows one of the
// tokens it knows, as a server does whose logins expire.

import {readFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type {AddressInfo} from 'node:net';
import {load} from 'js-yaml';

export type Gatekeeper = {
	readonly url: string;
	/** From now on these tokens are let in, and no others; streams that are open go on unless `cut`. */
	accept(...tokens: readonly string[]): void;
	/** Ends all that is open, as a server that restarts does. */
	cut(): void;
	/** Paths with their queries, by the token they were asked with, in order. */
	readonly asked: readonly {readonly token: string; readonly path: string}[];
	close(): Promise<void>;
};

type Kubeconfig = {
	readonly clusters: readonly {cluster: {server: string; 'certificate-authority-data': string}}[];
	readonly users: readonly {user: {token?: string}}[];
};

/** Every answer but a refusal is the cluster's own, which a kubeconfig leads to. */
export async function startGatekeeper(kubeconfig: string): Promise<Gatekeeper> {
	const {clusters, users} = load(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
	const {server: behind, 'certificate-authority-data': authority} = clusters[0]!.cluster;
	const own = users.find(each => each.user.token)!.user.token;
	const target = new URL(behind);
	const agent = new https.Agent({ca: Buffer.from(authority, 'base64'), keepAlive: true});
	const asked: {token: string; path: string}[] = [];
	let accepted: readonly string[] = [];

	const server = http.createServer((request, response) => {
		const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
		asked.push({token, path: request.url ?? ''});
		if (!accepted.includes(token)) {
			request.resume();
			response.writeHead(401, {'Content-Type': 'application/json'});
			response.end(JSON.stringify({kind: 'Status', status: 'Failure', reason: 'Unauthorized', code: 401}));
			return;
		}
		const headers = {...request.headers, host: target.host, authorization: `Bearer ${own}`};
		const {hostname, port} = target;
		const onward = https.request({agent, hostname, port, path: request.url, method: request.method, headers});
		onward.on('response', answer => {
			response.writeHead(answer.statusCode ?? 500, answer.headers);
			// A watch that has nothing to tell is open all the same.
			response.flushHeaders();
			answer.pipe(response);
			answer.on('error', () => response.destroy());
		});
		onward.on('error', () => response.destroy());
		response.on('close', () => onward.destroy());
		request.pipe(onward);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		accept(...tokens) {
			accepted = tokens;
		},
		cut: () => server.closeAllConnections(),
		asked,
		close() {
			agent.destroy();
			server.closeAllConnections();
			return new Promise(resolve => server.close(() => resolve()));
		},
	};
}
