import {statSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Journal, memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';
import {type Ended, privateHome, sluice} from '../kit/shell.ts';
import {type Json, RawApi} from './raw-api.ts';
import {
	asked,
	autoscaler,
	changed,
	deployment,
	fieldsOf,
	Ground,
	type Plural,
	route,
	service,
} from './workloads.ts';

// The whole path on a real API server, by real processes: what each command
// writes is compared with the whole object as it was before.

const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let home: ReturnType<typeof privateHome>;
let count = 0;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('shell'));
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

beforeEach(() => {
	home = privateHome();
});

afterEach(() => home.remove());

/** A name that no other test has. */
function unique(prefix: string): string {
	count += 1;
	return `${prefix}-${count}`;
}

function run(...words: readonly string[]): Promise<Ended> {
	// What was done is found by the journal, in whichever namespace it was.
	const where = ['undo', 'journal'].includes(words[0]!) ? [] : ['-n', ground.namespace];
	return sluice([...words, ...where], {...home.env, KUBECONFIG: tester}, 60_000);
}

async function done(...words: readonly string[]): Promise<Ended> {
	const ended = await run(...words, '--yes', '--wait');
	expect(ended, words.join(' ')).toMatchObject({code: 0});
	return ended;
}

function undone(): Promise<Ended> {
	return done('undo');
}

/** Where a Deployment keeps the image of a container, and a route a weight. */
const imageOf = (container: number) => `/spec/template/spec/containers/${container}/image`;
const weightOf = (rule: number, backend: number) => `/spec/rules/${rule}/backendRefs/${backend}/weight`;

const tracked = [
	{
		op: 'add',
		path: '/metadata/annotations/argocd.argoproj.io~1tracking-id',
		value: 'shop:apps/Deployment:a/b',
	},
];

/** The object is what it was, but for these values, to the byte. */
function expectOnly(before: Json, after: Json, values: Readonly<Record<string, Json>>): void {
	expect(JSON.stringify(asked(after))).toBe(JSON.stringify(changed(asked(before), values)));
}

/** Runs a command, compares the whole object with the one before, takes it back and compares again. */
async function expectChange(
	plural: Plural,
	before: Json,
	words: readonly string[],
	values: Readonly<Record<string, Json>>,
): Promise<Json> {
	const {name} = before.metadata;
	await done(...words);
	const after = await ground.get(plural, name);
	expectOnly(before, after, values);
	await undone();
	expectOnly(before, await ground.get(plural, name), {});
	return after;
}

/** Nothing at all was written but by controllers, which may still be busy with what was done before. */
async function expectUntouched(plural: Plural, before: Json): Promise<void> {
	const after = await ground.get(plural, before.metadata.name);
	expectOnly(before, after, {});
	expect(writersOf(after)).toEqual(writersOf(before));
}

/** Who wrote what and when, but for the controllers of the control plane. */
function writersOf({metadata}: Json): Json[] {
	return (metadata.managedFields ?? []).filter(({manager}: Json) => manager !== 'kube-controller-manager');
}

/** A checkout of three versions and a rule for cards, with pods behind each backend. */
async function addCheckout(): Promise<{name: string; versions: string[]; object: Json}> {
	const name = unique('checkout');
	const versions = ['a', 'b', 'c'].map(version => `${name}-${version}`);
	const [a, b, c] = versions as [string, string, string];
	await ground.addBackends({[a]: {track: 'stable'}, [b]: {track: 'canary'}, [c]: {}});
	const object = await ground.add(
		'httproutes',
		route(name, {0: {[a]: 60, [b]: 30, [c]: 10}, cards: {[a]: 90, [b]: 10}}),
	);
	return {name, versions, object};
}

/** Two versions behind one Service; pods of the first take their time to be ready. */
async function addVersions(): Promise<{name: string; a: Json; b: Json}> {
	const name = unique('model');
	await ground.add('services', service(name, {model: name}));
	const [a, b] = await Promise.all([
		ground.addDeployment(`${name}-a`, {
			replicas: 1,
			labels: {model: name, track: 'stable'},
			readyAfter: '1s',
		}),
		ground.addDeployment(`${name}-b`, {replicas: 3, labels: {model: name, track: 'canary'}}),
	]);
	await bothInEndpoints(name, 4);
	return {name, a, b};
}

function bothInEndpoints(name: string, ready: number): Promise<Json> {
	const slices = `/apis/discovery.k8s.io/v1/namespaces/${ground.namespace}/endpointslices`;
	return api.until(`${slices}?labelSelector=kubernetes.io%2Fservice-name%3D${name}`, ({items}) => {
		const endpoints = items.flatMap((slice: Json) => slice.endpoints ?? []);
		return endpoints.filter(({conditions}: Json) => conditions.ready).length === ready;
	});
}

describe('a Deployment', () => {
	test('is scaled, and only its replicas change', async () => {
		const before = await ground.addDeployment(unique('scaled'), {images: {web: 'shop:1', proxy: 'proxy:1'}});
		const after = await expectChange(
			'deployments',
			before,
			['scale', `deploy/${before.metadata.name}`, '4'],
			{'/spec/replicas': 4},
		);
		expect(after.status.readyReplicas).toBe(4);
		expect(fieldsOf('sluice', after)).toEqual(['spec.replicas']);
	});

	test('gets another image in one container of several', async () => {
		const before = await ground.addDeployment(unique('upgraded'), {
			images: {web: 'shop:1', proxy: 'proxy:1', log: 'log:1'},
		});
		const words = ['upgrade', `Deployment.apps/${before.metadata.name}`, 'proxy=proxy:2'];
		const after = await expectChange('deployments', before, words, {[imageOf(1)]: 'proxy:2'});
		expect(fieldsOf('sluice', after)).toEqual(['spec.template.spec.containers.{"name":"proxy"}.image']);
	});

	test('of several containers is not upgraded before one is named', async () => {
		const before = await ground.addDeployment(unique('several'), {images: {web: 'shop:1', proxy: 'proxy:1'}});
		const ended = await run('upgrade', `deploy/${before.metadata.name}`, 'shop:2', '--yes');
		expect(ended).toMatchObject({code: 2, said: expect.stringContaining('web, proxy')});
		await expectUntouched('deployments', before);
	});

	test('is rolled back to the revision before, and forth again by undo', async () => {
		const first = await ground.addDeployment(unique('rolled'), {images: {web: 'shop:1', proxy: 'proxy:1'}});
		const {name} = first.metadata;
		await ground.patch('deployments', name, [{op: 'replace', path: imageOf(0), value: 'shop:2'}]);
		const before = await ground.settled(name);
		const after = await expectChange('deployments', before, ['rollback', `deployment/${name}`], {
			[imageOf(0)]: 'shop:1',
		});
		expectOnly(first, after, {});
	});

	test('is rolled back to a revision of choice', async () => {
		const first = await ground.addDeployment(unique('chosen'));
		const {name} = first.metadata;
		for (const image of ['shop:2', 'shop:3', 'shop:4']) {
			await ground.patch('deployments', name, [{op: 'replace', path: imageOf(0), value: image}]);
			await ground.settled(name);
		}
		const before = await ground.get('deployments', name);
		const words = ['rollback', `deployments.apps/${name}`, '--to-revision', '2'];
		await expectChange('deployments', before, words, {[imageOf(0)]: 'shop:2'});
		const ended = await run('rollback', `deploy/${name}`, '--to-revision', '99', '--yes');
		expect(ended).toMatchObject({code: 1, said: expect.stringContaining('no revision 99')});
	});

	test('is restarted as kubectl does it, which nothing takes back', async () => {
		const before = await ground.addDeployment(unique('restarted'));
		const {name} = before.metadata;
		const began = Math.floor(Date.now() / 1000) * 1000;
		await done('restart', `deploy/${name}`);
		const after = await ground.get('deployments', name);
		const at = after.spec.template.metadata.annotations['kubectl.kubernetes.io/restartedAt'];
		expect(Date.parse(at)).toBeGreaterThanOrEqual(began);
		expect(asked(after)).toEqual(
			changed(asked(before), {
				'/spec/template/metadata/annotations': {'kubectl.kubernetes.io/restartedAt': at},
			}),
		);
		const ended = await run('undo', '--yes');
		expect(ended).toMatchObject({code: 3, said: expect.stringContaining('cannot be undone')});
		await expectUntouched('deployments', after);
	});

	test('given an image that cannot be pulled does not settle in time, and undo repairs it', async () => {
		const before = await ground.addDeployment(unique('broken'));
		const {name} = before.metadata;
		const words = ['upgrade', `deploy/${name}`, 'web=broken:1', '--yes', '--wait', '--timeout', '3s'];
		const ended = await run(...words);
		expect(ended).toMatchObject({code: 4, said: expect.stringContaining('not settled')});
		const broken = await ground.get('deployments', name);
		expectOnly(before, broken, {[imageOf(0)]: 'broken:1'});
		await undone();
		const repaired = await ground.settled(name);
		expectOnly(before, repaired, {});
	});

	test('under an autoscaler is not scaled', async () => {
		const before = await ground.addDeployment(unique('autoscaled'), {replicas: 3});
		const {name} = before.metadata;
		await ground.add('horizontalpodautoscalers', autoscaler(name));
		const ended = await run('scale', `deploy/${name}`, '5', '--yes');
		expect(ended.code).toBe(3);
		expect(ended.said).toContain(`HorizontalPodAutoscaler ${name}`);
		expect(ended.said).toContain('between 2 and 6');
		expect((await ground.get('deployments', name)).spec).toEqual(before.spec);
	});

	test('that Argo CD tracks is scaled with a warning', async () => {
		const {metadata} = await ground.addDeployment(unique('tracked'));
		await ground.patch('deployments', metadata.name, tracked);
		const ended = await run('scale', `deploy/${metadata.name}`, '3', '--dry-run');
		expect(ended).toMatchObject({code: 0, said: expect.stringContaining('Argo CD application shop')});
	});

	test('that is paused is neither restarted nor rolled back', async () => {
		const {metadata} = await ground.addDeployment(unique('paused'));
		const {name} = metadata;
		await ground.patch('deployments', name, [{op: 'replace', path: imageOf(0), value: 'shop:2'}]);
		await ground.settled(name);
		await ground.patch('deployments', name, [{op: 'add', path: '/spec/paused', value: true}]);
		const before = await ground.get('deployments', name);
		for (const verb of ['restart', 'rollback']) {
			const ended = await run(verb, `deploy/${name}`, '--yes');
			expect(ended).toMatchObject({code: 3, said: expect.stringContaining('paused')});
		}
		expectOnly(before, await ground.get('deployments', name), {});
	});
});

test('a ReplicaSet that a Deployment controls is not scaled: it would be scaled back', async () => {
	const {metadata} = await ground.addDeployment(unique('controlled'));
	const {body} = await api.get(ground.path('replicasets'));
	const replicaSet = body.items.find(
		(each: Json) => each.metadata.ownerReferences?.[0]?.uid === metadata.uid,
	);
	const ended = await run('scale', `rs/${replicaSet.metadata.name}`, '5', '--yes');
	expect(ended.code, ended.said).toBe(3);
	expect((await ground.get('replicasets', replicaSet.metadata.name)).spec.replicas).toBe(2);
});

test('a StatefulSet is scaled, upgraded and restarted by the same words', async () => {
	const name = unique('stateful');
	const {metadata, spec} = deployment(name, {replicas: 1});
	await ground.add('statefulsets', {metadata, spec: {...spec, serviceName: name}});
	const before = await ground.until('statefulsets', name, ({status}) => status.readyReplicas === 1);
	await expectChange('statefulsets', before, ['scale', `sts/${name}`, '2'], {'/spec/replicas': 2});
	await expectChange('statefulsets', before, ['upgrade', `sts/${name}`, 'shop:2'], {[imageOf(0)]: 'shop:2'});
	await done('restart', `statefulset/${name}`);
});

describe('an HTTPRoute', () => {
	test('shifts between two backends of the rule that is named', async () => {
		const {name, versions, object} = await addCheckout();
		const words = [
			'shift',
			`httproute.gateway.networking.k8s.io/${name}`,
			'--rule',
			'cards',
			`${versions[1]}=25`,
		];
		const after = await expectChange('httproutes', object, words, {
			[weightOf(1, 0)]: 75,
			[weightOf(1, 1)]: 25,
		});
		expect(fieldsOf('sluice', after)).toEqual(['spec.rules']);
	});

	test('shifts by the path of a rule without a name, and backends not named keep their proportions', async () => {
		const {name, versions, object} = await addCheckout();
		const words = [
			'shift',
			`HTTPRoute.gateway.networking.k8s.io/${name}`,
			'--rule',
			'0',
			`${versions[1]}=60`,
		];
		await expectChange('httproutes', object, words, {
			[weightOf(0, 0)]: 34,
			[weightOf(0, 1)]: 60,
			[weightOf(0, 2)]: 6,
		});
	});

	test('leaves a third backend whose share stays untouched, to the byte', async () => {
		const {name, versions, object} = await addCheckout();
		await ground.patch('httproutes', name, [
			{op: 'add', path: '/spec/rules/0/backendRefs/2/filters', value: [mirrorless]},
		]);
		const before = await ground.get('httproutes', name);
		const shares = [`${versions[0]}=50`, `${versions[1]}=40`];
		await expectChange(
			'httproutes',
			before,
			['shift', `httproute.gateway.networking.k8s.io/${name}`, '--rule', '0', ...shares],
			{
				[weightOf(0, 0)]: 50,
				[weightOf(0, 1)]: 40,
			},
		);
		expect(before.metadata.uid).toBe(object.metadata.uid);
	});

	test('drains to the version that its pods are marked as, on every rule at once', async () => {
		const {name, object} = await addCheckout();
		await expectChange(
			'httproutes',
			object,
			['drain-traffic', `httproute.gateway.networking.k8s.io/${name}`],
			{
				[weightOf(0, 0)]: 100,
				[weightOf(0, 1)]: 0,
				[weightOf(0, 2)]: 0,
				[weightOf(1, 0)]: 100,
				[weightOf(1, 1)]: 0,
			},
		);
	});

	test('drains to the version that is named, on one rule', async () => {
		const {name, versions, object} = await addCheckout();
		const words = [
			'drain-traffic',
			`httproute.gateway.networking.k8s.io/${name}`,
			'--rule',
			'cards',
			'--to',
			versions[1]!,
		];
		await expectChange('httproutes', object, words, {[weightOf(1, 0)]: 0, [weightOf(1, 1)]: 100});
	});

	test('without a mark is not drained before the version that stays is named', async () => {
		const name = unique('unmarked');
		const [a, b] = [`${name}-a`, `${name}-b`];
		await ground.addBackends({[a]: {}, [b]: {}});
		const object = await ground.add('httproutes', route(name, {0: {[a]: 90, [b]: 10}}));
		const ended = await run('drain-traffic', `httproute.gateway.networking.k8s.io/${name}`, '--yes');
		expect(ended).toMatchObject({code: 3, said: expect.stringContaining('--to')});
		await expectUntouched('httproutes', object);
	});

	test('is not shifted when another share stands than was expected', async () => {
		const {name, versions, object} = await addCheckout();
		const words = [
			'shift',
			`httproute.gateway.networking.k8s.io/${name}`,
			'--rule',
			'cards',
			`${versions[1]}=25`,
			'--yes',
		];
		const refused = await run(...words, '--expect', `${versions[1]}=20`);
		expect(refused).toMatchObject({code: 3, said: expect.stringContaining('has 10 %, not 20 %')});
		await expectUntouched('httproutes', object);
		expect(await run(...words, '--expect', `${versions[1]}=10`)).toMatchObject({code: 0});
	});

	const mirrorless = {
		type: 'RequestHeaderModifier',
		requestHeaderModifier: {set: [{name: 'x-version', value: 'c<d>&e'}]},
	};
});

describe('Deployments behind one Service', () => {
	/** What could answer at each moment, as the two were written one after the other. */
	async function readyPods(...since: readonly Json[]): Promise<number[]> {
		const states = (await Promise.all(since.map(each => ground.history('deployments', each)))).flat();
		const byVersion = states.sort(
			(left, right) => Number(left.metadata.resourceVersion) - Number(right.metadata.resourceVersion),
		);
		const now = new Map(since.map(each => [each.metadata.name, each]));
		return byVersion.map(state => {
			now.set(state.metadata.name, state);
			return [...now.values()].reduce(
				(sum, {spec, status}) => sum + Math.min(spec.replicas, status.readyReplicas ?? 0),
				0,
			);
		});
	}

	test('are shifted by scaling, the riser ready before the other goes down', async () => {
		const {name, a, b} = await addVersions();
		await done('shift', `svc/${name}`, `${name}-a=75`);
		const [afterA, afterB] = await Promise.all([ground.settled(`${name}-a`), ground.settled(`${name}-b`)]);
		expectOnly(a, afterA, {'/spec/replicas': 3});
		expectOnly(b, afterB, {'/spec/replicas': 1});
		const shifting = await readyPods(a, b);
		expect(Math.max(...shifting)).toBe(6);
		expect(Math.min(...shifting)).toBe(4);

		await bothInEndpoints(name, 4);
		await undone();
		expectOnly(a, await ground.get('deployments', `${name}-a`), {});
		expectOnly(b, await ground.get('deployments', `${name}-b`), {});
		const undoing = await readyPods(afterA, afterB);
		expect(Math.max(...undoing)).toBe(6);
		expect(Math.min(...undoing)).toBe(4);
	});

	test('are not shifted to a share that so few pods cannot have', async () => {
		const {name, a, b} = await addVersions();
		const ended = await run('shift', `svc/${name}`, `${name}-a=1`, '--yes');
		expect(ended).toMatchObject({code: 3, said: expect.stringContaining('steps of 25 %')});
		await expectUntouched('deployments', a);
		await expectUntouched('deployments', b);
	});

	test('are shifted with a warning when Argo CD tracks them', async () => {
		const {name} = await addVersions();
		await ground.patch('deployments', `${name}-b`, tracked);
		const ended = await run('shift', `svc/${name}`, `${name}-b=100`, '--dry-run');
		expect(ended).toMatchObject({code: 0, said: expect.stringContaining('Argo CD application shop')});
	});

	test('are drained to the one marked stable', async () => {
		const {name, a, b} = await addVersions();
		await done('drain-traffic', `service/${name}`);
		expectOnly(a, await ground.get('deployments', `${name}-a`), {'/spec/replicas': 4});
		expectOnly(b, await ground.get('deployments', `${name}-b`), {'/spec/replicas': 0});
		await undone();
		expectOnly(b, await ground.get('deployments', `${name}-b`), {});
		expectOnly(a, await ground.get('deployments', `${name}-a`), {});
	});

	test('stop half-way when the riser does not become ready, and undo takes the half back', async () => {
		const {name, a, b} = await addVersions();
		await ground.patch('deployments', `${name}-a`, [{op: 'replace', path: imageOf(0), value: 'broken:1'}]);
		const broken = await ground.get('deployments', `${name}-a`);
		const ended = await run('shift', `svc/${name}`, `${name}-a=75`, '--yes', '--timeout', '2s');
		expect(ended).toMatchObject({code: 4, said: expect.stringContaining('Stopped half-way')});
		await expectUntouched('deployments', b);
		expectOnly(broken, await ground.get('deployments', `${name}-a`), {'/spec/replicas': 3});
		expect(await run('undo', '--yes')).toMatchObject({code: 0});
		expectOnly(broken, await ground.get('deployments', `${name}-a`), {});
		expect(a.spec.replicas).toBe(1);
	});
});

test('a dry run shows the exact patches and changes nothing', async () => {
	const {name, versions, object} = await addCheckout();
	const [a] = versions as [string];
	const first = await ground.get('deployments', a);
	await ground.patch('deployments', a, [{op: 'replace', path: imageOf(0), value: 'shop:2'}]);
	const before = await ground.settled(a);
	const expected: ReadonlyArray<readonly [readonly string[], Json]> = [
		[['scale', `deploy/${a}`, '3'], {op: 'add', path: '/spec/replicas', value: 3}],
		[['upgrade', `deploy/${a}`, 'shop:9'], {op: 'add', path: imageOf(0), value: 'shop:9'}],
		[['rollback', `deploy/${a}`], expect.objectContaining({path: '/spec/template'})],
		[['restart', `deploy/${a}`], expect.objectContaining({op: 'add'})],
		[
			['shift', `httproute.gateway.networking.k8s.io/${name}`, '--rule', 'cards', `${a}=50`],
			{op: 'add', path: weightOf(1, 1), value: 50},
		],
		[
			['drain-traffic', `httproute.gateway.networking.k8s.io/${name}`],
			{op: 'add', path: weightOf(1, 1), value: 0},
		],
	];
	for (const [words, operation] of expected) {
		const ended = await run(...words, '--dry-run');
		expect(ended, words.join(' ')).toMatchObject({code: 0});
		const steps = JSON.parse(ended.out);
		expect(steps).toHaveLength(1);
		expect(steps[0].patch[0]).toEqual({op: 'test', path: '/metadata/uid', value: steps[0].uid});
		expect(steps[0].patch.at(-1)).toEqual(operation);
	}
	await expectUntouched('deployments', before);
	await expectUntouched('httproutes', object);
	expect(first.metadata.uid).toBe(before.metadata.uid);
	expect((await run('journal')).said).toContain('Nothing was changed');
});

describe('somebody else in between', () => {
	let cluster: Cluster;
	let journal: Journal;

	beforeAll(async () => {
		const connected = await connect({kubeconfig: tester, env: {}});
		if (!connected.ok) throw new Error(connected.trouble.says);
		cluster = connected.value;
	});

	afterAll(() => cluster.close());

	beforeEach(() => {
		journal = memoryJournal();
	});

	/** Performs a command while something happens between the preview and the confirmation. */
	function performed(command: ActionCommand, meanwhile: () => Promise<unknown>): Promise<Outcome> {
		return perform(command, {
			cluster,
			journal,
			clock: systemClock,
			rules: {readOnly: false, isProduction: false, contextName: cluster.context.name},
			wait: true,
			timeoutMs: 30_000,
			signal: new AbortController().signal,
			tell: () => {},
			async confirm() {
				await meanwhile();
				return true;
			},
		});
	}

	const stale = {end: 'refused', refusal: {refused: 'stale'}};
	const workload = (name: string) => ({resource: deployments, namespace: ground.namespace, name});
	const theRoute = (name: string) => ({resource: httpRoutes, namespace: ground.namespace, name});

	test.each([
		['the replicas', 'scale', [{op: 'replace', path: '/spec/replicas', value: 3}]],
		['the image', 'upgrade', [{op: 'replace', path: imageOf(0), value: 'shop:7'}]],
		[
			'the order of the containers',
			'upgrade',
			[{op: 'move', from: '/spec/template/spec/containers/1', path: '/spec/template/spec/containers/0'}],
		],
		['anything at all', 'rollback', [{op: 'replace', path: '/spec/replicas', value: 3}]],
	])('changes %s: it is refused to %s', async (_what, action, patch) => {
		const {metadata} = await ground.addDeployment(unique('raced'), {
			images: {web: 'shop:1', proxy: 'proxy:1'},
		});
		const {name} = metadata;
		await ground.patch('deployments', name, [{op: 'replace', path: imageOf(0), value: 'shop:2'}]);
		await ground.settled(name);
		const target = workload(name);
		const commands: Readonly<Record<string, ActionCommand>> = {
			scale: {action: 'scale', target, replicas: 5},
			upgrade: {action: 'upgrade', target, container: 'web', image: 'shop:9'},
			rollback: {action: 'rollback', target},
		};
		let theirs: Json;
		const outcome = await performed(commands[action]!, async () => {
			await ground.patch('deployments', name, patch);
			theirs = await ground.get('deployments', name);
		});
		expect(outcome).toMatchObject(stale);
		expectOnly(theirs, await ground.get('deployments', name), {});
	});

	test('appends a backend: the rule is not shifted', async () => {
		const {name, versions} = await addCheckout();
		const percents = [{backend: versions[1]!, percent: 40}];
		let theirs: Json;
		const outcome = await performed(
			{action: 'shift', target: theRoute(name), rule: 'cards', percents},
			async () => {
				const added = {name: versions[2], port: 80, weight: 50};
				await ground.patch('httproutes', name, [
					{op: 'add', path: '/spec/rules/1/backendRefs/-', value: added},
				]);
				theirs = await ground.get('httproutes', name);
			},
		);
		expect(outcome).toMatchObject(stale);
		await expectUntouched('httproutes', theirs);
	});

	test('shifts another rule: both changes stand', async () => {
		const {name, versions, object} = await addCheckout();
		const percents = [{backend: versions[1]!, percent: 40}];
		const outcome = await performed({action: 'shift', target: theRoute(name), rule: 'cards', percents}, () =>
			ground.patch('httproutes', name, [{op: 'replace', path: weightOf(0, 2), value: 11}]),
		);
		expect(outcome).toMatchObject({end: 'settled'});
		expectOnly(object, await ground.get('httproutes', name), {
			[weightOf(0, 2)]: 11,
			[weightOf(1, 0)]: 60,
			[weightOf(1, 1)]: 40,
		});
	});

	test('shifts the same rule: the drain goes out all the same', async () => {
		const {name, object} = await addCheckout();
		const outcome = await performed(
			{action: 'drain-traffic', target: theRoute(name), rule: 'cards', only: true},
			() => ground.patch('httproutes', name, [{op: 'replace', path: weightOf(1, 1), value: 70}]),
		);
		expect(outcome).toMatchObject({end: 'settled'});
		const after = await ground.get('httproutes', name);
		expectOnly(object, after, {
			[weightOf(1, 0)]: after.spec.rules[1].backendRefs[0].weight,
			[weightOf(1, 1)]: 0,
		});
		expect(after.spec.rules[1].backendRefs[0].weight).toBeGreaterThan(0);
	});

	test('labels the Deployment: it is scaled, and the label stays', async () => {
		const before = await ground.addDeployment(unique('labelled'));
		const {name} = before.metadata;
		const outcome = await performed({action: 'scale', target: workload(name), replicas: 3}, () =>
			ground.patch('deployments', name, [{op: 'add', path: '/metadata/labels/owner', value: 'them'}]),
		);
		expect(outcome).toMatchObject({end: 'settled'});
		expect(asked(await ground.get('deployments', name))).toEqual(
			changed(asked(before), {'/spec/replicas': 3, '/metadata/labels/owner': 'them'}),
		);
	});

	test('deletes it and creates it anew: nothing is done to the new one', async () => {
		const {metadata} = await ground.addDeployment(unique('recreated'));
		const {name, uid} = metadata;
		let another: Json;
		const outcome = await performed({action: 'scale', target: workload(name), replicas: 5}, async () => {
			await ground.remove('deployments', name);
			another = await ground.add('deployments', deployment(name));
		});
		expect(outcome).toMatchObject(stale);
		const shown = await performed(
			{action: 'restart', target: {...workload(name), uid}},
			async () => undefined,
		);
		expect(shown).toMatchObject(stale);
		expectOnly(another, await ground.get('deployments', name), {});
	});

	test('deletes it: that it is gone is said', async () => {
		const {metadata} = await ground.addDeployment(unique('deleted'));
		const {name} = metadata;
		const outcome = await performed({action: 'scale', target: workload(name), replicas: 5}, () =>
			ground.remove('deployments', name),
		);
		expect(outcome).toMatchObject({end: 'failed', trouble: {reason: 'not-found'}});
	});
});

describe('undo', () => {
	test('is refused for an object that was recreated', async () => {
		const {metadata} = await ground.addDeployment(unique('again'));
		const {name} = metadata;
		await done('scale', `deploy/${name}`, '3');
		await ground.remove('deployments', name);
		const another = await ground.addDeployment(name, {replicas: 3});
		const ended = await run('undo', '--yes');
		expect(ended).toMatchObject({code: 3, said: expect.stringContaining('created anew')});
		expectOnly(another, await ground.get('deployments', name), {});
	});

	test('is refused where somebody changed it since', async () => {
		const {metadata} = await ground.addDeployment(unique('since'));
		const {name} = metadata;
		await done('scale', `deploy/${name}`, '3');
		await ground.patch('deployments', name, [{op: 'replace', path: '/spec/replicas', value: 1}]);
		const ended = await run('undo', '--yes');
		expect(ended.code, ended.said).toBe(3);
		expect((await ground.get('deployments', name)).spec.replicas).toBe(1);
	});

	test('takes back the change of an id, and can itself be undone', async () => {
		const {metadata} = await ground.addDeployment(unique('byid'));
		const {name} = metadata;
		await done('scale', `deploy/${name}`, '3');
		await done('upgrade', `deploy/${name}`, 'shop:2');
		const entries = async () => JSON.parse((await run('journal', '-o', 'json')).out).journal;
		const [scaled] = await entries();
		expect(scaled).toMatchObject({action: 'scale', applied: 1, end: 'settled'});
		expect(statSync(join(home.env.XDG_STATE_HOME!, 'sluice', 'journal.jsonl')).mode & 0o777).toBe(0o600);
		expect(await run('undo', scaled.id, '--yes')).toMatchObject({code: 0});
		expect((await ground.get('deployments', name)).spec.replicas).toBe(2);
		expect(await run('undo', (await entries()).at(-1).id, '--yes')).toMatchObject({code: 0});
		const after = await ground.get('deployments', name);
		expect(after.spec.replicas).toBe(3);
		expect(after.spec.template.spec.containers[0].image).toBe('shop:2');
	});
});

describe('what stands is read', () => {
	test('as JSON, as the server has it', async () => {
		const {name, versions, object} = await addCheckout();
		const read = async (list: string) => JSON.parse((await run('get', list, '-o', 'json')).out)[list];
		const named = (rows: Json[], wanted: string) => rows.find(row => row.name === wanted);
		expect(named(await read('deployments'), versions[0]!)).toMatchObject({
			namespace: ground.namespace,
			wanted: 1,
			ready: 1,
			updated: 1,
			available: 1,
			images: [{name: 'web', image: 'shop:1'}],
		});
		const pods: Json[] = await read('pods');
		expect(pods.find(pod => pod.workload?.name === versions[0])).toMatchObject({
			status: 'Running',
			ready: 1,
			containers: 1,
			isReady: true,
			workload: {kind: 'Deployment'},
		});
		// Other tests bring nodes of their own meanwhile, and may empty one of these.
		const nodes = (await read('nodes')).filter((node: Json) => /^node-\d{3}$/.test(node.name));
		expect(nodes).toHaveLength(3);
		for (const {status} of nodes) expect(status).toMatch(/^Ready(,SchedulingDisabled)?$/);
		const splits: Json[] = await read('splits');
		const [first, cards] = splits.filter(split => split.name === name);
		expect(first).toMatchObject({dialect: 'gateway-api', uid: object.metadata.uid, rule: '0', match: '/0'});
		expect(cards).toMatchObject({
			rule: 'cards',
			total: 'relative',
			backends: [
				{
					name: versions[0],
					role: 'champion',
					roleFrom: 'mark',
					weight: 90,
					share: 90,
					writable: true,
					image: 'shop:1',
				},
				{
					name: versions[1],
					role: 'challenger',
					roleFrom: 'mark',
					weight: 10,
					share: 10,
					pods: {ready: 1, wanted: 1},
				},
			],
		});
	});

	test('by check, with how long each part took', async () => {
		const ended = await run('check');
		expect(ended.code, ended.said).toBe(0);
		expect(ended.out).toMatch(/^version +v1\.\d+/m);
		expect(ended.out).toMatch(/^user +(tester|admin|kubernetes-admin)/m);
		expect(ended.out).toMatch(/^watch +\d+ pods in namespace \S+, live in \d+ ms/m);
	});
});

describe('wait', () => {
	test.each([
		['settled', 0],
		['ready=2', 0],
		['ready=3', 4],
	])('--for %s of a Deployment of two ends with %i', async (settled, code) => {
		const {metadata} = await ground.addDeployment(unique('awaited'));
		const ended = await run('wait', `deploy/${metadata.name}`, '--for', settled, '--timeout', '1s');
		expect(ended).toMatchObject({code});
	});

	test('returns once pods that take their time are ready', async () => {
		const name = unique('slow');
		await ground.add('deployments', deployment(name, {readyAfter: '1s'}));
		expect(await run('wait', `deploy/${name}`, '--timeout', '30s')).toMatchObject({code: 0});
		expect((await ground.get('deployments', name)).status.readyReplicas).toBe(2);
	});

	test('for a share returns once somebody has shifted to it', async () => {
		const {name, versions} = await addCheckout();
		const awaited = [
			'wait',
			`httproute.gateway.networking.k8s.io/${name}`,
			'--rule',
			'cards',
			'--for',
			`${versions[1]}=40`,
		];
		const waiting = run(...awaited, '--timeout', '30s');
		await done(
			'shift',
			`httproute.gateway.networking.k8s.io/${name}`,
			'--rule',
			'cards',
			`${versions[1]}=40`,
		);
		expect(await waiting).toMatchObject({code: 0});
		expect(
			await run(
				'wait',
				`httproute.gateway.networking.k8s.io/${name}`,
				'--rule',
				'cards',
				'--for',
				`${versions[1]}=41`,
				'--timeout',
				'1s',
			),
		).toMatchObject({code: 4});
	});
});
