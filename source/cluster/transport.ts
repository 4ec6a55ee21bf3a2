import type http from 'node:http';
import type {Duplex, Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';
import {sleep} from '../model/clock.ts';
import type {Json} from '../model/json.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {readText} from './body.ts';
import type {Credentials} from './credentials.ts';
import {type Ask, exchange, headOf, type Line} from './exchange.ts';
import type {Proof} from './fixed-proof.ts';
import {networkTrouble, wayTrouble} from './network-trouble.ts';
import {mostOfOne, statusTrouble, tooLarge} from './trouble-of.ts';

export type Reply = {
	readonly status: number;
	readonly headers: http.IncomingHttpHeaders;
	readonly body: Readable;
};

/** A connection that became a WebSocket. */
export type Upgraded = {readonly socket: Duplex; readonly head: Buffer; readonly protocol: string};

export type Transport = {
	readonly server: string;
	readonly isLocal: boolean;
	/** A reply is a 2xx with its body unread; everything else is a trouble. */
	send(ask: Ask): Promise<Answer<Reply>>;
	json(ask: Ask): Promise<Answer<Json>>;
	/** A WebSocket for one of the protocols asked for; it ends with the transport, and whenever that is cut. */
	upgrade(ask: Ask & Required<Pick<Ask, 'protocols'>>): Promise<Answer<Upgraded>>;
	/** Credentials that were refused need not rest before they are made anew. */
	hurry(): void;
	/** Ends every request and connection there is: nothing says whether they outlived the computer's sleep. */
	cut(): void;
	/** Calls back whenever credentials that were made anew let a request in. */
	onRenewed(call: () => void): void;
	close(): void;
};

export function openTransport(line: Line): Transport {
	const closing = new AbortController();
	let present = new AbortController();
	const server = line.url.host;
	let renewed = () => {};
	const send = (ask: Ask) =>
		sendPatiently(line, withEnd(ask, closing.signal, present.signal), () => renewed());
	return {
		server,
		isLocal: line.isLocal,
		send,
		async json(ask) {
			const reply = await send({isPatient: ask.method === undefined || ask.method === 'GET', ...ask});
			if (!reply.ok) return reply;
			const text = await readText(reply.value.body, line.timeouts.idleMs, mostOfOne);
			if (text instanceof Error) return troubled(networkTrouble(text, server));
			if (text.length >= mostOfOne) return troubled(tooLarge(ask.doing, server));
			return parseBody(text, ask, server);
		},
		async upgrade(ask) {
			// A kubelet takes any other for a format that it does not have.
			const reply = await send({...ask, accept: '*/*', isApart: true, isRepeatable: false});
			if (!reply.ok) return reply;
			const {status, headers, body} = reply.value;
			const protocol = headers['sec-websocket-protocol'];
			if (status === 101 && protocol !== undefined && ask.protocols.includes(protocol)) {
				const message = body as http.IncomingMessage;
				return answer({socket: message.socket, head: headOf(message), protocol});
			}
			body.destroy();
			return troubled(notUpgraded(ask.doing, server));
		},
		hurry: () => line.credentials.hurry(),
		cut() {
			const past = present;
			present = new AbortController();
			past.abort(Object.assign(new Error('absent'), {code: 'ABSENT'}));
			for (const socket of Object.values(line.agent.freeSockets).flat()) socket?.destroy();
		},
		onRenewed(call) {
			renewed = call;
		},
		close() {
			closing.abort();
			line.agent.destroy();
			line.apart.destroy();
		},
	};
}

function notUpgraded(doing: string, server: string): Trouble {
	return {
		reason: 'server-error',
		says: `The server ${server} agreed to no WebSocket when asked to ${doing}.`,
		hint: 'A proxy in between may not let WebSockets through; very old servers have none. kubectl may know another way.',
	};
}

function withEnd(ask: Ask, ...ends: readonly AbortSignal[]): Ask {
	return {...ask, signal: AbortSignal.any(ask.signal ? [ask.signal, ...ends] : [...ends])};
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

/** Longer than this nobody waits without being told why. */
const longestWaitMs = 5000;
const mostWaits = 3;

/** A server that asks for a moment gets it, where what is asked may be asked again. */
async function sendPatiently(line: Line, ask: Ask, renewed: () => void): Promise<Answer<Reply>> {
	for (let waits = 0; ; waits++) {
		const reply = await sendProved(line, ask, renewed);
		if (reply.ok || !ask.isPatient || waits === mostWaits) return reply;
		const {retryAfterMs = Number.POSITIVE_INFINITY} = reply.trouble;
		if (retryAfterMs > longestWaitMs) return reply;
		await sleep(line.clock, Math.max(100, retryAfterMs), ask.signal!);
	}
}

/** Credentials that were cached and are refused are made anew once, since tokens expire. */
async function sendProved(line: Line, ask: Ask, renewed: () => void): Promise<Answer<Reply>> {
	const {credentials} = line;
	const proof = await credentials.proof();
	if (!proof.ok) return proof;
	const first = await sendOnce(line, ask, proof.value);
	if (ask.isProxied) return first;
	const refusal = judged(credentials, proof.value, first);
	if (refusal === undefined) return first;
	if (!refusal.canHelp) return troubled(refusal.trouble);
	const anew = await credentials.proof();
	if (!anew.ok) return anew;
	const second = await sendOnce(line, ask, anew.value);
	const refusedAgain = judged(credentials, anew.value, second);
	if (refusedAgain) return troubled(refusedAgain.trouble);
	if (second.ok) renewed();
	return second;
}

/** Tells the credentials whether the server took them; answers how it is where it did not, and whether new ones can help. */
function judged(
	credentials: Credentials,
	proof: Proof,
	sent: Answer<Reply>,
): {readonly trouble: Trouble; readonly canHelp: boolean} | undefined {
	if (sent.ok || !isAboutCredentials(sent.trouble)) {
		if (sent.ok || sent.trouble.status !== undefined) credentials.accepted(proof);
		return undefined;
	}
	const trouble = credentials.explained(sent.trouble);
	return {trouble, canHelp: credentials.refused(proof, trouble)};
}

function isAboutCredentials({reason}: Trouble): boolean {
	// The authority of the server may have been replaced in its file too.
	return reason === 'unauthorized' || reason === 'credentials' || reason === 'certificate';
}

async function sendOnce(line: Line, ask: Ask, proof: Proof): Promise<Answer<Reply>> {
	let sent = await exchange(line, ask, proof);
	if (sent instanceof Error && wasStale(sent) && ask.isRepeatable !== false && ask.method !== 'POST') {
		sent = await exchange(line, ask, proof);
	}
	if (sent instanceof Error) return troubled(wayTrouble(sent, line.url.host, line.proxy));
	return toReply(sent, ask, line);
}

/** The server closed a kept connection just as it was used again: nothing was heard, so nothing is wrong yet. */
function wasStale(error: Error & {isReused?: boolean; code?: string}): boolean {
	return error.isReused === true && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

async function toReply(response: http.IncomingMessage, ask: Ask, line: Line): Promise<Answer<Reply>> {
	const status = response.statusCode ?? 0;
	const body = response.headers['content-encoding'] === 'gzip' ? unzipped(response) : response;
	const isUpgraded = status === 101 && ask.protocols !== undefined;
	if (isUpgraded || (status >= 200 && status < 300)) return answer({status, headers: response.headers, body});
	const text = await readText(body, line.timeouts.idleMs, 64 * 1024);
	return troubled(
		statusTrouble(
			{
				status,
				body: text instanceof Error ? '' : text,
				retryAfter: response.headers['retry-after'],
				date: response.headers.date,
			},
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
