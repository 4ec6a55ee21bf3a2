// Stands between sluice and an API server and writes down every request, so
// that a test can say what left, whatever the program believes it sent.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, Agent as HttpAgent, request as requestHttp} from 'node:http';
import {Agent as HttpsAgent, request as requestHttps} from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {dump, load} from 'js-yaml';

export type Sent = {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly isUpgrade: boolean;
	/** As it came, of a request to delete; empty where it had none. */
	body: string;
	/** Of the answer; undefined until there is one. */
	status?: number;
};

export type RecordingProxy = {
	/** Leads here, as the same context; who asks is known to the proxy alone. */
	readonly kubeconfig: string;
	/** Every request since the last `forget`. */
	readonly sent: readonly Sent[];
	forget(): void;
	close(): Promise<void>;
};

// biome-ignore lint/suspicious/noExplicitAny: a kubeconfig is of many shapes
type Json = any;

/** Goes on to the current context of the kubeconfig, as the user it names there. */
export async function startRecordingProxy(kubeconfig: string): Promise<RecordingProxy> {
	const config = load(readFileSync(kubeconfig, 'utf8')) as Json;
	const {name, context} = config.contexts.find((each: Json) => each.name === config['current-context']);
	const {cluster} = config.clusters.find((each: Json) => each.name === context.cluster);
	const {user} = config.users.find((each: Json) => each.name === context.user);
	const isSecure = cluster.server.startsWith('https:');
	const decoded = (base64?: string) => base64 && Buffer.from(base64, 'base64');
	const agent = isSecure
		? new HttpsAgent({
				keepAlive: true,
				ca: decoded(cluster['certificate-authority-data']),
				cert: decoded(user['client-certificate-data']),
				key: decoded(user['client-key-data']),
			})
		: new HttpAgent({keepAlive: true});
	const sent: Sent[] = [];
	const record = (method = '', url = '', isUpgrade = false): Sent => {
		const {pathname, searchParams} = new URL(url, 'http://x');
		const one = {method, path: pathname, query: searchParams, isUpgrade, body: ''};
		sent.push(one);
		return one;
	};
	const server = createServer((asked, answered) => {
		const one = record(asked.method, asked.url);
		if (one.method === 'DELETE') asked.on('data', (chunk: Buffer) => (one.body += chunk));
		const headers = {...asked.headers, ...(user.token && {authorization: `Bearer ${user.token}`})};
		const {method} = asked;
		const onward = (isSecure ? requestHttps : requestHttp)(new URL(asked.url!, cluster.server), {
			method,
			headers: {...headers, host: new URL(cluster.server).host},
			agent,
		});
		onward.on('response', response => {
			one.status = response.statusCode;
			answered.writeHead(response.statusCode!, response.headers);
			response.pipe(answered);
		});
		onward.on('error', () => answered.destroy());
		asked.on('aborted', () => onward.destroy());
		asked.pipe(onward);
	});
	server.on('upgrade', (asked, socket) => {
		record(asked.method, asked.url, true);
		socket.destroy();
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const folder = mkdtempSync(join(tmpdir(), 'sluice-proxy-'));
	const file = join(folder, 'kubeconfig');
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const through = {
		...config,
		contexts: [{name, context}],
		clusters: [{name: context.cluster, cluster: {server: address}}],
		users: [{name: context.user, user: {}}],
	};
	writeFileSync(file, dump(through), {mode: 0o600});
	return {
		kubeconfig: file,
		sent,
		forget: () => void sent.splice(0),
		close() {
			rmSync(folder, {recursive: true, force: true});
			agent.destroy();
			server.closeAllConnections();
			return new Promise(resolve => server.close(() => resolve()));
		},
	};
}

/** Reads, reviews of one's own rights and name, and dry runs: what may leave while nothing may be written. */
export function changesNothing({method, path, query, isUpgrade, body}: Sent): boolean {
	if (isUpgrade || /\/(exec|attach|portforward)$/.test(path)) return false;
	if (method === 'GET') return true;
	if (/\/selfsubject(access|rules)?reviews$/.test(path)) return method === 'POST';
	// A server looks for the options of a deletion in its body alone, where it has one.
	if (method === 'DELETE' && body !== '') return isDryRun(body);
	return query.get('dryRun') === 'All';
}

function isDryRun(deleteOptions: string): boolean {
	try {
		return isDeepStrictEqual(JSON.parse(deleteOptions).dryRun, ['All']);
	} catch {
		return false;
	}
}
