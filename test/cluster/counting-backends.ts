import {once} from 'node:events';
import {Agent, createServer, type RequestOptions, request, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';

/** Backends of real traffic: each answers every request with its name, on a port of 127.0.0.1 of its own. */
export interface CountingBackends {
	readonly ports: Readonly<Record<string, number>>;
	stop(): Promise<void>;
}

export async function startCountingBackends(names: readonly string[]): Promise<CountingBackends> {
	const servers = await Promise.all(names.map(start));
	const ports = servers.map((server, index) => [names[index]!, (server.address() as AddressInfo).port]);
	const stop = async () => {
		await Promise.all(servers.map(end));
	};
	return {ports: Object.fromEntries(ports), stop};
}

async function start(name: string): Promise<Server> {
	const server = createServer((_asked, response) => response.end(name)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

async function end(server: Server): Promise<void> {
	server.close();
	server.closeAllConnections();
	await once(server, 'close');
}

const mostRequests = 1000;

/**
 * Sends requests to a proxy on 127.0.0.1, one after the other, and counts who
 * answered: by the backend's name, or by `503` and the like where none did.
 */
export async function countAnswers({
	port,
	host,
	count,
}: {
	readonly port: number;
	readonly host: string;
	readonly count: number;
}): Promise<Record<string, number>> {
	if (count > mostRequests) throw new Error(`${count} requests are more than a test may send.`);
	const agent = new Agent({keepAlive: true, maxSockets: 1});
	const answers: Record<string, number> = {};
	for (let sent = 0; sent < count; sent++) {
		const answer = await ask({host: '127.0.0.1', port, agent, headers: {host}});
		answers[answer] = (answers[answer] ?? 0) + 1;
	}
	agent.destroy();
	return answers;
}

function ask(options: RequestOptions): Promise<string> {
	return new Promise((resolve, reject) => {
		const asked = request(options, response => {
			let body = '';
			response.setEncoding('utf8').on('data', text => {
				body += text;
			});
			response.on('end', () => resolve(response.statusCode === 200 ? body : String(response.statusCode)));
		});
		asked.on('error', reject).end();
	});
}
