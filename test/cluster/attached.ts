import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';

/** A program of others that runs beside the tests. */
export interface Attached {
	/** Its last lines, for whoever wonders why it did not do something. */
	said(): string;
	/** Resolves when it has ended. */
	stop(): Promise<void>;
}

const runner = join(import.meta.dirname, 'run-attached.ts');
const longestStart = 60_000;
const keptLines = 300;

/**
 * Starts a program and resolves once it is ready. It ends with this process,
 * even if that is killed. Throws what it said last when it ends or is not ready
 * within a minute.
 */
export async function startAttached(
	program: string,
	parameters: readonly string[],
	isReady: (said: string) => boolean | Promise<boolean>,
	environment: Readonly<Record<string, string>> = {},
): Promise<Attached> {
	const child = spawn(process.execPath, [runner, program, ...parameters], {
		stdio: ['pipe', 'pipe', 'pipe'],
		// Nothing of ours: they look there for tokens, proxies and another cluster.
		env: {PATH: process.env.PATH, ...environment},
	});
	const lines: string[] = [];
	for (const input of [child.stdout, child.stderr]) {
		createInterface({input}).on('line', line => {
			lines.push(line);
			if (lines.length > keptLines) lines.shift();
		});
	}
	const said = () => lines.join('\n');
	let hasEnded = false;
	const closed = once(child, 'close').then(() => {
		hasEnded = true;
	});
	const stop = async () => {
		child.stdin.end();
		await closed;
	};
	const given = Date.now() + longestStart;
	while (!(await isReady(said()))) {
		if (hasEnded) throw new Error(`${program} ended by itself: ${said()}`);
		if (Date.now() > given) {
			await stop();
			throw new Error(`${program} was not ready within a minute: ${said()}`);
		}
		await sleep(100);
	}
	return {said, stop};
}

/** A port of 127.0.0.1 that nobody listened on just now. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as {port: number};
	server.close();
	await once(server, 'close');
	return port;
}
