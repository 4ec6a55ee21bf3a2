import type {AddressInfo} from 'node:net';
import {createServer, connect as dial, type Server} from 'node:net';
import {networkInterfaces} from 'node:os';

// An API server leads requests to pods and Services to the pods' addresses, and
// refuses those of loopback. What a test listens on there is behind a door that
// nobody but this machine gets through.

const own = Object.values(networkInterfaces())
	.flatMap(each => each ?? [])
	.filter(({family, internal}) => family === 'IPv4' && !internal)
	.map(({address}) => address)
	.filter(address => !address.startsWith('169.254.'));

/** An address of this machine that is not loopback's; undefined where it has none. */
export const ownAddress: string | undefined = own[0];

export type Door = {readonly port: number; stop(): Promise<void>};

/** Listens on that address, and leads what comes from this machine to a port of 127.0.0.1. */
export async function openDoor(target: number): Promise<Door> {
	const server: Server = createServer(incoming => {
		if (!own.includes(incoming.remoteAddress?.replace('::ffff:', '') ?? '')) return incoming.destroy();
		const outgoing = dial(target, '127.0.0.1');
		incoming.pipe(outgoing).pipe(incoming);
		incoming.on('error', () => outgoing.destroy()).on('close', () => outgoing.destroy());
		outgoing.on('error', () => incoming.destroy()).on('close', () => incoming.destroy());
	});
	await new Promise<void>(resolve => server.listen(0, ownAddress, resolve));
	return {
		port: (server.address() as AddressInfo).port,
		stop: () => new Promise(resolve => void server.close(() => resolve())),
	};
}
