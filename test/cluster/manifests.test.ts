import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {dump, load} from 'js-yaml';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test} from 'vitest';
import {type Ended, privateHome, sluice, startSluice} from '../kit/shell.ts';
import {defineGitOps} from './gitops-definitions.ts';
import {type Json, RawApi} from './raw-api.ts';
import {autoscaler, Ground, route} from './workloads.ts';

// The roles in manifests/, given to real service accounts: each does what it is
// for, reads without being denied, and is refused everything else by the server.

const {admin} = inject('kubeconfigs');
const api = new RawApi(admin);
const roles = ['viewer', 'shifter', 'operator', 'debugger'] as const;
type Role = (typeof roles)[number];
const suffix = Date.now().toString(36);
const rbac = '/apis/rbac.authorization.k8s.io/v1';
let ground: Ground;
let undefine = async () => {};
let home: ReturnType<typeof privateHome>;
const tokens = {} as Record<Role, string>;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('manifests'));
	undefine = await defineGitOps(api);
	for (const role of roles) tokens[role] = await grant(role);
	await ground.addBackends({a: {track: 'stable'}, b: {}});
	await ground.add('httproutes', route('checkout', {cards: {a: 90, b: 10}}));
	await ground.add('virtualservices', {
		apiVersion: 'networking.istio.io/v1',
		kind: 'VirtualService',
		metadata: {name: 'checkout'},
		spec: {
			hosts: ['checkout'],
			http: [
				{
					route: [
						{destination: {host: 'a'}, weight: 90},
						{destination: {host: 'b'}, weight: 10},
					],
				},
			],
		},
	});
	await ground.add('trafficsplits', {
		apiVersion: 'split.smi-spec.io/v1alpha3',
		kind: 'TrafficSplit',
		metadata: {name: 'checkout'},
		spec: {
			service: 'checkout',
			backends: [
				{service: 'a', weight: 90},
				{service: 'b', weight: 10},
			],
		},
	});
	await ground.add('traefikservices', {
		apiVersion: 'traefik.io/v1alpha1',
		kind: 'TraefikService',
		metadata: {name: 'checkout'},
		spec: {
			weighted: {
				services: [
					{name: 'a', port: 80, weight: 90},
					{name: 'b', port: 80, weight: 10},
				],
			},
		},
	});
	await addLed();
	await created(`/api/v1/namespaces/${ground.namespace}/secrets`, {
		metadata: {name: 'db'},
		stringData: {password: 'hunter2'},
	});
});

afterAll(async () => {
	for (const role of roles) {
		await api.delete(`${rbac}/clusterrolebindings/sluice-${role}-${suffix}`);
		await api.delete(`${rbac}/clusterroles/sluice-${role}-${suffix}`);
	}
	await api.delete(`/api/v1/nodes/${ownNode()}`);
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	await undefine();
	api.close();
});

beforeEach(() => {
	home = privateHome();
});

afterEach(() => home.remove());

async function created(path: string, object: Json): Promise<Json> {
	const {status, body} = await api.create(path, object);
	expect(status, JSON.stringify(body)).toBe(201);
	return body;
}

/** Creates the role as the manifest has it, under a name of this run, and answers with a token of who is bound to it. */
async function grant(role: Role): Promise<string> {
	const manifest = load(readFileSync(`manifests/sluice-${role}.yaml`, 'utf8')) as Json;
	const name = `sluice-${role}-${suffix}`;
	await created(`${rbac}/clusterroles`, {...manifest, metadata: {name}});
	const accounts = `/api/v1/namespaces/${ground.namespace}/serviceaccounts`;
	await created(accounts, {metadata: {name: role}});
	await created(`${rbac}/clusterrolebindings`, {
		metadata: {name},
		roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name},
		subjects: [{kind: 'ServiceAccount', name: role, namespace: ground.namespace}],
	});
	const {status} = await created(`${accounts}/${role}/token`, {spec: {expirationSeconds: 3600}});
	return status.token;
}

/** The administrator's kubeconfig with the token of the role in place of the administrator. */
function kubeconfigOf(role: Role): string {
	const config = load(readFileSync(admin, 'utf8')) as Json;
	config.users[0].user = {token: tokens[role]};
	const file = join(home.env.HOME!, `${role}.kubeconfig`);
	writeFileSync(file, dump(config), {mode: 0o600});
	return file;
}

function as(role: Role, ...words: readonly string[]): Promise<Ended> {
	// Nodes are nobody's namespace, and are not told one.
	const isNowhere = /^(undo|journal|cordon|uncordon|drain-node)$/.test(words[0]!);
	const where = isNowhere ? [] : ['-n', ground.namespace];
	const [verb, ...rest] = words;
	return sluice([verb!, ...where, ...rest], {...home.env, KUBECONFIG: kubeconfigOf(role)}, 60_000);
}

/** A rollout as its engine leaves it at a pause: nobody takes its steps here. */
async function addLed(): Promise<void> {
	const file = 'test/fixtures/engines/argo-rollouts/paused-until-promoted.json';
	const {status, spec, ...rest} = JSON.parse(readFileSync(file, 'utf8')) as Json;
	const {name, labels, annotations} = rest.metadata;
	await ground.add('rollouts', {...rest, spec, metadata: {name, labels, annotations}});
	await ground.patchStatus('rollouts', name, status);
}

/** Of this run alone, and no kubelet plays it. */
const ownNode = () => `node-of-${ground.namespace}`;

const traffic = [
	['shift', 'httproute.gateway.networking.k8s.io/checkout', 'b=50'],
	['shift', 'virtualservice.networking.istio.io/checkout', 'b=50'],
	['shift', 'trafficsplit.split.smi-spec.io/checkout', 'b=50'],
	['shift', 'traefikservice.traefik.io/checkout', 'b=50'],
	// It closes the ways of the other dialects as well.
	['drain-traffic', 'httproute.gateway.networking.k8s.io/checkout'],
] as const;
/** A shift of Deployments behind one Service scales them. */
const scaling = ['scale', 'deploy/a', '2'] as const;
const workloads = [
	['upgrade', 'deploy/b', 'shop:2'],
	['pause', 'deploy/b'],
] as const;
const may: Readonly<Record<Role, ReadonlyArray<readonly string[]>>> = {
	viewer: [],
	shifter: [...traffic, scaling],
	operator: [...traffic, scaling, ...workloads],
	debugger: [],
};

describe.each(roles)('the role %s', role => {
	test.each([
		['get', 'pods'],
		['get', 'deployments'],
		['get', 'splits'],
		['get', 'rollouts'],
		['get', 'nodes'],
		['check'],
	])('reads without being denied: %s %s', async (...words) => {
		const ended = await as(role, ...words);
		expect(ended).toMatchObject({code: 0, said: expect.not.stringContaining('may not')});
	});

	test('reads no secret', async () => {
		const mine = new RawApi(kubeconfigOf(role));
		for (const path of ['/api/v1/secrets', `/api/v1/namespaces/${ground.namespace}/secrets/db`])
			expect(await mine.get(path)).toMatchObject({status: 403});
		mine.close();
	});

	test.each([
		['POST', 'serviceaccounts'],
		['POST', 'pods'],
		['POST', 'pods/a/exec'],
		['POST', 'serviceaccounts/operator/token'],
		['DELETE', 'secrets/db'],
		['PATCH', 'secrets/db'],
	])('is refused by the server: %s %s', async (method, path) => {
		const mine = new RawApi(kubeconfigOf(role));
		const type = method === 'PATCH' ? 'application/merge-patch+json' : undefined;
		const answer = await mine.send(method, `/api/v1/namespaces/${ground.namespace}/${path}`, '{}', type);
		// Whoever may enter pods is told that there is no such one.
		const isLine = path.endsWith('/exec') && role === 'debugger';
		expect(answer).toMatchObject({status: isLine ? 404 : 403});
		mine.close();
	});

	test.each([...traffic, scaling, ...workloads].map(words => [words.join(' '), words] as const))(
		'does what it is for and no more: %s',
		async (_name, words) => {
			const isAllowed = may[role].some(each => each.join() === words.join());
			const ended = await as(role, ...words, '--yes', '--wait');
			expect(ended).toMatchObject(isAllowed ? {code: 0} : {code: 3});
			if (!isAllowed) expect(ended.said).toContain('You may not patch');
			else expect(await as(role, 'undo', '--yes', '--wait')).toMatchObject({code: 0});
		},
	);

	test.each([
		['delete', 'deploy/b', 'You may not delete deployments.apps'],
		['delete', 'httproute.gateway.networking.k8s.io/checkout', 'You may not delete httproutes'],
		['cordon', 'node-000', 'You may not patch nodes'],
	])('removes and cordons only as an operator: %s %s', async (verb, object, says) => {
		// Nodes are nobody's namespace, and are not told one.
		const where = verb === 'cordon' ? [] : ['-n', ground.namespace];
		const env = {...home.env, KUBECONFIG: kubeconfigOf(role)};
		const ended = await sluice([verb, object, '--dry-run', ...where], env, 60_000);
		const isOperator = role === 'operator';
		expect(ended).toMatchObject({
			code: isOperator ? 0 : 3,
			said: expect.stringContaining(isOperator ? 'would accept it' : says),
		});
	});

	test(`${role === 'debugger' ? 'enters' : 'does not enter'} pods`, async () => {
		const {items} = await ground.list('pods');
		const {metadata} = items.find((pod: Json) => pod.metadata.labels.app === 'a');
		const ran = await as(role, 'exec', metadata.name, '--yes', '--', 'echo', 'seen');
		const forwarding = startForward(role, metadata.name);
		if (role === 'debugger') {
			expect(ran).toMatchObject({code: 0, out: 'seen\n'});
			expect(await forwarding.answers()).toBe(hello);
			return;
		}
		expect(ran).toMatchObject({code: 3, out: '', said: expect.stringContaining('pods/exec')});
		expect(await forwarding.ended).toMatchObject({
			code: 3,
			said: expect.stringContaining('pods/portforward'),
		});
	});

	test('reads the logs of pods', async () => {
		const {items} = await ground.list('pods');
		const {metadata} = items.find((pod: Json) => pod.metadata.labels.app === 'a');
		const mine = new RawApi(kubeconfigOf(role));
		const path = `/api/v1/namespaces/${ground.namespace}/pods/${metadata.name}/log?tailLines=1`;
		expect(await mine.get(path)).toMatchObject({status: 200});
		mine.close();
	});

	test.runIf(may[role].length > 0)('sees everyone who might fight it', async () => {
		const ended = await as(
			role,
			'shift',
			'httproute.gateway.networking.k8s.io/checkout',
			'b=20',
			'--dry-run',
		);
		expect(ended).toMatchObject({code: 0});
		expect(ended.said + ended.out).not.toMatch(/may not|unknown/i);
	});
});

describe('an operator, for real', () => {
	async function done(...words: readonly string[]): Promise<Ended> {
		const ended = await as('operator', ...words, '--yes');
		expect(ended, `${words.join(' ')}: ${ended.said}`).toMatchObject({code: 0});
		return ended;
	}

	test('cordons a node, lets pods start on it again, and empties it', async () => {
		const node = `/api/v1/nodes/${ownNode()}`;
		const pod = `/api/v1/namespaces/${ground.namespace}/pods/on-it`;
		const taints = [{key: 'example.com/own', value: 'own', effect: 'NoSchedule'}];
		await created('/api/v1/nodes', {metadata: {name: ownNode()}, spec: {taints}});
		await created(`/api/v1/namespaces/${ground.namespace}/pods`, {
			metadata: {name: 'on-it'},
			spec: {
				nodeName: ownNode(),
				terminationGracePeriodSeconds: 0,
				tolerations: [{operator: 'Exists'}],
				containers: [{name: 'app', image: 'shop:1'}],
			},
		});
		const isCordoned = async () => (await api.get(node)).body.spec.unschedulable === true;
		await done('cordon', ownNode());
		expect(await isCordoned()).toBe(true);
		await done('uncordon', ownNode());
		expect(await isCordoned()).toBe(false);
		await done('drain-node', ownNode(), '--force', '--wait');
		expect(await isCordoned()).toBe(true);
		expect(await api.get(pod)).toMatchObject({status: 404});
		await done('undo');
		expect(await isCordoned()).toBe(false);
	});

	test('sets the bounds of an autoscaler, and takes them back', async () => {
		await ground.addDeployment('scaled', {replicas: 2});
		await ground.add('horizontalpodautoscalers', autoscaler('scaled'));
		const bounds = async () => {
			const {spec} = await ground.get('horizontalpodautoscalers', 'scaled');
			return [spec.minReplicas, spec.maxReplicas];
		};
		await done('scale', 'deploy/scaled', '--max', '9');
		expect(await bounds()).toEqual([2, 9]);
		await done('undo');
		expect(await bounds()).toEqual([2, 6]);
	});

	test('holds what Flux applies, and releases it', async () => {
		const path = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${ground.namespace}/kustomizations`;
		await created(path, {
			apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
			kind: 'Kustomization',
			metadata: {name: 'shop'},
			spec: {interval: '10m', prune: false, sourceRef: {kind: 'GitRepository', name: 'shop'}},
		});
		await ground.addDeployment('fluxed', {replicas: 1});
		await ground.patch('deployments', 'fluxed', [
			{op: 'add', path: '/metadata/labels/kustomize.toolkit.fluxcd.io~1name', value: 'shop'},
			{
				op: 'add',
				path: '/metadata/labels/kustomize.toolkit.fluxcd.io~1namespace',
				value: ground.namespace,
			},
		]);
		const isSuspended = async () => (await api.get(`${path}/shop`)).body.spec.suspend === true;
		await done('hold', 'deploy/fluxed', '--for', '10m');
		expect(await isSuspended()).toBe(true);
		await done('release', 'deploy/fluxed');
		expect(await isSuspended()).toBe(false);
	});

	test('deletes a Deployment and a route', async () => {
		await ground.addDeployment('spare', {replicas: 1});
		await ground.add('httproutes', route('spare', {0: {a: 100}}));
		await done('delete', 'deploy/spare', '--wait');
		await done('delete', 'httproute.gateway.networking.k8s.io/spare', '--wait');
		expect(await ground.has('deployments', 'spare')).toBe(false);
		expect(await ground.has('httproutes', 'spare')).toBe(false);
	});
});

test.each(roles)('of the levers of an engine, those that may write pull each, for real: %s', async role => {
	const lever = () => ground.get('rollouts', 'checkout');
	const isReader = may[role].length === 0;
	for (const verb of isReader ? ['pause', 'abort'] : ['promote', 'pause', 'resume', 'abort', 'retry']) {
		// As its controller would say once it has seen the one before.
		const {metadata} = await lever();
		await ground.patchStatus('rollouts', 'checkout', {observedGeneration: String(metadata.generation)});
		const ended = await as(role, verb, 'rollouts.argoproj.io/checkout', '--yes');
		if (isReader) {
			expect(ended).toMatchObject({code: 3, said: expect.stringContaining('You may not patch rollouts')});
			expect((await lever()).metadata.generation).toBe(metadata.generation);
			continue;
		}
		expect(ended, `${verb}: ${ended.said}`).toMatchObject({code: 0});
		const {spec, status} = await lever();
		if (verb === 'pause') expect(spec.paused).toBe(true);
		if (verb === 'resume') expect(spec.paused).not.toBe(true);
		if (verb === 'abort') expect(status.abort).toBe(true);
		if (verb === 'retry') expect(status.abort).not.toBe(true);
	}
});

const hello = 'hello from a simulated container\n';

/** Opens any free port that leads to the pod; ends once it was asked, or by itself. */
function startForward(role: Role, pod: string) {
	const words = ['port-forward', `pod/${pod}`, '0:80', '--yes', '-n', ground.namespace];
	const {child, ended} = startSluice(words, {...home.env, KUBECONFIG: kubeconfigOf(role)}, 60_000);
	const port = new Promise<string>((resolve, reject) => {
		let said = '';
		for (const stream of [child.stdout!, child.stderr!]) {
			stream.on('data', text => {
				said += text;
				const found = /127\.0\.0\.1:(\d+)/.exec(said)?.[1];
				if (found !== undefined) resolve(found);
			});
		}
		void ended.then(() => reject(new Error(said)));
	});
	port.catch(() => {});
	return {
		ended,
		async answers(): Promise<string> {
			const answer = await fetch(`http://127.0.0.1:${await port}/`, {headers: {connection: 'close'}});
			const text = await answer.text();
			child.kill('SIGINT');
			await ended;
			return text;
		},
	};
}
