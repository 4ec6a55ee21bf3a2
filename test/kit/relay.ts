import {writeFileSync} from 'node:fs';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import {dump, load} from 'js-yaml';

export type Relay = {
	/** Of a kubeconfig that leads through the relay. */
	readonly kubeconfig: string;
	/** Ends every connection and refuses new ones, as a line does that is down. */
	cut(): void;
	/** Takes connections again, at the same port. */
	mend(): Promise<void>;
	close(): void;
};

type Kubeconfig = {clusters: {cluster: {server: string}}[]};

/** A line to an API server on this machine that can be cut and mended. */
export async function openRelay(kubeconfig: string, path: string): Promise<Relay> {
	const config = load(kubeconfig) as Kubeconfig;
	const [{cluster}] = config.clusters as [Kubeconfig['clusters'][number]];
	const to = new URL(cluster.server);
	const sockets = new Set<Socket>();
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
	};
	let isCut = false;
	const server = createServer(near => {
		if (isCut) return void near.destroy();
		const far = connect(Number(to.port), to.hostname);
		for (const socket of [near, far]) keep(socket);
		near.pipe(far).pipe(near);
		far.on('close', () => near.destroy());
		near.on('close', () => far.destroy());
	});
	const listen = (port: number) => new Promise<void>(done => server.listen(port, '127.0.0.1', done));
	await listen(0);
	const {port} = server.address() as AddressInfo;
	cluster.server = `https://127.0.0.1:${port}`;
	writeFileSync(path, dump(config), {mode: 0o600});
	const cut = () => {
		isCut = true;
		for (const socket of sockets) socket.destroy();
		server.close();
	};
	return {
		kubeconfig: path,
		cut,
		async mend() {
			isCut = false;
			await listen(port);
		},
		close: cut,
	};
}
