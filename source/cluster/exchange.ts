import {randomBytes} from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type {Clock} from '../model/clock.ts';
import type {Permit} from '../model/permit.ts';
import type {Credentials} from './credentials.ts';
import type {Proof} from './fixed-proof.ts';
import {assertMayLeave} from './may-leave.ts';
import {type Query, withQuery} from './query.ts';
import type {Dated} from './server-time.ts';

export type Ask = {
	/** For the sentence of a trouble: `list pods`. */
	readonly doing: string;
	readonly path: string;
	readonly query?: Query;
	readonly method?: 'GET' | 'PATCH' | 'POST' | 'DELETE';
	readonly accept?: string;
	readonly body?: string;
	/** Leave to change something; nothing but reads, reviews and dry runs is sent without. */
	readonly permit?: Permit;
	/** With a JSON Patch a bare 422 is a failed guard. */
	readonly isPatch?: boolean;
	/** Asked as whoever logged in, not as whom they act as. */
	readonly isUnderOwnName?: boolean;
	/** Worth compressing: lists over a network, never watches, whose lines would be held back. */
	readonly gzip?: boolean;
	/** Goes on to something that is not the server: a refusal of its says nothing of our credentials. */
	readonly isProxied?: boolean;
	/** Changes nothing, so it may be sent again when an idle connection turns out dead. */
	readonly isRepeatable?: boolean;
	/** Waits where the server asks for a short while, instead of failing; streams do so by themselves, and say it. */
	readonly isPatient?: boolean;
	/** How long until the answer must begin; webhooks may hold a write for 30 s. */
	readonly firstByteMs?: number;
	readonly signal?: AbortSignal;
	/** Over a connection of its own, made for this alone. */
	readonly isApart?: boolean;
	/** The connection shall become a WebSocket that speaks one of these, the first that the server knows. */
	readonly protocols?: readonly string[];
};

export type Timeouts = {readonly connectMs: number; readonly firstByteMs: number; readonly idleMs: number};

export const usualTimeouts: Timeouts = {connectMs: 10_000, firstByteMs: 10_000, idleMs: 30_000};

export type Line = {
	readonly url: URL;
	readonly isLocal: boolean;
	readonly agent: http.Agent;
	/** Keeps no connection. */
	readonly apart: http.Agent;
	/** The host and port of the proxy on the way, where there is one. */
	readonly proxy?: string;
	readonly credentials: Credentials;
	readonly timeouts: Timeouts;
	readonly clock: Clock;
	/** Told of each answer that says when it was written. */
	readonly dated?: (answer: Dated) => void;
};

/** One request on the wire, up to its response head. */
export function exchange(line: Line, ask: Ask, proof: Proof): Promise<http.IncomingMessage | Error> {
	return new Promise(resolve => {
		if (ask.signal?.aborted) return resolve(stopped());
		const request = begin(line, ask, proof);
		if (request instanceof Error) return resolve(request);
		let answered: http.IncomingMessage | undefined;
		const abort = () => (answered ?? request).destroy(causeOf(ask.signal));
		ask.signal?.addEventListener('abort', abort, {once: true});
		const askedAt = line.clock.now();
		const calm = watchClock(request, line, ask);
		request.on('response', response => {
			calm();
			answered = response;
			const {date, age} = response.headers;
			if (date !== undefined && age === undefined)
				line.dated?.({date: Date.parse(date), askedAt, heardAt: line.clock.now()});
			response.on('close', () => ask.signal?.removeEventListener('abort', abort));
			resolve(response);
		});
		const upgraded = (response: http.IncomingMessage, _socket: unknown, head: Buffer) => {
			calm();
			upgradedHeads.set(response, head);
			response.socket.on('close', () => ask.signal?.removeEventListener('abort', abort));
			answered = response;
			resolve(response);
		};
		// Where none was asked for, an upgrade is an error.
		if (ask.protocols) request.on('upgrade', upgraded);
		// Stays attached: a connection that breaks later speaks here as well as on the response.
		request.on('error', error => {
			calm();
			ask.signal?.removeEventListener('abort', abort);
			resolve(Object.assign(error, {isReused: request.reusedSocket}));
		});
		request.end(ask.body);
	});
}

const upgradedHeads = new WeakMap<http.IncomingMessage, Buffer>();

/** What came with the answer that made a connection a WebSocket. */
export function headOf(upgraded: http.IncomingMessage): Buffer {
	return upgradedHeads.get(upgraded) ?? Buffer.alloc(0);
}

/** A certificate or key that is none is thrown at once, before anything is sent. */
function begin(line: Line, ask: Ask, proof: Proof): http.ClientRequest | Error {
	try {
		return open(line, ask, proof);
	} catch (error) {
		return error as Error;
	}
}

function open(line: Line, ask: Ask, {headers, ...tls}: Proof): http.ClientRequest {
	assertMayLeave(ask);
	const url = line.url;
	return (url.protocol === 'https:' ? https : http).request({
		...tls,
		agent: ask.isApart ? line.apart : line.agent,
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: url.port || (url.protocol === 'https:' ? 443 : 80),
		method: ask.method ?? 'GET',
		path: `${url.pathname.replace(/\/$/, '')}${withQuery(ask.path, ask.query ?? {})}`,
		headers: {
			...(ask.isUnderOwnName ? ownHeaders(headers) : headers),
			'User-Agent': 'sluice',
			Accept: ask.accept ?? 'application/json',
			...(ask.protocols && {
				Connection: 'Upgrade',
				Upgrade: 'websocket',
				'Sec-WebSocket-Version': '13',
				'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
				'Sec-WebSocket-Protocol': ask.protocols.join(', '),
			}),
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

function ownHeaders(headers: Proof['headers']): Proof['headers'] {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('Impersonate-')));
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

function stopped(): Error {
	return Object.assign(new Error('stopped'), {code: 'STOPPED'});
}

/** Who ends a request may say why, by an error with a code of its own. */
function causeOf(signal: AbortSignal | undefined): Error {
	const reason: unknown = signal?.reason;
	return reason instanceof Error && 'code' in reason && typeof reason.code === 'string' ? reason : stopped();
}
