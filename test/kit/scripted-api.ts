// An HTTP server on loopback that answers by script, for the faults no real
// API server shows on demand: hanging, breaking off, talking nonsense.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import http, {type IncomingMessage, type ServerResponse} from 'node:http';
import https from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import type {Certificate} from '../../source/demo/certificate.ts';

export type Asked = {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: http.IncomingHttpHeaders;
	readonly body: string;
};

/** Answers one request in its own way. */
export type ScriptedAnswer = (response: ServerResponse, asked: Asked) => void;

export type ScriptedApi = {
	readonly url: string;
	/** A kubeconfig that leads here; `user` is YAML for the user's entry. */
	kubeconfig(options?: {readonly user?: object; readonly cluster?: object}): string;
	/** A new folder that goes away with the server. */
	readonly folder: string;
	/** Every request so far. */
	readonly asked: readonly Asked[];
	/** Requests that match are answered in this order; the last answer stays. The latest rule wins. */
	on(match: (asked: Asked) => boolean, ...answers: readonly ScriptedAnswer[]): void;
	/** How many TCP connections were ever made. */
	connections(): number;
	close(): Promise<void>;
};

type Rule = {readonly match: (asked: Asked) => boolean; readonly answers: ScriptedAnswer[]};

export async function startScriptedApi(tls?: Pick<Certificate, 'cert' | 'key'>): Promise<ScriptedApi> {
	const folder = mkdtempSync(path.join(tmpdir(), 'sluice-api-'));
	const asked: Asked[] = [];
	const rules: Rule[] = [];
	let connections = 0;

	async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const question = await read(request);
		asked.push(question);
		const rule = rules.findLast(each => each.match(question));
		const next = rule && (rule.answers.length > 1 ? rule.answers.shift()! : rule.answers[0]!);
		(next ?? notFound)(response, question);
	}

	const server = tls ? https.createServer(tls, answerTo) : http.createServer(answerTo);
	server.on('connection', () => connections++);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		folder,
		asked,
		kubeconfig: options => writeKubeconfig(folder, url, options),
		on: (match, ...answers) => rules.push({match, answers: [...answers]}),
		connections: () => connections,
		close() {
			rmSync(folder, {recursive: true, force: true});
			server.closeAllConnections();
			return new Promise(resolve => server.close(() => resolve()));
		},
	};
}

async function read(request: IncomingMessage): Promise<Asked> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	const url = new URL(request.url ?? '/', 'http://x');
	return {
		method: request.method ?? '',
		path: url.pathname,
		query: url.searchParams,
		headers: request.headers,
		body: Buffer.concat(chunks).toString('utf8'),
	};
}

function writeKubeconfig(
	folder: string,
	server: string,
	{user = {}, cluster = {}}: {readonly user?: object; readonly cluster?: object} = {},
): string {
	const file = path.join(folder, 'kubeconfig');
	const config = {
		apiVersion: 'v1',
		kind: 'Config',
		'current-context': 'scripted',
		contexts: [{name: 'scripted', context: {cluster: 'scripted', user: 'scripted', namespace: 'shop'}}],
		clusters: [{name: 'scripted', cluster: {server, ...cluster}}],
		users: [{name: 'scripted', user}],
	};
	writeFileSync(file, JSON.stringify(config), {mode: 0o600});
	return file;
}

const notFound: ScriptedAnswer = (response, asked) =>
	status(404, 'NotFound', `${asked.path} is not scripted`)(response, asked);

export function json(body: unknown, code = 200, headers: http.OutgoingHttpHeaders = {}): ScriptedAnswer {
	return response => {
		response.writeHead(code, {'Content-Type': 'application/json', ...headers});
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	};
}

/** The same, compressed where the client allows it, as API servers do with long lists. */
export function zipped(body: unknown): ScriptedAnswer {
	return (response, asked) => {
		if (asked.headers['accept-encoding'] !== 'gzip') return json(body)(response, asked);
		response.writeHead(200, {'Content-Type': 'application/json', 'Content-Encoding': 'gzip'});
		response.end(gzipSync(JSON.stringify(body)));
	};
}

export function status(
	code: number,
	reason: string,
	message: string,
	details: object = {},
	headers: http.OutgoingHttpHeaders = {},
): ScriptedAnswer {
	return json({kind: 'Status', status: 'Failure', code, reason, message, details}, code, headers);
}

/** Takes the request and never answers. */
export const hang: ScriptedAnswer = () => {};

/** Closes the connection without a word. */
export const slam: ScriptedAnswer = response => {
	response.destroy();
};

/** Sends the beginning of a body and breaks the connection. */
export function breakOff(text: string): ScriptedAnswer {
	return response => {
		response.writeHead(200, {'Content-Type': 'application/json'});
		response.write(text);
		setTimeout(() => response.destroy(), 20);
	};
}

/** Sends lines and leaves the stream open, or ends it in good order. */
export function stream(values: readonly unknown[], then: 'stay' | 'end' | 'break' = 'stay'): ScriptedAnswer {
	return response => {
		response.writeHead(200, {'Content-Type': 'application/json'});
		response.flushHeaders();
		for (const value of values)
			response.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
		if (then === 'end') response.end();
		if (then === 'break') setTimeout(() => response.destroy(), 20);
	};
}
