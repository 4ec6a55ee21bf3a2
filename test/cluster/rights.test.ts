import {readFileSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import {join} from 'node:path';
import {dump, load} from 'js-yaml';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {makeCertificate} from '../../source/demo/certificate.ts';
import {isGranted} from '../../source/model/rights.ts';
import {type Ended, privateHome, sluice} from '../kit/shell.ts';
import {type Json, RawApi} from './raw-api.ts';
import {Ground, route} from './workloads.ts';

// What people may and may not do: whoever is refused is told what, and what to
// do next, and nothing has changed.

const {admin, viewer, nsViewer, nsEditor, nobody} = inject('kubeconfigs');
const people = {viewer, nsViewer, nsEditor, nobody} as Record<Person, string>;
type Person = 'viewer' | 'nsViewer' | 'nsEditor' | 'nobody';

const api = new RawApi(admin);
const here = new Ground(api, 'default');
let elsewhere: Ground;
let home: ReturnType<typeof privateHome>;
const name = `rights-${Date.now().toString(36)}`;
const backends = [`${name}-a`, `${name}-b`] as const;

beforeAll(async () => {
	elsewhere = new Ground(api, await api.createNamespace('rights'));
	for (const ground of [here, elsewhere]) {
		await ground.addBackends({[backends[0]]: {track: 'stable'}, [backends[1]]: {}});
		await ground.add('httproutes', route(name, {0: {[backends[0]]: 90, [backends[1]]: 10}}));
	}
});

afterAll(async () => {
	await here.remove('httproutes', name);
	for (const backend of backends) {
		await here.remove('services', backend);
		await here.remove('deployments', backend);
	}
	await api.delete(`/api/v1/namespaces/${elsewhere.namespace}`);
	api.close();
});

beforeEach(() => {
	home = privateHome();
});

afterEach(() => home.remove());

function as(person: Person, ...words: readonly string[]): Promise<Ended> {
	return sluice(words, {...home.env, KUBECONFIG: people[person]}, 60_000);
}

/** Sentences, and no traces of where in the program they were made. */
function expectSentences({said}: Ended): void {
	expect(said).toMatch(/\.\n/);
	expect(said).not.toMatch(/\n\s+at |Error:|undefined|\[object/);
}

describe.runIf(viewer)('reading', () => {
	test.each<[Person, readonly string[], boolean]>([
		['viewer', ['list', 'pods', '-n', 'default'], true],
		['viewer', ['patch', 'deployments/scale', '-n', 'default'], false],
		['nsViewer', ['get', 'nodes'], false],
		['nsEditor', ['patch', 'deploy/scale', '-n', 'default'], true],
		['nobody', ['get', 'pods'], false],
	])('%s asks can-i %j, and the server says %s', async (person, words, isAllowed) => {
		const ended = await as(person, 'can-i', ...words);
		expect(ended, ended.said).toMatchObject({code: isAllowed ? 0 : 3, out: isAllowed ? 'yes\n' : 'no\n'});
		expectSentences(ended);
		const asked = JSON.parse((await as(person, 'can-i', ...words, '-o', 'json')).out);
		expect(asked).toMatchObject({verb: words[0], isAllowed, because: expect.any(String)});
	});

	test('all that one may do is listed kind by kind, as the server answers each of it', async () => {
		const ended = await as('nsEditor', 'can-i', '-n', 'default', '-o', 'json');
		expect(ended, ended.said).toMatchObject({code: 0});
		const {kinds, isComplete} = JSON.parse(ended.out);
		expect(isComplete).toBe(true);
		const verbsOf = (kind: string) => kinds.find((each: Json) => each.kind === kind).verbs;
		for (const [kind, verb] of [
			['pods', 'list'],
			['deployments.apps', 'patch'],
			['deployments.apps/scale', 'patch'],
			['secrets', 'get'],
			['nodes', 'patch'],
			['namespaces', 'delete'],
		] as const) {
			const {code} = await as('nsEditor', 'can-i', verb, kind, '-n', 'default');
			expect(verbsOf(kind)[verb], `${verb} ${kind}`).toBe(code === 0);
		}
	});

	test.each<[Person, readonly string[]]>([
		['viewer', ['pods', '-A']],
		['viewer', ['nodes']],
		['viewer', ['splits', '-A']],
		['nsViewer', ['pods']],
		['nsViewer', ['deployments', '-n', 'default']],
		['nsViewer', ['splits']],
		['nsEditor', ['splits', '-n', 'default']],
	])('%s gets %j', async (person, words) => {
		const ended = await as(person, 'get', ...words, '-o', 'json');
		expect(ended).toMatchObject({code: 0, said: ''});
		const [list] = words as [string];
		expect(JSON.parse(ended.out)[list].length).toBeGreaterThan(0);
	});

	test.each<[Person, readonly string[], string]>([
		['nsViewer', ['pods', '-A'], 'list pods'],
		['nsViewer', ['pods', '-n', 'kube-system'], 'list pods in namespace kube-system'],
		['nsViewer', ['nodes'], 'list nodes'],
		['nsViewer', ['splits', '-A'], 'list httproutes'],
		['nsEditor', ['deployments', '-n', 'nowhere'], 'list deployments in namespace nowhere'],
		['nobody', ['pods'], 'list pods in namespace default'],
		['nobody', ['splits'], 'list httproutes in namespace default'],
		['nobody', ['splits', '-o', 'json'], 'list httproutes in namespace default'],
		['nobody', ['pods', '--watch'], 'list pods in namespace default'],
	])('%s is denied %j', async (person, words, says) => {
		const ended = await as(person, 'get', ...words);
		expect(ended).toMatchObject({code: 3, out: ''});
		expect(ended.said).toContain(`You may not ${says}`);
		expect(ended.said.match(/Ask for the right/g)).toHaveLength(1);
		expectSentences(ended);
	});

	test('goes on where namespaces cannot be listed', async () => {
		const ended = await as('nsViewer', 'check');
		expect(ended).toMatchObject({code: 0, said: ''});
		expect(ended.out).toMatch(/^user +ns-viewer$/m);
		expect(ended.out).toMatch(/live in/);
	});

	test('by nobody is checked up to what is denied', async () => {
		const ended = await as('nobody', 'check');
		expect(ended).toMatchObject({code: 3, said: expect.stringContaining('You may not list pods')});
		expect(ended.out).toMatch(/^discovery +\d+ kinds/m);
	});
});

test.runIf(viewer)(
	'what is known of rights before a key is pressed is what the server says of each',
	async () => {
		const kinds = [
			['apps', 'deployments'],
			['apps', 'deployments', 'scale'],
			['gateway.networking.k8s.io', 'httproutes'],
			['argoproj.io', 'rollouts'],
			['argoproj.io', 'rollouts', 'status'],
			['', 'secrets'],
			['', 'pods', 'eviction'],
		] as const;
		let allowed = 0;
		let asked = 0;
		for (const file of [admin, ...Object.values(people)]) {
			const connected = await connect({kubeconfig: file, env: {}});
			if (!connected.ok) throw new Error(connected.trouble.says);
			const {value: cluster} = connected;
			for (const {namespace} of [here, elsewhere]) {
				const rights = await cluster.rights(namespace);
				if (!rights.ok) throw new Error(rights.trouble.says);
				expect(rights.value.isComplete).toBe(true);
				for (const [group, plural, subresource] of kinds) {
					const verb = subresource === 'eviction' ? 'create' : 'patch';
					const question = {verb, resource: {group, plural}, subresource, namespace, name: 'x'};
					const may = await cluster.may(question);
					const isAllowed = isGranted(rights.value, question);
					expect({file, question, isAllowed}).toEqual({
						file,
						question,
						isAllowed: may.ok && may.value.isAllowed,
					});
					asked += 1;
					allowed += Number(isAllowed);
				}
			}
			cluster.close();
		}
		expect(allowed).toBeGreaterThan(kinds.length * 2);
		expect(asked - allowed).toBeGreaterThan(kinds.length * 2);
	},
);

describe.runIf(viewer)('writing', () => {
	const writes: readonly (readonly string[])[] = [
		['scale', `deploy/${backends[0]}`, '3'],
		['upgrade', `deploy/${backends[0]}`, 'shop:2'],
		['restart', `deploy/${backends[0]}`],
		['shift', `httproute.gateway.networking.k8s.io/${name}`, `${backends[1]}=50`],
		['drain-traffic', `httproute.gateway.networking.k8s.io/${name}`],
	];

	async function versions(ground: Ground): Promise<string[]> {
		const objects = [await ground.get('deployments', backends[0]), await ground.get('httproutes', name)];
		return objects.map(({metadata}) => metadata.resourceVersion);
	}

	test.each<[Person, 'default' | 'another', string]>([
		['viewer', 'default', 'patch'],
		['viewer', 'another', 'patch'],
		['nsViewer', 'default', 'patch'],
		['nsEditor', 'another', 'read'],
		['nobody', 'default', 'read'],
	])('as %s in %s namespace is denied, and nothing changes', async (person, place, verb) => {
		const ground = place === 'default' ? here : elsewhere;
		const before = await versions(ground);
		for (const words of writes) {
			const ended = await as(person, ...words, '-n', ground.namespace, '--yes');
			expect(ended, words.join(' ')).toMatchObject({code: 3, out: ''});
			expect(ended.said).toContain(`You may not ${verb}`);
			expect(ended.said).toMatch(/Ask /);
			expectSentences(ended);
		}
		expect(await versions(ground)).toEqual(before);
		expect((await as(person, 'journal')).said).toContain('Nothing was changed');
	});

	test('is not even rehearsed for who may not', async () => {
		const before = await versions(here);
		const ended = await as('viewer', 'scale', `deploy/${backends[0]}`, '3', '--dry-run');
		expect(ended).toMatchObject({code: 3, said: expect.stringContaining('You may not')});
		expect(await versions(here)).toEqual(before);
	});

	test('as the editor of one namespace is done there, and taken back', async () => {
		const specs = async () => [
			(await here.get('deployments', backends[0])).spec,
			(await here.get('httproutes', name)).spec,
		];
		const before = await specs();
		for (const words of writes.filter(([verb]) => verb !== 'restart')) {
			const ended = await as('nsEditor', ...words, '--yes', '--wait');
			expect(ended, words.join(' ')).toMatchObject({code: 0});
			expect(await specs()).not.toEqual(before);
			expect(await as('nsEditor', 'undo', '--yes', '--wait')).toMatchObject({code: 0});
			expect(await specs()).toEqual(before);
		}
	});

	test('nobody takes back what another user did', async () => {
		expect(await as('nsEditor', 'scale', `deploy/${backends[1]}`, '2', '--yes')).toMatchObject({code: 0});
		const ended = await as('viewer', 'undo', '--yes');
		expect(ended).toMatchObject({code: 0, said: expect.stringContaining('viewer changed nothing')});
		expect((await here.get('deployments', backends[1])).spec.replicas).toBe(2);
		expect(await as('nsEditor', 'undo', '--yes')).toMatchObject({code: 0});
	});
});

describe('a server', () => {
	const sockets = new Set<Socket>();
	let silent: Server;

	beforeAll(async () => {
		silent = createServer(socket => sockets.add(socket));
		await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
	});

	afterAll(async () => {
		for (const socket of sockets) socket.destroy();
		await new Promise(resolve => silent.close(resolve));
	});

	/** The administrator's kubeconfig with something else in it. */
	function kubeconfigWith(change: {readonly cluster?: Json; readonly user?: Json}): string {
		const config = load(readFileSync(admin, 'utf8')) as Json;
		Object.assign(config.clusters[0].cluster, change.cluster);
		if (change.user) config.users[0].user = change.user;
		const file = join(home.env.HOME!, 'kubeconfig');
		writeFileSync(file, dump(config), {mode: 0o600});
		return file;
	}

	test('that does not take the token says so', async () => {
		const kubeconfig = kubeconfigWith({user: {token: 'wrong'}});
		for (const words of [['get', 'pods'], ['check'], ['scale', `deploy/${backends[0]}`, '3', '--yes']]) {
			const ended = await sluice([...words, '--kubeconfig', kubeconfig], home.env);
			expect(ended).toMatchObject({
				code: 1,
				said: expect.stringContaining('does not accept your credentials'),
			});
			expectSentences(ended);
		}
	});

	test('whose certificate another authority signed is not believed', async () => {
		const {cert} = makeCertificate({name: 'another authority'});
		const authority = Buffer.from(cert).toString('base64');
		const kubeconfig = kubeconfigWith({cluster: {'certificate-authority-data': authority}});
		const ended = await sluice(['get', 'pods', '--kubeconfig', kubeconfig], home.env);
		expect(ended).toMatchObject({
			code: 1,
			said: expect.stringMatching(/certificate .*signed by an unknown authority/),
		});
		expectSentences(ended);
	});

	test('that is not there is said to refuse', async () => {
		const gone = createServer();
		await new Promise<void>(resolve => gone.listen(0, '127.0.0.1', resolve));
		const {port} = gone.address() as AddressInfo;
		await new Promise(resolve => gone.close(resolve));
		const kubeconfig = kubeconfigWith({cluster: {server: `https://127.0.0.1:${port}`}});
		const ended = await sluice(['get', 'pods', '--kubeconfig', kubeconfig], home.env);
		expect(ended).toMatchObject({
			code: 1,
			said: expect.stringContaining(`127.0.0.1:${port} refuses connections`),
		});
		expectSentences(ended);
	});

	test('that hangs is given up after a while, and that has failed', async () => {
		const {port} = silent.address() as AddressInfo;
		const kubeconfig = kubeconfigWith({cluster: {server: `https://127.0.0.1:${port}`}});
		const ended = await sluice(['get', 'pods', '--kubeconfig', kubeconfig], home.env, 60_000);
		expect(ended).toMatchObject({code: 1, said: expect.stringContaining('did not answer in time')});
		expectSentences(ended);
	});
});
