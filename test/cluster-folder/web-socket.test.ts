// Our end of a WebSocket against that of ws, the package the client library brings.
import {createServer, request} from 'node:http';
import {createRequire} from 'node:module';
import type {AddressInfo} from 'node:net';
import type {Duplex} from 'node:stream';
import {afterEach, expect, test} from 'vitest';
import {type WebSocketLine, webSocketLine} from '../../source/cluster/web-socket.ts';
import type {Clock} from '../../source/model/clock.ts';
import {systemClock} from '../../source/model/clock.ts';

// biome-ignore lint/suspicious/noExplicitAny: ws brings no types
type Peer = any;
const {WebSocketServer} = createRequire(import.meta.url)('ws') as Peer;
const closing: (() => void)[] = [];

afterEach(() => {
	for (const close of closing.splice(0)) close();
});

type Ends = {
	readonly peer: Peer;
	readonly line: WebSocketLine;
	readonly heard: Buffer[];
	readonly ended: Promise<Error | undefined>;
	readonly socket: Duplex;
};

async function connected(clock: Clock = systemClock): Promise<Ends> {
	const server = createServer();
	const sockets = new WebSocketServer({server, perMessageDeflate: false, autoPong: true});
	const peer = new Promise<Peer>(resolve => sockets.on('connection', resolve));
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const upgrade = request({
		port: (server.address() as AddressInfo).port,
		headers: {
			Connection: 'Upgrade',
			Upgrade: 'websocket',
			'Sec-WebSocket-Version': '13',
			'Sec-WebSocket-Key': Buffer.from('0123456789abcdef').toString('base64'),
		},
	});
	upgrade.end();
	const [socket, head] = await new Promise<[Duplex, Buffer]>(resolve =>
		upgrade.on('upgrade', (_response, ...upgraded) => resolve(upgraded)),
	);
	const heard: Buffer[] = [];
	const {promise: ended, resolve} = Promise.withResolvers<Error | undefined>();
	const line = webSocketLine(socket, head, clock, {
		message: bytes => void heard.push(Buffer.from(bytes)),
		ended: resolve,
	});
	closing.push(() => {
		line.close();
		server.closeAllConnections();
		server.close();
	});
	return {peer: await peer, line, heard, ended, socket};
}

const until = (isTrue: () => boolean) => expect.poll(isTrue, {timeout: 5000}).toBe(true);

test.each([0, 1, 125, 126, 65_535, 65_536, 300_000])(
	'a message of %i bytes arrives whole both ways',
	async size => {
		const {peer, line, heard} = await connected();
		const sent = Buffer.alloc(size, 'sluice');
		peer.on('message', (bytes: Buffer) => peer.send(bytes));
		line.send(sent);
		await until(() => heard.length === 1);
		expect(heard[0]!.equals(sent)).toBe(true);
	},
);

test('a message in pieces is told as one, whatever is asked in between', async () => {
	const {peer, heard} = await connected();
	peer.send('one', {binary: true, fin: false});
	peer.ping('still there?');
	peer.send('two', {fin: true});
	await until(() => heard.length === 1);
	expect(String(heard[0])).toBe('onetwo');
});

test('a question whether we are there is answered with what it says', async () => {
	const {peer} = await connected();
	const answered = new Promise(resolve => peer.on('pong', (bytes: Buffer) => resolve(String(bytes))));
	peer.ping('there?');
	expect(await answered).toBe('there?');
});

test('an end that was meant is none of a line that breaks', async () => {
	const {peer, ended} = await connected();
	peer.close(1000);
	expect(await ended).toBeUndefined();
	const other = await connected();
	other.peer.terminate();
	expect(await other.ended).toMatchObject({code: 'ECONNRESET'});
	const third = await connected();
	third.peer.close(1011, 'the pod went away');
	expect(await third.ended).toMatchObject({message: 'the pod went away'});
});

test('the other end hears that we leave', async () => {
	const {peer, line, ended} = await connected();
	const closed = new Promise(resolve => peer.on('close', resolve));
	line.close();
	expect(await closed).toBe(1000);
	expect(await ended).toBeUndefined();
});

test('whoever is silent for long is given up, and whoever answers is not', async () => {
	let now = 0;
	const due: (() => void)[] = [];
	const clock: Clock = {
		now: () => now,
		after(_delayMs, call) {
			due.push(call);
			return () => void due.splice(due.indexOf(call), 1);
		},
	};
	const {peer, socket, ended} = await connected(clock);
	let pings = 0;
	peer.on('ping', () => (pings += 1));
	const passes = (ms: number) => {
		now += ms;
		due.shift()?.();
	};
	passes(15_000);
	await until(() => pings === 1);
	await new Promise(resolve => setTimeout(resolve, 50));
	socket.pause();
	passes(15_000);
	passes(15_000);
	let isEnded = false;
	void ended.then(() => (isEnded = true));
	await Promise.resolve();
	expect(isEnded).toBe(false);
	passes(15_000);
	expect(await ended).toMatchObject({code: 'ETIMEDOUT'});
});

test('what is no frame ends the line', async () => {
	const {peer, ended} = await connected();
	peer._socket.write(Buffer.from([0xff, 0xff, 0, 0, 0, 0]));
	expect(await ended).toMatchObject({code: 'HPE_FRAME'});
});

test('while it is paused nothing is heard, and afterwards all of it', async () => {
	const {peer, line, heard} = await connected();
	line.pause();
	for (let index = 0; index < 100; index += 1) peer.send(Buffer.from(String(index)));
	await new Promise(resolve => setTimeout(resolve, 50));
	expect(heard).toEqual([]);
	line.resume();
	await until(() => heard.length === 100);
	expect(heard.map(Number)).toEqual([...heard.keys()]);
});
