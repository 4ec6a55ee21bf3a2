// How a command in a pod ends, by the protocol's own words: a peer speaks it over
// ws, since no container of the test clusters tells its exit code.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {createRequire} from 'node:module';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {decide} from '../../source/gateway/decide.ts';
import type {ShellEnds} from '../../source/model/line.ts';
import type {Permit} from '../../source/model/permit.ts';
import type {Plan, Step} from '../../source/model/plan.ts';
import {podKind} from '../kit/performing.ts';
import {barePlan} from '../kit/plan.ts';

// biome-ignore lint/suspicious/noExplicitAny: ws brings no types
type Peer = any;
const {WebSocketServer} = createRequire(import.meta.url)('ws') as Peer;
const closing: (() => void)[] = [];

afterEach(() => {
	for (const close of closing.splice(0)) close();
});

const step: Step = {
	type: 'exec',
	target: {resource: podKind, namespace: 'shop', name: 'one', uid: 'u1'},
	guards: [],
	edits: [],
	runs: {container: 'app', command: ['sh', '-c', 'a b'], isTty: false, isShell: false},
};

async function run(
	play: (peer: Peer) => void,
	protocols: readonly string[],
	given: Partial<ShellEnds>,
	uid = 'u1',
) {
	const asked: {url: string; headers: Readonly<Record<string, unknown>>}[] = [];
	const server = createServer((_request, response) => {
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({kind: 'Pod', metadata: {name: 'one', namespace: 'shop', uid}}));
	});
	const sockets = new WebSocketServer({
		server,
		handleProtocols: (offered: Set<string>) => protocols.find(each => offered.has(each)) ?? false,
	});
	sockets.on('connection', (peer: Peer, {url, headers}: {url: string; headers: Record<string, unknown>}) => {
		asked.push({url, headers});
		play(peer);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const folder = mkdtempSync(join(tmpdir(), 'sluice-exec-'));
	const kubeconfig = join(folder, 'kubeconfig');
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	writeFileSync(
		kubeconfig,
		JSON.stringify({
			'current-context': 'x',
			contexts: [{name: 'x', context: {cluster: 'x', user: 'x'}}],
			clusters: [{name: 'x', cluster: {server: address}}],
			users: [{name: 'x', user: {token: 'mine', as: 'jane', 'as-groups': ['a', 'b']}}],
		}),
	);
	const connected = await connect({kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	closing.push(() => {
		connected.value.close();
		server.closeAllConnections();
		server.close();
		rmSync(folder, {recursive: true});
	});
	const plan: Plan = {...barePlan, steps: [step]};
	const rules = {readOnly: false, isProduction: false, contextName: 'x'};
	const permit = decide(plan, {rules, access: []}) as Permit;
	const shown: string[] = [];
	const ends: ShellEnds = {
		opened: () => undefined,
		size: () => undefined,
		onResize: () => () => undefined,
		onTyped: () => () => undefined,
		show(bytes, isError) {
			shown.push(`${isError ? 'error' : 'out'} ${Buffer.from(bytes)}`);
			return undefined;
		},
		...given,
	};
	const ended = await connected.value.exec(permit, step, ends, new AbortController().signal);
	return {ended, shown, asked};
}

const both = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const message = (channel: number, text: string) => Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
const status = (said: object) => message(3, JSON.stringify(said));

test('output and errors come by their channels, and the exit code at the end', async () => {
	const causes = [{reason: 'ExitCode', message: '7'}];
	const {ended, shown, asked} = await run(
		peer => {
			peer.send(message(1, 'seen'));
			peer.send(message(2, 'wrong'));
			peer.send(status({status: 'Failure', reason: 'NonZeroExitCode', details: {causes}}));
			peer.close(1000);
		},
		both,
		{},
	);
	expect(ended).toEqual({ok: true, value: {exitCode: 7}});
	expect(shown).toEqual(['out seen', 'error wrong']);
	const {searchParams, pathname} = new URL(asked[0]!.url, 'http://x');
	expect(pathname).toBe('/api/v1/namespaces/shop/pods/one/exec');
	expect(searchParams.getAll('command')).toEqual(['sh', '-c', 'a b']);
	expect(asked[0]!.headers).toMatchObject({authorization: 'Bearer mine', 'impersonate-user': 'jane'});
});

test('what is typed goes by its channel, and its end by that of the newer protocol alone', async () => {
	for (const protocol of both) {
		const heard: string[] = [];
		await run(
			peer => {
				peer.on('message', (bytes: Buffer) => {
					heard.push(bytes.toString('latin1'));
					if (heard.length === 1) setTimeout(() => peer.send(status({status: 'Success'})), 50);
					if (heard.length === 1) setTimeout(() => peer.close(1000), 60);
				});
			},
			[protocol],
			{
				onTyped(call) {
					void call(Buffer.from('typed'));
					void call(undefined);
					return () => undefined;
				},
			},
		);
		expect(heard, protocol).toEqual(protocol.startsWith('v5') ? ['\0typed', '\xff\0'] : ['\0typed']);
	}
});

test('a container without the program says so, with what helps; other words of the server stay out of the journal', async () => {
	const says = (text: string) => (peer: Peer) => {
		peer.send(status({status: 'Failure', reason: 'InternalError', message: text}));
		peer.close(1000);
	};
	const missing = await run(says('exec: "sh": executable file not found in $PATH: unknown'), both, {});
	expect(missing.ended).toMatchObject({
		trouble: {
			says: 'There is no program sh in container app of Pod shop/one.',
			hint: expect.stringContaining('kubectl debug -it -n shop one --image=busybox --target=app'),
		},
	});
	const other = await run(says('cmd wait: sh -c a b: exit status 4'), both, {});
	expect(other.ended).toMatchObject({trouble: {says: expect.not.stringContaining('a b')}});
});

test('a line that ends without an exit code is no end of the command', async () => {
	for (const end of [(peer: Peer) => peer.terminate(), (peer: Peer) => peer.close(1000)]) {
		const {ended} = await run(end, both, {});
		expect(ended).toMatchObject({
			ok: false,
			trouble: {says: expect.stringContaining('broke before the command said how it ended')},
		});
	}
});

test('another pod under the name is left alone', async () => {
	const {ended, asked} = await run(peer => peer.close(1000), both, {}, 'u2');
	expect(ended).toMatchObject({ok: false, trouble: {reason: 'guard-failed'}});
	expect(asked).toEqual([]);
});
