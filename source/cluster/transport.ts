import http from 'node:http';
import https from 'node:https';
import type {Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';
import type {Json} from '../model/json.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {readText} from './body.ts';
import type {Credentials} from './credentials.ts';
import type {Proof} from './fixed-proof.ts';
import {networkTrouble} from './network-trouble.ts';
import {type Query, withQuery} from './paths.ts';
import {statusTrouble} from './trouble-of.ts';

export type Ask = {
	/** For the sentence of a trouble: `list pods`. */
	readonly doing: string;
	readonly path: string;
	readonly query?: Query;
	readonly method?: 'GET' | 'PATCH' | 'POST';
	readonly accept?: string;
	readonly body?: string;
	/** With a JSON Patch a bare 422 is a failed guard. */
	readonly isPatch?: boolean;
	/** Worth compressing: lists over a network, never watches, whose lines would be held back. */
	readonly gzip?: boolean;
	/** Changes nothing, so it may be sent again when an idle connection turns out dead. */
	readonly isRepeatable?: boolean;
	/** How long until the answer must begin; webhooks may hold a write for 30 s. */
	readonly firstByteMs?: number;
	readonly signal?: AbortSignal;
};

export type Reply = {
	readonly status: number;
	readonly headers: http.IncomingHttpHeaders;
	readonly body: Readable;
};

export type Transport = {
	readonly server: string;
	readonly isLocal: boolean;
	/** A reply is a 2xx with its body unread; everything else is a trouble. */
	send(ask: Ask): Promise<Answer<Reply>>;
	json(ask: Ask): Promise<Answer<Json>>;
	close(): void;
};

export type Timeouts = {readonly connectMs: number; readonly firstByteMs: number; readonly idleMs: number};

export const usualTimeouts: Timeouts = {connectMs: 10_000, firstByteMs: 10_000, idleMs: 30_000};

export type Line = {
	readonly url: URL;
	readonly isLocal: boolean;
	readonly agent: http.Agent;
	readonly credentials: Credentials;
	readonly timeouts: Timeouts;
};

export function openTransport(line: Line): Transport {
	const closing = new AbortController();
	const server = line.url.host;
	return {
		server,
		isLocal: line.isLocal,
		send: ask => sendProved(line, withEnd(ask, closing.signal)),
		async json(ask) {
			const reply = await sendProved(line, withEnd(ask, closing.signal));
			if (!reply.ok) return reply;
			const text = await readText(reply.value.body, line.timeouts.idleMs);
			if (text instanceof Error) return troubled(networkTrouble(text, server));
			return parseBody(text, ask, server);
		},
		close() {
			closing.abort();
			line.agent.destroy();
		},
	};
}

function withEnd(ask: Ask, closed: AbortSignal): Ask {
	return {...ask, signal: ask.signal ? AbortSignal.any([ask.signal, closed]) : closed};
}

function parseBody(text: string, ask: Ask, server: string): Answer<Json> {
	try {
		return answer(JSON.parse(text));
	} catch {
		return troubled({
			reason: 'garbled',
			says: `The server ${server} answered something other than JSON when asked to ${ask.doing}.`,
			hint: 'A proxy or log-in page may stand in between.',
		});
	}
}

/** Credentials that were cached and are refused are made anew once, since tokens expire. */
async function sendProved(line: Line, ask: Ask): Promise<Answer<Reply>> {
	const proof = await line.credentials.proof();
	if (!proof.ok) return proof;
	const first = await sendOnce(line, ask, proof.value);
	if (first.ok || !isAboutCredentials(first.trouble) || !line.credentials.refused(proof.value)) return first;
	const renewed = await line.credentials.proof();
	return renewed.ok ? sendOnce(line, ask, renewed.value) : renewed;
}

function isAboutCredentials({reason}: Trouble): boolean {
	return reason === 'unauthorized' || reason === 'credentials';
}

async function sendOnce(line: Line, ask: Ask, proof: Proof): Promise<Answer<Reply>> {
	let sent = await exchange(line, ask, proof);
	if (sent instanceof Error && wasStale(sent) && ask.isRepeatable !== false && ask.method !== 'POST') {
		sent = await exchange(line, ask, proof);
	}
	if (sent instanceof Error) return troubled(networkTrouble(sent, line.url.host));
	return toReply(sent, ask, line);
}

/** The server closed a kept connection just as it was used again: nothing was heard, so nothing is wrong yet. */
function wasStale(error: Error & {isReused?: boolean; code?: string}): boolean {
	return error.isReused === true && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

async function toReply(response: http.IncomingMessage, ask: Ask, line: Line): Promise<Answer<Reply>> {
	const status = response.statusCode ?? 0;
	const body = response.headers['content-encoding'] === 'gzip' ? unzipped(response) : response;
	if (status >= 200 && status < 300) return answer({status, headers: response.headers, body});
	const text = await readText(body, line.timeouts.idleMs, 64 * 1024);
	return troubled(
		statusTrouble(
			{status, body: text instanceof Error ? '' : text, retryAfter: response.headers['retry-after']},
			{doing: ask.doing, server: line.url.host, isPatch: ask.isPatch},
		),
	);
}

function unzipped(response: http.IncomingMessage): Readable {
	const gunzip = createGunzip();
	response.on('error', error => gunzip.destroy(error));
	gunzip.on('close', () => response.destroy());
	return response.pipe(gunzip);
}

/** One request on the wire, up to its response head. */
function exchange(line: Line, ask: Ask, proof: Proof): Promise<http.IncomingMessage | Error> {
	return new Promise(resolve => {
		if (ask.signal?.aborted) return resolve(stopped());
		const request = open(line, ask, proof);
		const abort = () => request.destroy(stopped());
		ask.signal?.addEventListener('abort', abort, {once: true});
		const calm = watchClock(request, line, ask);
		request.on('response', response => {
			calm();
			response.on('close', () => ask.signal?.removeEventListener('abort', abort));
			resolve(response);
		});
		// Stays attached: a connection that breaks later speaks here as well as on the response.
		request.on('error', error => {
			calm();
			ask.signal?.removeEventListener('abort', abort);
			resolve(Object.assign(error, {isReused: request.reusedSocket}));
		});
		request.end(ask.body);
	});
}

function open(line: Line, ask: Ask, {headers, ...tls}: Proof): http.ClientRequest {
	const url = line.url;
	return (url.protocol === 'https:' ? https : http).request({
		...tls,
		agent: line.agent,
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: url.port || (url.protocol === 'https:' ? 443 : 80),
		method: ask.method ?? 'GET',
		path: `${url.pathname.replace(/\/$/, '')}${withQuery(ask.path, ask.query ?? {})}`,
		headers: {
			...headers,
			'User-Agent': 'sluice',
			Accept: ask.accept ?? 'application/json',
			...(ask.gzip ? {'Accept-Encoding': 'gzip'} : {}),
			...(ask.body === undefined
				? {}
				: {
						'Content-Type': ask.isPatch ? 'application/json-patch+json' : 'application/json',
						'Content-Length': Buffer.byteLength(ask.body),
					}),
		},
	});
}

/** Ends a request that cannot connect or is not answered in time; the returned function stops watching. */
function watchClock(request: http.ClientRequest, line: Line, ask: Ask): () => void {
	const {connectMs, firstByteMs} = line.timeouts;
	const expire = () => request.destroy(Object.assign(new Error('no answer in time'), {code: 'ETIMEDOUT'}));
	let timer = setTimeout(expire, connectMs);
	const connected = () => {
		clearTimeout(timer);
		timer = setTimeout(expire, ask.firstByteMs ?? firstByteMs);
	};
	request.on('socket', socket => {
		if (!socket.connecting) return connected();
		socket.once(line.url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
	});
	return () => clearTimeout(timer);
}

export function stopped(): Error {
	return Object.assign(new Error('stopped'), {code: 'STOPPED'});
}
