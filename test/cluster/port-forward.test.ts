// Ports that lead to pods of a real API server, whose simulated containers
// answer each connection with a page of their own.
import {readFileSync} from 'node:fs';
import http from 'node:http';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, expect, inject, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Target} from '../../source/model/command.ts';
import type {Forwarding} from '../../source/model/line.ts';
import {perform} from '../../source/perform/perform.ts';
import {openRelay} from '../kit/relay.ts';
import {privateHome, sluice, startSluice} from '../kit/shell.ts';
import {RawApi} from './raw-api.ts';

const {admin, viewer} = inject('kubeconfigs');
const api = new RawApi(admin);
const closing: (() => void)[] = [];
let namespace: string;
let home: ReturnType<typeof privateHome>;

const labels = {app: 'forwarded'};
const pods = () => `/api/v1/namespaces/${namespace}/pods`;

async function readyPods(): Promise<string[]> {
	const {body} = await api.get(`${pods()}?labelSelector=app=forwarded`);
	// biome-ignore lint/suspicious/noExplicitAny: what the API server answers is of many shapes
	const isReady = ({metadata, status}: any) =>
		metadata.deletionTimestamp === undefined &&
		// biome-ignore lint/suspicious/noExplicitAny: the same
		status.conditions?.some(({type, status: is}: any) => type === 'Ready' && is === 'True');
	// biome-ignore lint/suspicious/noExplicitAny: the same
	return body.items.filter(isReady).map(({metadata}: any) => metadata.name);
}

beforeAll(async () => {
	home = privateHome();
	namespace = await api.createNamespace('forward');
	const containers = [
		{name: 'app', image: 'registry.example.com/shop:1', ports: [{name: 'web', containerPort: 8080}]},
	];
	await api.create(`/apis/apps/v1/namespaces/${namespace}/deployments`, {
		metadata: {name: 'forwarded'},
		spec: {
			replicas: 2,
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers}},
		},
	});
	await api.create(`/api/v1/namespaces/${namespace}/services`, {
		metadata: {name: 'forwarded'},
		spec: {selector: labels, ports: [{port: 80, targetPort: 'web'}]},
	});
	await vi.waitFor(async () => expect(await readyPods()).toHaveLength(2), 60_000);
});

afterEach(() => {
	for (const close of closing.splice(0)) close();
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
	home.remove();
});

function get(port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		const request = http.get({host: '127.0.0.1', port, agent: false}, response => {
			let text = '';
			response.on('data', each => (text += each)).on('end', () => resolve(text));
			response.on('error', reject);
		});
		request.on('error', reject);
		request.setTimeout(15_000, () => request.destroy(new Error('no answer')));
	});
}

const hello = 'hello from a simulated container\n';

async function connected(kubeconfig = admin): Promise<Cluster> {
	const made = await connect({kubeconfig, env: {}});
	if (!made.ok) throw new Error(made.trouble.says);
	closing.push(made.value.close);
	return made.value;
}

function target(plural: 'services' | 'deployments' | 'pods', name = 'forwarded'): Target {
	const kind = {services: 'Service', deployments: 'Deployment', pods: 'Pod'}[plural];
	const group = plural === 'deployments' ? 'apps' : '';
	return {resource: {group, version: 'v1', plural, kind, namespaced: true}, namespace, name};
}

async function forwarded(cluster: Cluster, to: Target, remote: string, local = 0) {
	const journal = memoryJournal();
	const {promise, resolve} = Promise.withResolvers<Forwarding>();
	const performed = perform(
		{action: 'port-forward', target: to, local, remote},
		{
			cluster,
			journal,
			clock: systemClock,
			rules: {readOnly: false, isProduction: false, contextName: 'test'},
			wait: true,
			timeoutMs: 5000,
			signal: new AbortController().signal,
			tell: () => undefined,
			confirm: async () => true,
			forwards: ({forwarding}) => resolve(forwarding),
		},
	);
	const forwarding = await Promise.race([
		promise,
		performed.then(outcome => {
			throw new Error(JSON.stringify(outcome));
		}),
	]);
	closing.push(() => forwarding.stop());
	return {forwarding, performed, journal};
}

test.each([
	['a Service by its port', 'services', '80'],
	['a Deployment by the name of a port', 'deployments', 'web'],
] as const)(
	'%s leads to a pod, several connections at once, and what passes is counted',
	async (_name, plural, remote) => {
		const {forwarding, performed, journal} = await forwarded(await connected(), target(plural), remote);
		const answers = await Promise.all([1, 2, 3, 4, 5].map(() => get(forwarding.local)));
		expect(answers).toEqual(Array.from({length: 5}, () => hello));
		expect(forwarding.state()).toMatchObject({connections: 5});
		expect(forwarding.state().trouble).toBeUndefined();
		expect(forwarding.state().bytesIn).toBeGreaterThan(5 * hello.length);
		expect(forwarding.state().bytesOut).toBeGreaterThan(100);
		forwarding.stop();
		await performed;
		await expect(get(forwarding.local)).rejects.toThrow('ECONNREFUSED');
		const entries = journal.entries();
		expect(entries.ok && entries.value[0]).toMatchObject({
			action: 'port-forward',
			applied: 1,
			endSays: expect.stringMatching(
				/was ended, after 5 connections, \d+ bytes to the pod and \d+ from it\.$/,
			),
		});
	},
);

test('when its pod goes it leads on to another one, and says so', async () => {
	const {forwarding} = await forwarded(await connected(), target('services'), '80');
	const first = forwarding.state().pod!;
	expect(await get(forwarding.local)).toBe(hello);
	const said: string[] = [];
	forwarding.onChange(({says}) => void (said.at(-1) === says ? undefined : said.push(says)));
	await api.delete(`${pods()}/${first}?gracePeriodSeconds=0`);
	await expect.poll(() => forwarding.state().pod, {timeout: 20_000}).not.toBe(first);
	expect(await get(forwarding.local)).toBe(hello);
	expect(said.join('\n')).toMatch(/It leads on to port 8080 of Pod \S+forwarded-/);
	expect(await readyPods()).toContain(forwarding.state().pod);
});

test('after an outage it leads on, at the same port', async () => {
	const relay = await openRelay(readFileSync(admin, 'utf8'), join(home.env.HOME!, 'relayed'));
	closing.push(relay.close);
	const {forwarding} = await forwarded(await connected(relay.kubeconfig), target('deployments'), '8080');
	expect(await get(forwarding.local)).toBe(hello);
	relay.cut();
	await expect.poll(() => forwarding.state().trouble?.reason, {timeout: 20_000}).toBe('unreachable');
	await relay.mend();
	await expect.poll(() => forwarding.state().trouble, {timeout: 30_000}).toBeUndefined();
	expect(await get(forwarding.local)).toBe(hello);
});

test('a port of this machine that is taken is said, with what to do', async () => {
	const taken = createServer();
	await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
	closing.push(() => taken.close());
	const {port} = taken.address() as {port: number};
	const words = ['port-forward', 'service/forwarded', `${port}:80`, '-n', namespace, '--yes'];
	const ended = await sluice(words, {...home.env, KUBECONFIG: admin}, 60_000);
	expect(ended.code).toBe(1);
	expect(ended.said).toContain(
		`Port ${port} of this machine is in use already.\nName another one, or 0 for any that is free: 0:REMOTE.`,
	);
});

test('in a shell it leads until it is interrupted, and ends well', async () => {
	const words = ['port-forward', 'deployment/forwarded', '0:web', '-n', namespace, '--yes'];
	const {child, ended} = startSluice(words, {...home.env, KUBECONFIG: admin}, 60_000);
	let said = '';
	child.stderr!.on('data', text => (said += text));
	await expect.poll(() => said, {timeout: 30_000}).toContain('Ctrl-c ends it.');
	const port = Number(/127\.0\.0\.1:(\d+) leads to port 8080/.exec(said)![1]);
	expect(await get(port)).toBe(hello);
	child.kill('SIGINT');
	expect((await ended).code).toBe(0);
});

test.runIf(viewer)('who may not forward is told so before a port is opened', async () => {
	const words = ['port-forward', 'service/forwarded', '0:80', '-n', namespace, '--yes'];
	const ended = await sluice(words, {...home.env, KUBECONFIG: viewer!}, 60_000);
	expect(ended.code).toBe(3);
	expect(ended.said).toContain('You may not create pods/portforward');
});
