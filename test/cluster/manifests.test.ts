import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {dump, load} from 'js-yaml';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test} from 'vitest';
import {type Ended, privateHome, sluice} from '../kit/shell.ts';
import {type Json, RawApi} from './raw-api.ts';
import {Ground, route} from './workloads.ts';

// The roles in manifests/, given to real service accounts: each does what it is
// for, reads without being denied, and is refused everything else by the server.

const {admin} = inject('kubeconfigs');
const api = new RawApi(admin);
const roles = ['viewer', 'shifter', 'operator'] as const;
type Role = (typeof roles)[number];
const suffix = Date.now().toString(36);
const rbac = '/apis/rbac.authorization.k8s.io/v1';
let ground: Ground;
let home: ReturnType<typeof privateHome>;
const tokens = {} as Record<Role, string>;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('manifests'));
	for (const role of roles) tokens[role] = await grant(role);
	await ground.addBackends({a: {track: 'stable'}, b: {}});
	await ground.add('httproutes', route('checkout', {cards: {a: 90, b: 10}}));
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
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
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
	const where = ['undo', 'journal'].includes(words[0]!) ? [] : ['-n', ground.namespace];
	return sluice([...words, ...where], {...home.env, KUBECONFIG: kubeconfigOf(role)}, 60_000);
}

const traffic = [
	['shift', 'httproute.gateway.networking.k8s.io/checkout', 'b=50'],
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
		expect(answer).toMatchObject({status: 403});
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
