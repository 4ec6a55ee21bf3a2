import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import http, {type IncomingMessage, type ServerResponse} from 'node:http';
import https from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {makeCertificate} from '../../source/demo/certificate.ts';
import {type Asked, type Fault, type Kind, type LinkOptions, nameOf, passing, statusOf} from './fault.ts';
import {kubeconfigOf, readServer} from './kubeconfigs.ts';
import {openSlowLink} from './slow-link.ts';
import {passWatch} from './watch-faults.ts';

/** A change of an object, an eviction or an Event, as the API server was asked for it. */
export type Write = {
	readonly method: string;
	readonly path: string;
	readonly body: string;
	readonly fault: string;
	/** When it was handed on to the server. */
	readonly sentAt: number;
	/** Undefined until the server has answered. */
	status?: number;
	answeredAt?: number;
};

/** A request that something goes wrong with. */
export type Befallen = {
	readonly asked: Asked;
	readonly fault: Fault;
	/** When it came, or for a watch when its fault did: a client may be gone before. */
	at?: number;
};

export type FaultProxy = {
	/** A kubeconfig that leads here instead. */
	readonly kubeconfig: string;
	/** How often each fault came, by kind of request and name. */
	readonly counts: ReadonlyMap<string, number>;
	/** Every request that may change something and reached the server, whether it heard back or not. */
	readonly writes: readonly Write[];
	/** Every request that something went wrong with. */
	readonly faults: readonly Befallen[];
	/** From now on each request's fault is chosen so; none where left out. */
	schedule(choose?: (asked: Asked) => Fault): void;
	/** Aims a fault at the next `times` requests that match, whatever is scheduled. */
	aim(match: (asked: Asked) => boolean, fault: Fault, times?: number): void;
	/** Ends the watches that are open, in good order. */
	endWatches(): void;
	/** Breaks what stands half open. */
	cutStalled(): void;
	close(): Promise<void>;
};

export type ProxyOptions = {
	/** Of the API server, which must be on loopback. */
	readonly kubeconfig: string;
	readonly link?: LinkOptions;
};

/** Stands between a client and an API server on this machine, and does to requests what networks and servers do. */
export async function startFaultProxy({kubeconfig, link}: ProxyOptions): Promise<FaultProxy> {
	const server = readServer(kubeconfig);
	const authority = makeCertificate({name: 'fault proxy'});
	const own = makeCertificate({name: 'sluice', addresses: ['127.0.0.1'], signer: authority.signer});
	const counts = new Map<string, number>();
	const turns = new Map<string, number>();
	const writes: Write[] = [];
	const faults: Befallen[] = [];
	const aims: {match: (asked: Asked) => boolean; fault: Fault; times: number}[] = [];
	const stalled = new Set<ServerResponse>();
	const watching = new Set<ServerResponse>();
	const closing = new AbortController();
	let choose: (asked: Asked) => Fault = () => passing;

	function faultOf(asked: Asked): Befallen {
		const aim = aims.find(each => each.times > 0 && each.match(asked));
		if (aim) aim.times -= 1;
		const fault = aim?.fault ?? choose(asked);
		const name = `${asked.kind}: ${nameOf(fault)}`;
		counts.set(name, (counts.get(name) ?? 0) + 1);
		const befallen: Befallen = {asked, fault};
		if (!('afterMs' in fault) || asked.kind !== 'watch') befallen.at = Date.now();
		if (fault.does !== 'pass' && fault.does !== 'end') faults.push(befallen);
		return befallen;
	}

	/** A TLS connection cannot be reset from inside. */
	function reset(response: ServerResponse): void {
		if (response.socket?.remotePort !== undefined) way.reset(response.socket.remotePort);
	}

	function hold(response: ServerResponse, heldMs?: number): void {
		stalled.add(response);
		const timer = heldMs === undefined ? undefined : setTimeout(() => reset(response), heldMs);
		response.on('close', () => {
			clearTimeout(timer);
			stalled.delete(response);
		});
	}

	/** Hands a request on; what becomes of the answer is the caller's. */
	function forward(asked: Asked, request: IncomingMessage, fault: Fault): Promise<IncomingMessage> {
		const record: Write | undefined = asked.kind === 'write' ? writeOf(asked, fault) : undefined;
		if (record) writes.push(record);
		return new Promise((resolve, reject) => {
			const {host: _host, authorization: _ours, ...kept} = request.headers;
			const headers = {...kept, ...server.headers};
			const sent = (server.isSecure ? https : http).request(new URL(asked.url, server.url), {
				method: asked.method,
				agent: server.agent,
				headers,
				signal: closing.signal,
			});
			sent.on('error', reject).on('response', response => {
				if (record) Object.assign(record, {status: response.statusCode, answeredAt: Date.now()});
				response.on('error', () => {});
				resolve(response);
			});
			sent.end(asked.body);
		});
	}

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const asked = await read(request, turns);
		const befallen = faultOf(asked);
		const {fault} = befallen;
		switch (fault.does) {
			case 'refuse':
				return refuse(response, fault.status, fault.retryAfterS);
			case 'reset':
			case 'swallow': {
				if (fault.isForwarded) (await forward(asked, request, fault)).resume();
				return fault.does === 'reset' ? reset(response) : hold(response, fault.heldMs);
			}
			case 'late':
				reset(response);
				await pause(fault.delayMs);
				(await forward(asked, request, fault)).resume();
				return;
			case 'disown':
				(await forward(asked, request, fault)).resume();
				return refuse(response, 500);
			case 'delay':
				await pause(fault.delayMs);
		}
		const answered = await forward(asked, request, fault);
		response.writeHead(answered.statusCode!, answered.headers);
		response.on('close', () => answered.destroy());
		if (asked.kind === 'watch' && answered.statusCode === 200) {
			watching.add(response);
			response.on('close', () => watching.delete(response));
			return passWatch(answered, response, befallen, hold);
		}
		if (fault.does !== 'truncate' && fault.does !== 'stall') return void answered.pipe(response);
		const body = await bytesOf(answered);
		response.write(body.subarray(0, Math.ceil(body.length / 2)));
		if (fault.does === 'stall') return hold(response, fault.heldMs);
		setTimeout(() => response.socket?.destroy(), 20);
	}

	const listener = https.createServer({cert: own.cert, key: own.key}, (request, response) => {
		answer(request, response).catch(() => response.socket?.destroy());
	});
	// As long as API servers keep a connection that nobody uses.
	listener.keepAliveTimeout = 90_000;
	await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
	const {port} = listener.address() as AddressInfo;
	const way = await openSlowLink(port, link ?? {roundTripMs: 0});
	const folder = mkdtempSync(join(tmpdir(), 'sluice-faults-'));
	const file = join(folder, 'kubeconfig');
	writeFileSync(file, kubeconfigOf(way.port, authority.cert, server.namespace), {mode: 0o600});
	return {
		kubeconfig: file,
		counts,
		writes,
		faults,
		schedule(next = () => passing) {
			choose = next;
		},
		aim: (match, fault, times = 1) => void aims.push({match, fault, times}),
		endWatches() {
			for (const response of watching) if (!stalled.has(response)) response.end();
		},
		cutStalled() {
			for (const response of stalled) reset(response);
		},
		async close() {
			closing.abort();
			server.agent.destroy();
			listener.closeAllConnections();
			await new Promise(resolve => listener.close(resolve));
			await way.close();
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

function writeOf({method, url, body}: Asked, fault: Fault): Write {
	const {pathname} = new URL(url, 'http://x');
	return {method, path: pathname, body, fault: nameOf(fault), sentAt: Date.now()};
}

/** What the server did. */
export function isAccepted({status = 0}: Write): boolean {
	return status >= 200 && status < 300;
}

async function read(request: IncomingMessage, turns: Map<string, number>): Promise<Asked> {
	const body = (await bytesOf(request)).toString();
	const {method = 'GET', url = '/'} = request;
	const kind = kindOf(method, url, body);
	const key = `${kind} ${method} ${new URL(url, 'http://x').pathname}`;
	const turn = turns.get(key) ?? 0;
	turns.set(key, turn + 1);
	return {method, url, body, kind, turn};
}

/** Reviews ask what somebody may do or who he is; whatever else is posted is there afterwards. */
const reviews = /\/((local|self)?subjectaccess|selfsubjectrules|selfsubject|token)reviews$/;

export function kindOf(method: string, url: string, body: string): Kind {
	const {pathname, searchParams} = new URL(url, 'http://x');
	if (method === 'POST' && reviews.test(pathname)) return 'review';
	if (method !== 'GET') return isRehearsal(method, searchParams, body) ? 'rehearsal' : 'write';
	if (searchParams.get('watch') === 'true') return 'watch';
	return searchParams.has('limit') ||
		/\/(api|apis\/[^/]+)\/v[^/]+(\/namespaces\/[^/]+)?\/[^/]+$/.test(pathname)
		? 'list'
		: 'read';
}

/** A server looks for the options of a deletion in its body alone, where it has one. */
function isRehearsal(method: string, query: URLSearchParams, body: string): boolean {
	if (method === 'DELETE' && body !== '') return /"dryRun":\["All"\]/.test(body);
	return query.get('dryRun') === 'All';
}

async function bytesOf(body: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of body) chunks.push(chunk);
	return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, code: number, retryAfterS?: number): void {
	response.writeHead(code, {
		'Content-Type': 'application/json',
		...(retryAfterS !== undefined && {'Retry-After': String(retryAfterS)}),
	});
	response.end(JSON.stringify(statusOf(code)));
}
