import {once} from 'node:events';
import net from 'node:net';
import type {LinkOptions} from './fault.ts';

export type SlowLink = {
	readonly port: number;
	/** Breaks a connection, named by the port it reaches the other side from. */
	reset(farPort: number): void;
	close(): Promise<void>;
};

/**
 * The way to a port of this machine: every byte is late by half a round trip,
 * each way, and nothing overtakes. What goes first waits one more, as it would
 * for the connection to be made; TLS then takes its own trips.
 */
export async function openSlowLink(to: number, options: LinkOptions): Promise<SlowLink> {
	const pairs = new Map<number, net.Socket>();
	const ends = new Set<net.Socket>();
	const server = net.createServer({allowHalfOpen: true}, near => {
		const far = net.connect({port: to, host: '127.0.0.1', allowHalfOpen: true});
		far.on('connect', () => pairs.set(far.localPort!, near));
		for (const end of [near, far]) {
			ends.add(end);
			end.setNoDelay(true);
			end.on('close', () => ends.delete(end));
		}
		near.on('close', () => pairs.delete(far.localPort!));
		carry(near, far, options, options.roundTripMs);
		carry(far, near, options, 0);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as net.AddressInfo).port,
		reset: farPort => void setTimeout(() => pairs.get(farPort)?.resetAndDestroy(), options.roundTripMs / 2),
		async close() {
			const closed = once(server, 'close');
			server.close();
			for (const end of ends) end.destroy();
			await closed;
		},
	};
}

function carry(
	from: net.Socket,
	to: net.Socket,
	{roundTripMs, bytesPerSecond}: LinkOptions,
	firstMs: number,
) {
	let freeAt = performance.now() + firstMs;
	const later = (bytes: number, call: () => void) => {
		const takesMs = bytesPerSecond === undefined ? 0 : (1000 * bytes) / bytesPerSecond;
		freeAt = Math.max(freeAt, performance.now()) + takesMs;
		const waitsMs = freeAt + roundTripMs / 2 - performance.now();
		if (waitsMs <= 0) call();
		else setTimeout(call, waitsMs);
	};
	from.on('data', chunk => later(chunk.length, () => to.writable && to.write(chunk)));
	from.on('end', () => later(0, () => to.writable && to.end()));
	from.on('error', () => later(0, () => void to.resetAndDestroy()));
	from.on('close', () => later(0, () => void to.destroy()));
}
