import {readFileSync} from 'node:fs';
import {Agent as HttpAgent, type IncomingMessage, request as requestHttp} from 'node:http';
import {Agent as HttpsAgent, request as requestHttps} from 'node:https';
import {createInterface} from 'node:readline';

// biome-ignore lint/suspicious/noExplicitAny: the answers' shapes are what is tested
export type Json = any;

export type Answer = {
	status: number;
	headers: IncomingMessage['headers'];
	bytes: Buffer;
	text: string;
	body: Json;
};

export type Asking = {
	body?: unknown;
	type?: string;
	accept?: string /** Whether to ask with a token nobody gave out, and without a certificate. */;
	isStranger?: boolean;
};

export type WatchEvent = {type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'; object: Json};

/** An open watch. */
export type Watch = {
	/** What came so far. */
	readonly events: readonly WatchEvent[];
	/** Resolves with the first event, past or coming, that is as described; fails after thirty seconds. */
	until(isIt: (event: WatchEvent) => boolean): Promise<WatchEvent>;
	/** Resolves when the server ends the watch. */
	readonly ended: Promise<void>;
	close(): void;
};

/** A Kubernetes API, spoken to in plain requests. */
export type Connection = {
	ask(method: string, path: string, asking?: Asking): Promise<Answer>;
	watch(path: string, accept?: string): Promise<Watch>;
	/** Opens a stream of text, such as a log. */
	follow(path: string): Promise<Following>;
	close(): void;
};

/** An open stream of text, of which `text` is what came so far. */
export type Following = {
	text(): string;
	/** Resolves when the stream is over, whoever ended it. */
	readonly ended: Promise<void>;
	close(): void;
};

/** Connects as the only user of a kubeconfig whose certificates or token stand in the file. */
export function connect(kubeconfig: string): Connection {
	const text = readFileSync(kubeconfig, 'utf8');
	const stated = (name: string) => new RegExp(`^\\s*${name}: (.+)$`, 'm').exec(text)?.[1];
	const decoded = (name: string) => {
		const value = stated(name);
		return value && Buffer.from(value, 'base64');
	};
	const server = stated('server')!;
	const isSecure = server.startsWith('https:');
	const agent = isSecure
		? new HttpsAgent({
				keepAlive: true,
				ca: decoded('certificate-authority-data'),
				cert: decoded('client-certificate-data'),
				key: decoded('client-key-data'),
			})
		: new HttpAgent({keepAlive: true});
	const token = stated('token');
	const authorization: Record<string, string> = token ? {authorization: `Bearer ${token}`} : {};

	const strange = isSecure ? new HttpsAgent({ca: decoded('certificate-authority-data')}) : new HttpAgent();

	function send(
		method: string,
		path: string,
		{body, type, accept, isStranger}: Asking,
	): Promise<IncomingMessage> {
		const isWritten = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
		const text = isWritten ? body : JSON.stringify(body);
		const sent: Record<string, string> = {accept: accept ?? 'application/json', ...authorization};
		if (isStranger) sent.authorization = 'Bearer nonsense';
		if (text !== undefined) {
			sent['content-type'] = type ?? 'application/json';
			sent['content-length'] = String(Buffer.byteLength(text));
		}
		return new Promise((resolve, reject) => {
			const request = (isSecure ? requestHttps : requestHttp)(new URL(server + path), {
				method,
				agent: isStranger ? strange : agent,
				headers: sent,
			});
			request.on('response', resolve).on('error', reject);
			request.end(text);
		});
	}

	return {
		async ask(method, path, asking = {}) {
			const response = await send(method, path, asking);
			const chunks: Buffer[] = [];
			for await (const chunk of response) chunks.push(chunk);
			const bytes = Buffer.concat(chunks);
			const text = bytes.toString();
			return {
				status: response.statusCode!,
				headers: response.headers,
				bytes,
				text,
				get body() {
					return JSON.parse(text);
				},
			};
		},
		async watch(path, accept) {
			return watchOver(await send('GET', path, {accept}));
		},
		async follow(path) {
			const response = await send('GET', path, {});
			let text = '';
			response.on('data', chunk => {
				text += chunk;
			});
			response.on('error', () => {});
			const ended = new Promise<void>(resolve => response.on('close', resolve));
			return {text: () => text, ended, close: () => void response.destroy()};
		},
		close: () => agent.destroy(),
	};
}

const patienceMs = 30_000;

function watchOver(response: IncomingMessage): Watch {
	const events: WatchEvent[] = [];
	const waiting = new Set<() => void>();
	createInterface({input: response}).on('line', line => {
		events.push(JSON.parse(line));
		for (const look of waiting) look();
	});
	const ended = new Promise<void>(resolve => response.on('close', resolve));
	// A watch that is closed by us ends with an error that says nothing.
	response.on('error', () => {});
	return {
		events,
		ended,
		until: isIt =>
			new Promise((resolve, reject) => {
				const late = setTimeout(() => {
					waiting.delete(look);
					reject(new Error(`No such event among ${JSON.stringify(events.map(({type}) => type))}`));
				}, patienceMs);
				function look(): void {
					const event = events.find(isIt);
					if (!event) return;
					clearTimeout(late);
					waiting.delete(look);
					resolve(event);
				}
				waiting.add(look);
				look();
			}),
		close: () => void response.destroy(),
	};
}
