import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import https from 'node:https';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {dump, load} from 'js-yaml';
import {afterAll, afterEach, beforeAll, describe, expect, inject, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Change} from '../../source/model/change.ts';
import type {Cluster, LogEvent} from '../../source/model/cluster.ts';
import {type KubernetesObject, refOf} from '../../source/model/object.ts';
import {issuePermit} from '../../source/model/permit.ts';
import type {Edit, Guard, Plan, Step} from '../../source/model/plan.ts';
import {deployments} from '../kit/resources.ts';

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const namespace = 'follow-test';

type Row = {readonly uid: string; readonly name: string; readonly phase: string};

type Config = {
	readonly clusters: readonly [{readonly cluster: {readonly [member: string]: string}}];
	readonly users: readonly [{readonly user: {[member: string]: string}}];
};

const admin = inject('kubeconfigs').admin;
const closing: Array<() => void> = [];
let folder: string;

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'sluice-follow-'));
	await send('POST', '/api/v1/namespaces', {
		apiVersion: 'v1',
		kind: 'Namespace',
		metadata: {name: namespace},
	});
});

afterEach(() => {
	for (const close of closing.splice(0)) close();
});

afterAll(async () => {
	await send('DELETE', `/api/v1/namespaces/${namespace}`);
	await send('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/follow-test-lister');
	await send('DELETE', '/apis/rbac.authorization.k8s.io/v1/clusterroles/follow-test-lister');
	rmSync(folder, {recursive: true, force: true});
});

/** One request as the administrator, past the code under test. */
function send(method: string, url: string, body?: object): Promise<KubernetesObject> {
	const config = load(readFileSync(admin, 'utf8')) as Config;
	const {server, 'certificate-authority-data': ca} = config.clusters[0].cluster;
	const {'client-certificate-data': cert, 'client-key-data': key, token} = config.users[0].user;
	const decode = (text?: string) => (text ? Buffer.from(text, 'base64') : undefined);
	const headers = {'Content-Type': 'application/json', ...(token ? {Authorization: `Bearer ${token}`} : {})};
	return new Promise((resolve, reject) => {
		const options = {method, headers, ca: decode(ca), cert: decode(cert), key: decode(key)};
		const request = https.request(new URL(url, server!), options, async response => {
			const chunks: Buffer[] = [];
			for await (const chunk of response) chunks.push(chunk);
			const text = Buffer.concat(chunks).toString('utf8');
			if (response.statusCode! < 300 || response.statusCode === 409) resolve(JSON.parse(text));
			else reject(new Error(text));
		});
		request.on('error', reject);
		request.end(body && JSON.stringify(body));
	});
}

async function open(kubeconfig = admin, way: 'streamed' | 'paged' = 'paged'): Promise<Cluster> {
	const connected = await connect({kubeconfig, env: {}, listWays: {first: way, later: way}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	closing.push(connected.value.close);
	return connected.value;
}

/** The administrator's kubeconfig, acting as somebody else. */
function acting(as: string): string {
	const config = load(readFileSync(admin, 'utf8')) as Config;
	config.users[0].user.as = as;
	const file = path.join(folder, as);
	writeFileSync(file, dump(config), {mode: 0o600});
	return file;
}

function deployment(name: string, replicas: number): object {
	const labels = {app: name};
	return {
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: {name},
		spec: {
			replicas,
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers: [{name: 'web', image: 'nginx:1.7.9'}]}},
		},
	};
}

function create(name: string, replicas: number): Promise<KubernetesObject> {
	return send('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, deployment(name, replicas));
}

function rowOf({metadata, status}: KubernetesObject): Row {
	return {uid: metadata.uid, name: metadata.name, phase: String(status?.phase)};
}

function followPods(cluster: Cluster, scope = namespace) {
	const told: Change<Row>[] = [];
	const shown = new Map<string, Row>();
	closing.unshift(
		cluster.follow(pods, {namespace: scope}, rowOf, change => {
			told.push(change);
			if (change.type === 'replaced') shown.clear();
			if (change.type === 'replaced' || change.type === 'added-page') {
				for (const row of change.rows) shown.set(row.uid, row);
			}
			if (change.type === 'changed') shown.set(change.row.uid, change.row);
			if (change.type === 'deleted') shown.delete(change.uid);
		}),
	);
	const states = () => told.flatMap(change => (change.type === 'health' ? [change.health.state] : []));
	const running = (app: string) =>
		[...shown.values()].filter(row => row.name.startsWith(`${app}-`) && row.phase === 'Running').length;
	return {told, states, running};
}

async function until(isTrue: () => boolean, timeout = 30_000): Promise<void> {
	await expect.poll(isTrue, {timeout, interval: 20}).toBe(true);
}

describe.each(['streamed', 'paged'] as const)('pods by %s lists', way => {
	test('are followed as they come and go', async () => {
		const name = `come-${way}`;
		const {states, running, told} = followPods(await open(admin, way));
		await until(() => states().at(-1) === 'live');
		await create(name, 3);
		await until(() => running(name) === 3);
		await send('DELETE', `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
		await until(() => running(name) === 0);
		expect(told.filter(change => change.type === 'deleted').length).toBeGreaterThanOrEqual(3);
		expect(states().filter(state => state !== 'listing')).toEqual(['connecting', 'live']);
	});

	test('that are there already are shown', async () => {
		const name = `there-${way}`;
		await create(name, 2);
		const before = followPods(await open(admin, way));
		await until(() => before.running(name) === 2);
		const {states, running, told} = followPods(await open(admin, way));
		await until(() => states().at(-1) === 'live');
		expect(running(name)).toBe(2);
		expect(told.some(change => change.type === 'added-page')).toBe(true);
	});
});

describe('rights', () => {
	const {nsViewer} = inject('kubeconfigs');

	test.skipIf(!nsViewer)('a viewer of one namespace sees that one and is denied the rest', async () => {
		const cluster = await open(nsViewer);
		const inside = followPods(cluster, 'default');
		const everywhere = followPods(cluster, '');
		await until(() => inside.states().at(-1) === 'live' && everywhere.states().at(-1) === 'denied');
	});

	test('nobody is denied', async () => {
		const {states} = followPods(await open(acting('nobody-at-all')));
		await until(() => states().includes('denied'));
	});

	test('who may list and not watch polls', async () => {
		await send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', {
			metadata: {name: 'follow-test-lister'},
			rules: [{apiGroups: [''], resources: ['pods'], verbs: ['list']}],
		});
		await send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
			metadata: {name: 'follow-test-lister'},
			roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'follow-test-lister'},
			subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'lister'}],
		});
		const {states, running} = followPods(await open(acting('lister')));
		await until(() => states().includes('polling'));
		await create('polled', 1);
		await until(() => running('polled') === 1);
		expect(states()).not.toContain('stale');
	});

	test('are asked of the server, and so is who I am', async () => {
		const cluster = await open(acting('lister'));
		// Who acts as somebody else is named with whom they are.
		expect(await cluster.whoAmI()).toMatch(/^\S+ as lister$/);
		const may = await cluster.may({verb: 'delete', resource: pods, namespace});
		expect(may).toMatchObject({ok: true, value: {isAllowed: false}});
	});
});

test('what is served is found, with short names and subresources', async () => {
	const found = await (await open()).discover();
	if (!found.ok) throw new Error(found.trouble.says);
	expect(found.value.serverVersion).toMatch(/^v1\./);
	const named = (plural: string) => found.value.resources.find(resource => resource.plural === plural);
	expect(named('deployments')).toMatchObject({
		group: 'apps',
		version: 'v1',
		kind: 'Deployment',
		namespaced: true,
		singular: 'deployment',
		shortNames: ['deploy'],
		subresources: ['scale', 'status'],
	});
	expect(named('httproutes')).toMatchObject({
		group: 'gateway.networking.k8s.io',
		version: 'v1',
		namespaced: true,
	});
	expect(named('nodes')).toMatchObject({namespaced: false, shortNames: ['no']});
});

test('a kind that is not served is absent', async () => {
	const cluster = await open();
	const states: string[] = [];
	const widgets = {group: 'none.example', version: 'v1', plural: 'widgets', kind: 'Widget', namespaced: true};
	closing.unshift(
		cluster.follow(
			widgets,
			{},
			rowOf,
			change => change.type === 'health' && states.push(change.health.state),
		),
	);
	await until(() => states.at(-1) === 'absent');
});

describe('writes', () => {
	let cluster: Cluster;
	let made: KubernetesObject;
	const url = (name: string) => `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

	function planOf(
		guards: readonly Guard[],
		edits: readonly Edit[],
		subresource?: 'scale',
	): {plan: Plan; step: Step} {
		const step: Step = {type: 'edit', target: refOf(deployments, made), subresource, guards, edits};
		const plan: Plan = {
			action: 'scale',
			says: 'A write of a test',
			lines: [],
			steps: [step],
			undo: {way: 'swap'},
			settledWhen: [],
			concerns: [],
			owners: [],
			isEscape: false,
		};
		return {plan, step};
	}

	function apply({plan, step}: {plan: Plan; step: Step}) {
		return cluster.apply(issuePermit(plan, {by: 'key'}), step);
	}

	async function make(name: string): Promise<void> {
		cluster = await open();
		made = await create(name, 1);
	}

	test('scale by the subresource, and are refused whole once the guard fails', async () => {
		await make('scaled');
		const guards = [{at: '/spec/replicas', is: 1}];
		const edits = [{at: '/spec/replicas', from: 1, to: 2}];
		const scale = planOf(guards, edits, 'scale');
		expect(await cluster.rehearse(scale.step)).toMatchObject({ok: true, value: {spec: {replicas: 2}}});
		expect(await send('GET', url('scaled'))).toMatchObject({spec: {replicas: 1}});
		expect(await apply(scale)).toMatchObject({ok: true, value: {kind: 'Scale', spec: {replicas: 2}}});
		const before = await send('GET', url('scaled'));
		expect(await apply(scale)).toMatchObject({ok: false, trouble: {reason: 'guard-failed', status: 422}});
		expect((await send('GET', url('scaled'))).spec).toEqual(before.spec);
	});

	test('refuse another incarnation of the name', async () => {
		await make('reborn');
		made = {...made, metadata: {...made.metadata, uid: '00000000-0000-0000-0000-000000000000'}};
		const other = planOf([], [{at: '/spec/replicas', from: 1, to: 2}]);
		expect(await apply(other)).toMatchObject({ok: false, trouble: {reason: 'guard-failed'}});
		expect(
			await apply({...other, ...planOf([], [{at: '/spec/replicas', from: 1, to: 2}], 'scale')}),
		).toMatchObject({
			trouble: {reason: 'guard-failed'},
		});
	});

	test('say what the server finds invalid', async () => {
		await make('invalid');
		const negative = planOf([], [{at: '/spec/replicas', from: 1, to: -1}]);
		const got = await cluster.rehearse(negative.step);
		expect(got).toMatchObject({ok: false, trouble: {reason: 'invalid', status: 422}});
		expect(!got.ok && got.trouble.says).toMatch(/spec.replicas: .*greater than or equal to 0/);
	});

	test('refuse a member the server does not know', async () => {
		await make('strict');
		const typo = planOf([], [{at: '/spec/replica', from: undefined, to: 2}]);
		const got = await cluster.rehearse(typo.step);
		expect(got.ok).toBe(false);
		expect(!got.ok && got.trouble.says).toContain('unknown field');
	});

	test('create a missing parent, and match strings that Go escapes', async () => {
		await make('escaped');
		const text = 'a&b<c>\u2028 "quoted" \\ grün';
		const at = '/spec/template/metadata/annotations';
		const absent = {at, is: undefined};
		const put = planOf([absent], [{at: `${at}/example.com~1why`, from: undefined, to: text}]);
		expect(await apply(put)).toMatchObject({
			ok: true,
			value: {spec: {template: {metadata: {annotations: {'example.com/why': text}}}}},
		});
		const again = planOf(
			[{at: `${at}/example.com~1why`, is: text}],
			[{at: `${at}/example.com~1why`, from: text, to: undefined}],
		);
		expect(await apply(again)).toMatchObject({ok: true});
		expect(await apply(put)).toMatchObject({ok: true});
		expect(await apply(put)).toMatchObject({trouble: {reason: 'guard-failed'}});
	});

	test('to what is not there are a trouble', async () => {
		await make('vanishing');
		await send('DELETE', url('vanishing'));
		const late = planOf([], [{at: '/spec/replicas', from: 1, to: 2}]);
		await expect
			.poll(async () => {
				const got = await cluster.rehearse(late.step);
				return got.ok ? 'ok' : got.trouble.reason;
			})
			.toBe('not-found');
	});
});

test('lists and reads say what they are', async () => {
	const cluster = await open();
	const list = await cluster.list({...pods, plural: 'namespaces', kind: 'Namespace', namespaced: false}, {});
	expect(list.ok && list.value.map(object => `${object.apiVersion} ${object.kind}`)).toContain(
		'v1 Namespace',
	);
	const none = await cluster.list(pods, {namespace}, {labels: 'app=none'});
	expect(none).toEqual({ok: true, value: []});
	const missing = await cluster.get({resource: pods, namespace, name: 'missing'});
	expect(missing).toMatchObject({trouble: {reason: 'not-found', says: expect.stringContaining('missing')}});
});

test('a log is followed line by line', async () => {
	await create('talks', 1);
	const cluster = await open();
	const list = async () => cluster.list(pods, {namespace}, {labels: 'app=talks'});
	await expect
		.poll(
			async () => {
				const found = await list();
				return found.ok && found.value[0]?.status?.phase;
			},
			{timeout: 30_000},
		)
		.toBe('Running');
	const found = await list();
	if (!found.ok) throw new Error(found.trouble.says);
	const told: LogEvent[] = [];
	const stop = cluster.logs(
		found.value[0]!.metadata as {namespace: string; name: string},
		{follow: true, tailLines: 2},
		event => told.push(event),
	);
	closing.unshift(stop);
	await until(() => told.some(event => event.type === 'lines' && event.lines.length > 0));
});
