import {readFileSync} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type {Clock} from '../model/clock.ts';
import type {Json} from '../model/json.ts';
import {type MeasuringSource, saySource} from '../model/measured.ts';
import {isObject, objectIn, textIn} from '../model/object.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {readText} from './body.ts';
import type {Credentials} from './credentials.ts';
import type {Ask} from './exchange.ts';
import {usualTimeouts} from './exchange.ts';
import type {Proof} from './fixed-proof.ts';
import {networkTrouble} from './network-trouble.ts';
import {proxiedPath} from './proxied-path.ts';
import {openTransport, type Transport} from './transport.ts';

/** More than this is no answer to a question about one split. */
const mostBytes = 8 * 1024 * 1024;
const patienceMs = 10_000;

export type SourceAsker = {
	ask(source: MeasuringSource, query: string): Promise<Answer<Json>>;
	close(): void;
};

/**
 * Asks what measures, with the HTTP API of Prometheus: a Service through the
 * API server, with this user's own rights, or an address that the operator
 * wrote down. Always a GET, which nothing takes for a change.
 */
export function sourceAsker(transport: Transport, clock: Clock): SourceAsker {
	const byAddress = new Map<string, Transport>();

	function wayTo(source: MeasuringSource): Answer<{readonly transport: Transport; readonly path: string}> {
		if (source.type === 'service') return answer({transport, path: pathOf(source)});
		const known = byAddress.get(source.url);
		const path = '/api/v1/query';
		if (known !== undefined) return answer({transport: known, path});
		const opened = openSource(source, clock);
		if (!opened.ok) return opened;
		byAddress.set(source.url, opened.value);
		return answer({transport: opened.value, path});
	}

	return {
		async ask(source, query) {
			const way = wayTo(source);
			if (!way.ok) return way;
			const asked: Ask = {
				doing: `ask ${saySource(source)} what it measures`,
				path: way.value.path,
				query: {query},
				gzip: !way.value.transport.isLocal,
				isProxied: true,
				isPatient: false,
				firstByteMs: patienceMs,
			};
			return readData(way.value.transport, asked, source);
		},
		close() {
			for (const each of byAddress.values()) each.close();
		},
	};
}

function pathOf({namespace, name, port, isTls, prefix}: MeasuringSource & {type: 'service'}): string {
	return proxiedPath('services', {namespace, name, port, isTls}, `${prefix}/api/v1/query`);
}

async function readData(transport: Transport, asked: Ask, source: MeasuringSource): Promise<Answer<Json>> {
	const reply = await transport.send(asked);
	if (!reply.ok) return troubled(explained(reply.trouble, source));
	const text = await readText(reply.value.body, patienceMs, mostBytes);
	if (text instanceof Error) return troubled(networkTrouble(text, saySource(source)));
	if (text.length >= mostBytes) return troubled(tooMuch(source));
	const document = parsed(text);
	const {status, data, error} = objectIn(document);
	if (status === 'success' && isObject(data)) return answer(data);
	return troubled({
		reason: 'garbled',
		says:
			textIn(error) === undefined
				? `${saySource(source)} does not answer as Prometheus does.`
				: `${saySource(source)} refuses the query: ${textIn(error)}.`,
	});
}

/** The right to go through the API server is one of its own, which many lack. */
function explained(trouble: Trouble, source: MeasuringSource): Trouble {
	if (trouble.reason === 'unauthorized') {
		return {
			reason: 'forbidden',
			says: `${saySource(source)} wants to know who asks (401).`,
			hint: 'The API server passes no credentials on: metrics in the configuration takes a url and a tokenFile.',
		};
	}
	if (trouble.reason !== 'forbidden' || source.type !== 'service') return trouble;
	return {
		...trouble,
		hint: `Ask for the verb get on services/proxy in namespace ${source.namespace}, or name an address: metrics with url in the configuration.`,
	};
}

function tooMuch(source: MeasuringSource): Trouble {
	return {
		reason: 'garbled',
		says: `${saySource(source)} answers with more than 8 MB of counters for this split.`,
		hint: 'Fewer series, by a recording rule or by dropping labels, can be read.',
	};
}

function parsed(text: string): Json | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A line of its own: nothing of what lets us into the cluster is sent there. */
function openSource(source: MeasuringSource & {type: 'url'}, clock: Clock): Answer<Transport> {
	const url = new URL(source.url);
	const options = {keepAlive: true, maxSockets: 4};
	try {
		const ca = source.caFile === undefined ? undefined : readFileSync(source.caFile);
		return answer(
			openTransport({
				url,
				isLocal: ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname),
				agent: url.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options),
				credentials: tokenIn(source.tokenFile, ca),
				timeouts: usualTimeouts,
				clock,
			}),
		);
	} catch (error) {
		return troubled(unreadable(error, source.caFile));
	}
}

/** A token is read again for each query: it may be renewed. */
function tokenIn(file: string | undefined, ca: Buffer | undefined): Credentials {
	return {
		async proof() {
			const tls: Proof = {...(ca && {ca}), headers: {}};
			if (file === undefined) return answer(tls);
			try {
				return answer({...tls, headers: {Authorization: `Bearer ${readFileSync(file, 'utf8').trim()}`}});
			} catch (error) {
				return troubled(unreadable(error, file));
			}
		},
		accepted: () => undefined,
		refused: () => false,
		explained: trouble => trouble,
		hurry: () => undefined,
		login: {
			unallowed: () => undefined,
			follow: () => () => undefined,
			allow: () => answer(undefined),
			run: async () => answer(undefined),
		},
	};
}

function unreadable(error: unknown, file = 'a file'): Trouble {
	return {
		reason: 'invalid',
		says: `Metrics in the configuration name ${file}, which cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}.`,
	};
}
