// A real CONNECT proxy on loopback, which leads on, or refuses as told.
import http from 'node:http';
import net, {type AddressInfo, type Socket} from 'node:net';

export type ConnectProxy = {
	readonly url: string;
	readonly host: string;
	/** `host:port` of every tunnel that was asked for. */
	readonly asked: readonly string[];
	/** `Proxy-Authorization` of the last one. */
	authorization(): string | undefined;
	/** From now on answers with this status instead of a tunnel; undefined lets through again. */
	refuse(status: number | undefined): void;
	/** Breaks every tunnel. */
	cut(): void;
	close(): Promise<void>;
};

export async function startConnectProxy(): Promise<ConnectProxy> {
	const asked: string[] = [];
	const tunnels = new Set<Socket>();
	let refusal: number | undefined;
	let authorization: string | undefined;
	const server = http.createServer();
	server.on('connect', (request, near: Socket, head) => {
		asked.push(request.url ?? '');
		authorization = request.headers['proxy-authorization'];
		if (refusal !== undefined) return near.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
		const [, port = '443'] = /:(\d+)$/.exec(request.url ?? '') ?? [];
		// Whatever name is asked for, it leads to loopback alone.
		const far = net.connect(Number(port), '127.0.0.1', () => {
			near.write('HTTP/1.1 200 Connection established\r\n\r\n');
			far.write(head);
			far.pipe(near);
			near.pipe(far);
		});
		for (const [end, other] of [
			[near, far],
			[far, near],
		] as const) {
			tunnels.add(end);
			end.on('close', () => {
				tunnels.delete(end);
				other.destroy();
			});
			end.on('error', () => other.destroy());
		}
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	const cut = () => {
		for (const tunnel of tunnels) tunnel.destroy();
	};
	return {
		url: `http://${host}`,
		host,
		asked,
		authorization: () => authorization,
		refuse(status) {
			refusal = status;
		},
		cut,
		close() {
			cut();
			return new Promise(resolve => server.close(() => resolve()));
		},
	};
}
