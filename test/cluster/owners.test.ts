import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import {httpRoutes} from '../kit/resources.ts';
import {type Ended, privateHome, sluice} from '../kit/shell.ts';
import {defineGitOps} from './gitops-definitions.ts';
import {type Json, RawApi} from './raw-api.ts';
import {asked, Ground, route} from './workloads.ts';

// Who will fight an operator, on a real API server: objects as Argo CD, Flux and
// KEDA leave them, real server-side applies, and holds compared byte by byte.
// The controllers themselves are not here: what they would do follows from what
// their own objects say.

const {admin, tester = admin, nsEditor} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let home: ReturnType<typeof privateHome>;
let undefine = async () => {};
let count = 0;

beforeAll(async () => {
	undefine = await defineGitOps(api);
	ground = new Ground(api, await api.createNamespace('owners'));
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	await undefine();
	api.close();
});

beforeEach(() => {
	home = privateHome();
});

afterEach(() => home.remove());

function unique(prefix: string): string {
	count += 1;
	return `${prefix}-${count}`;
}

function run(...words: readonly string[]): Promise<Ended> {
	const where = ['undo', 'journal'].includes(words[0]!) ? [] : ['-n', ground.namespace];
	return sluice([...words, ...where], {...home.env, KUBECONFIG: tester}, 60_000);
}

async function done(...words: readonly string[]): Promise<Ended> {
	const ended = await run(...words, '--yes', '--wait');
	expect(ended, words.join(' ')).toMatchObject({code: 0});
	return ended;
}

const collections = {
	applications: 'argoproj.io/v1alpha1',
	kustomizations: 'kustomize.toolkit.fluxcd.io/v1',
	helmreleases: 'helm.toolkit.fluxcd.io/v2',
	scaledobjects: 'keda.sh/v1alpha1',
} as const;
type Owner = keyof typeof collections;
const kinds = {
	applications: 'Application',
	kustomizations: 'Kustomization',
	helmreleases: 'HelmRelease',
	scaledobjects: 'ScaledObject',
} as const;

function pathOf(owner: Owner, name: string): string {
	return `/apis/${collections[owner]}/namespaces/${ground.namespace}/${owner}/${name}`;
}

async function addOwner(owner: Owner, name: string, object: Json): Promise<Json> {
	const path = pathOf(owner, name);
	const {status, body} = await api.create(path.slice(0, path.lastIndexOf('/')), {
		apiVersion: collections[owner],
		kind: kinds[owner],
		...object,
		metadata: {name, ...object.metadata},
	});
	expect(status, JSON.stringify(body)).toBe(201);
	return body;
}

async function read(path: string): Promise<Json> {
	const {status, body} = await api.get(path);
	expect(status).toBe(200);
	return body;
}

/** A route that Argo CD tracks, and the Application that has it. */
async function addTracked(syncPolicy: Json): Promise<{name: string; at: string; before: Json}> {
	const name = unique('tracked');
	const id = `${ground.namespace}_${name}:gateway.networking.k8s.io/HTTPRoute:${ground.namespace}/${name}`;
	const object = route(name, {cards: {a: 90, b: 10}});
	object.metadata.annotations['argocd.argoproj.io/tracking-id'] = id;
	await ground.add('httproutes', object);
	const before = await addOwner('applications', name, {
		spec: {
			project: 'default',
			destination: {server: 'https://kubernetes.default.svc', namespace: ground.namespace},
			source: {repoURL: 'https://git.example.com/a<b>&c.git', path: '.', targetRevision: 'main'},
			...(syncPolicy && {syncPolicy}),
		},
		status: {
			resources: [
				{
					group: 'gateway.networking.k8s.io',
					version: 'v1',
					kind: 'HTTPRoute',
					namespace: ground.namespace,
					name,
				},
			],
		},
	});
	return {name, at: pathOf('applications', name), before};
}

/** A Deployment that a Flux owner has. */
async function addFluxed(owner: 'kustomizations' | 'helmreleases', spec: Json) {
	const name = unique('fluxed');
	const label = owner === 'kustomizations' ? 'kustomize' : 'helm';
	await ground.addDeployment(name, {replicas: 1});
	await ground.patch('deployments', name, [
		{op: 'add', path: `/metadata/labels/${label}.toolkit.fluxcd.io~1name`, value: name},
		{op: 'add', path: `/metadata/labels/${label}.toolkit.fluxcd.io~1namespace`, value: ground.namespace},
	]);
	const before = await addOwner(owner, name, {spec: {interval: '10m0s', ...spec}});
	return {name, at: pathOf(owner, name), before};
}

const sourceRef = {kind: 'GitRepository', name: 'shop'};
const byKustomize = {prune: true, sourceRef};
const byHelm = {chart: {spec: {chart: 'shop', sourceRef: {kind: 'HelmRepository', name: 'shop'}}}};
const heals = {automated: {prune: true, selfHeal: true}, syncOptions: ['CreateNamespace=true']};

/** All that somebody asked for, as text: equal to the byte, the order of members included. */
function bytes(object: Json): string {
	return JSON.stringify(asked(object));
}

/** The object as it was, with the note of a hold and another policy: nothing else may differ. */
function expectHeld(before: Json, after: Json, policy: (spec: Json) => void): Json {
	const {'sluice.dev/held': held, ...annotations} = after.metadata.annotations;
	const expected = structuredClone(asked(before));
	policy(expected.spec);
	const rest = structuredClone(after);
	rest.metadata.annotations = annotations;
	expect(asked(rest)).toEqual(expected);
	return JSON.parse(held);
}

describe('an Argo CD Application', () => {
	test('that heals refuses a shift, is held, lets it pass, and is released to the byte', async () => {
		const {name, at, before} = await addTracked(heals);
		const shift = ['shift', `httproute.gateway.networking.k8s.io/${name}`, 'b=25'];
		const refused = await run(...shift, '--yes');
		expect(refused.code).toBe(3);
		expect(refused.said).toContain(`Argo CD application ${name} would undo this within seconds`);
		expect(refused.said).toContain(`sluice hold httproutes.gateway.networking.k8s.io/${name}`);

		const began = Date.now();
		const held = await done('hold', `httproute.gateway.networking.k8s.io/${name}`, '--for', '30m');
		expect(held.said).toContain('syncs and heals by itself -> held until');
		expect(held.said).toContain('Nothing reaches its only object from Git until it is released.');
		const note = expectHeld(before, await read(at), spec => {
			delete spec.syncPolicy.automated;
		});
		expect(note.former).toEqual(heals.automated);
		expect(Date.parse(note.until) - Date.parse(note.since)).toBe(30 * 60_000);
		expect(Date.parse(note.since)).toBeGreaterThanOrEqual(began);
		expect(note.who).toBeTruthy();

		const passed = await done(...shift);
		expect(passed.said).toContain('is held by');
		const elsewhere = privateHome();
		const words = [
			'release',
			`httproute.gateway.networking.k8s.io/${name}`,
			'-n',
			ground.namespace,
			'--yes',
			'--wait',
		];
		const released = await sluice(words, {...elsewhere.env, KUBECONFIG: admin}, 60_000);
		elsewhere.remove();
		expect(released, released.said).toMatchObject({code: 0});
		expect(bytes(await read(at))).toBe(bytes(before));
	});

	test('is named itself, held for longer, and keeps the policy it had first', async () => {
		const {name, at, before} = await addTracked({automated: {}});
		await done('hold', `application/${name}`, '--for', '10m');
		const first = JSON.parse((await read(at)).metadata.annotations['sluice.dev/held']);
		await done('hold', `application/${name}`, '--for', '2h');
		const second = JSON.parse((await read(at)).metadata.annotations['sluice.dev/held']);
		expect(Date.parse(second.until)).toBeGreaterThan(Date.parse(first.until));
		expect(second.former).toEqual({});
		await done('release', `application/${name}`);
		expect(bytes(await read(at))).toBe(bytes(before));
	});

	test('hold and release are each taken back by undo', async () => {
		const {name, at, before} = await addTracked(heals);
		await done('hold', `httproute.gateway.networking.k8s.io/${name}`);
		const held = await read(at);
		await done('undo');
		expect(bytes(await read(at))).toBe(bytes(before));
		await done('hold', `httproute.gateway.networking.k8s.io/${name}`);
		await done('release', `httproute.gateway.networking.k8s.io/${name}`);
		await done('undo');
		const again = await read(at);
		expect(again.spec).toEqual(held.spec);
		expect(JSON.parse(again.metadata.annotations['sluice.dev/held']).former).toEqual(heals.automated);
		await done('release', `httproute.gateway.networking.k8s.io/${name}`);
		expect(bytes(await read(at))).toBe(bytes(before));
	});

	test('whose policy somebody changes before the confirmation is taken has nothing changed by us', async () => {
		const {name, at} = await addTracked(heals);
		const path = '/spec/syncPolicy/automated/prune';
		const outcome = await performed({action: 'hold', target: targetOf(name), forMs: 600_000}, async () => {
			await api.patch(at, [{op: 'replace', path, value: false}]);
		});
		expect(outcome.end === 'refused' && outcome.refusal.refused).toBe('stale');
		const after = await read(at);
		expect(after.spec.syncPolicy.automated).toEqual({prune: false, selfHeal: true});
		expect(after.metadata.annotations).toBeUndefined();
	});

	test('is not held over the hold of another operator that came in between', async () => {
		const {name, at} = await addTracked(heals);
		const outcome = await performed({action: 'hold', target: targetOf(name), forMs: 600_000}, async () => {
			await done('hold', `httproute.gateway.networking.k8s.io/${name}`, '--for', '3h');
		});
		expect(outcome.end === 'refused' && outcome.refusal.refused).toBe('stale');
		const {since, until} = JSON.parse((await read(at)).metadata.annotations['sluice.dev/held']);
		expect(Date.parse(until) - Date.parse(since)).toBe(3 * 3_600_000);
	});

	test('keeps a policy that somebody gave it while it was held', async () => {
		const {name, at} = await addTracked(heals);
		await done('hold', `httproute.gateway.networking.k8s.io/${name}`);
		await api.patch(at, [{op: 'add', path: '/spec/syncPolicy/automated', value: {prune: false}}]);
		const ended = await done('release', `httproute.gateway.networking.k8s.io/${name}`);
		expect(ended.said).toContain('Somebody changed the policy');
		const after = await read(at);
		expect(after.spec.syncPolicy.automated).toEqual({prune: false});
		expect(after.metadata.annotations).toBeUndefined();
	});

	test.each([
		['syncs by hand', undefined],
		['is switched off', {automated: {enabled: false, selfHeal: true}}],
	])('that %s has nothing to hold', async (_name, policy) => {
		const {name, at, before} = await addTracked(policy);
		const ended = await run('hold', `httproute.gateway.networking.k8s.io/${name}`, '--yes');
		expect(ended).toMatchObject({code: 3, said: expect.stringContaining('nothing to hold')});
		expect(await read(at)).toEqual(before);
		expect((await run('release', `httproute.gateway.networking.k8s.io/${name}`, '--yes')).code).toBe(3);
	});

	test('that another Application has is not held under its eyes', async () => {
		const {name} = await addTracked(heals);
		const parent = unique('parent');
		await addOwner('applications', parent, {
			spec: {
				project: 'default',
				destination: {server: 'https://kubernetes.default.svc', namespace: ground.namespace},
				source: {repoURL: 'https://git.example.com/apps.git', path: '.'},
				syncPolicy: {automated: {selfHeal: true}},
			},
			status: {
				resources: [
					{
						group: 'argoproj.io',
						version: 'v1alpha1',
						kind: 'Application',
						namespace: ground.namespace,
						name,
					},
				],
			},
		});
		const path = '/metadata/annotations';
		const tracking = `${ground.namespace}_${parent}:argoproj.io/Application:${ground.namespace}/${name}`;
		await api.patch(pathOf('applications', name), [
			{op: 'add', path, value: {'argocd.argoproj.io/tracking-id': tracking}},
		]);
		const before = await read(pathOf('applications', name));
		const ended = await run('hold', `httproute.gateway.networking.k8s.io/${name}`, '--yes');
		expect(ended.code).toBe(3);
		expect(ended.said).toContain(`Argo CD application ${parent} would undo this within seconds`);
		expect(await read(pathOf('applications', name))).toEqual(before);
	});

	test('that is not in this cluster is said to be unknown', async () => {
		const {metadata} = await ground.add('httproutes', route(unique('remote'), {cards: {a: 90, b: 10}}));
		const id = `elsewhere:gateway.networking.k8s.io/HTTPRoute:${ground.namespace}/${metadata.name}`;
		await ground.patch('httproutes', metadata.name, [
			{op: 'add', path: '/metadata/annotations/argocd.argoproj.io~1tracking-id', value: id},
		]);
		const ended = await run(
			'shift',
			`httproute.gateway.networking.k8s.io/${metadata.name}`,
			'b=25',
			'--dry-run',
		);
		expect(ended.said).toContain('at an unknown time');
		expect(ended.said).toContain('its Application is not in this cluster');
		const held = await run('hold', `httproute.gateway.networking.k8s.io/${metadata.name}`, '--yes');
		expect(held).toMatchObject({code: 3, said: expect.stringContaining('is not in this cluster')});
	});

	test.skipIf(nsEditor === undefined)(
		'that may not be listed is a doubt, and never "none seen"',
		async () => {
			const name = unique('doubted');
			const object = route(name, {cards: {a: 90, b: 10}});
			object.metadata.labels = {'app.kubernetes.io/instance': 'shop'};
			const collection = '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes';
			const created = await api.create(collection, object);
			expect(created.status).toBe(201);
			const words = [
				'shift',
				`httproute.gateway.networking.k8s.io/${name}`,
				'b=25',
				'--dry-run',
				'-n',
				'default',
			];
			const ended = await sluice(words, {...home.env, KUBECONFIG: nsEditor!}, 60_000);
			await api.delete(`${collection}/${name}`);
			expect(ended.said).toContain(
				'Argo CD applications could not be looked for: You may not list applications',
			);
			expect(ended.said).toContain('Owners: unknown');
			expect(ended.said).not.toContain('none seen');
		},
	);
});

describe('Flux', () => {
	test.each([
		['kustomizations', byKustomize, undefined],
		['kustomizations', byKustomize, false],
		['helmreleases', byHelm, undefined],
		['helmreleases', byHelm, false],
	] as const)(
		'%s with %o and suspend %s are held, and released to the byte',
		async (owner, spec, suspend) => {
			const {name, at, before} = await addFluxed(owner, {...spec, ...(suspend !== undefined && {suspend})});
			await done('hold', `deploy/${name}`);
			const note = expectHeld(before, await read(at), held => {
				held.suspend = true;
			});
			expect(note.former).toBe(suspend);
			const ended = await run('scale', `deploy/${name}`, '2', '--dry-run');
			expect(ended.said).toContain('once it is released');
			await done('release', `deploy/${name}`);
			expect(bytes(await read(at))).toBe(bytes(before));
		},
	);

	test('that somebody suspended is not taken for held', async () => {
		const {name, at, before} = await addFluxed('kustomizations', {...byKustomize, suspend: true});
		const ended = await run('hold', `deploy/${name}`, '--yes');
		expect(ended).toMatchObject({code: 3, said: expect.stringContaining('is suspended already')});
		expect(await run('release', `deploy/${name}`, '--yes')).toMatchObject({code: 3});
		expect(await read(at)).toEqual(before);
	});

	test('says when it comes again', async () => {
		const {name} = await addFluxed('kustomizations', byKustomize);
		const ended = await run('scale', `deploy/${name}`, '2', '--dry-run');
		expect(ended.said).toContain(`Flux Kustomization ${name} may change it back within 10 min`);
	});
});

test('a Deployment that KEDA scales is not scaled under it', async () => {
	const name = unique('event-driven');
	await ground.addDeployment(name, {replicas: 1});
	await addOwner('scaledobjects', name, {
		spec: {
			scaleTargetRef: {name},
			maxReplicaCount: 7,
			triggers: [
				{
					type: 'cron',
					metadata: {timezone: 'UTC', start: '0 8 * * *', end: '0 9 * * *', desiredReplicas: '3'},
				},
			],
		},
	});
	const ended = await run('scale', `deploy/${name}`, '4', '--yes');
	expect(ended.code).toBe(3);
	expect(ended.said).toContain(`KEDA keeps ${name} between 0 and 7 replicas`);
	expect(ended.said).toContain(`sluice scale -n ${ground.namespace} deployment/${name} --min N --max N`);
});

test('an object of which everything could be looked at has no owner, and nothing to hold', async () => {
	const {metadata} = await ground.addDeployment(unique('plain'), {replicas: 1});
	const ended = await run('scale', `deploy/${metadata.name}`, '2', '--dry-run');
	expect(ended.said).toContain('Owners: none seen who would take it back');
	for (const verb of ['hold', 'release']) {
		expect(await run(verb, `deploy/${metadata.name}`, '--yes')).toMatchObject({
			code: 3,
			said: expect.stringContaining('no GitOps owner'),
		});
	}
	expect(await run('hand-back', `deploy/${metadata.name}`, '--yes')).toMatchObject({
		code: 3,
		said: expect.stringContaining('nothing to hand back'),
	});
});

describe('a server-side apply', () => {
	/** Applies the whole route, as a pipeline would. */
	function apply(name: string, challenger: number, manager = 'pipeline') {
		const {metadata, ...object} = route(name, {cards: {a: 100 - challenger, b: challenger}});
		return api.send(
			'PATCH',
			`${ground.path('httproutes', name)}?fieldManager=${manager}`,
			JSON.stringify({...object, metadata: {name: metadata.name}}),
			'application/apply-patch+yaml',
		);
	}

	test('conflicts after a shift as foretold, and no more once the field is handed back', async () => {
		const name = unique('applied');
		expect((await apply(name, 10)).status).toBe(201);
		const shifted = await done('shift', `httproute.gateway.networking.k8s.io/${name}`, 'b=25');
		expect(shifted.said).toContain('The next server-side apply by pipeline will conflict with this');
		const conflict = await apply(name, 10);
		expect(conflict.status).toBe(409);
		expect(conflict.body.message).toContain('conflict with "sluice"');

		const again = await run('shift', `httproute.gateway.networking.k8s.io/${name}`, 'b=30', '--dry-run');
		expect(again.said).toContain('sluice holds spec.rules.0.backendRefs');
		const before = await ground.get('httproutes', name);
		const handed = await done('hand-back', `httproute.gateway.networking.k8s.io/${name}`);
		expect(handed.said).toContain('spec.rules: sluice, since');
		const after = await ground.get('httproutes', name);
		expect(bytes(after)).toBe(bytes(before));
		expect(after.metadata.generation).toBe(before.metadata.generation);
		expect(after.metadata.managedFields).toEqual(
			before.metadata.managedFields.filter((entry: Json) => entry.manager !== 'sluice'),
		);

		const applied = await apply(name, 10);
		expect(applied.status).toBe(200);
		expect(applied.body.spec.rules[0].backendRefs[1].weight).toBe(10);
		expect((await run('hand-back', `httproute.gateway.networking.k8s.io/${name}`, '--yes')).code).toBe(3);
	});

	test('that took a field from us is told at the next shift', async () => {
		const name = unique('overwritten');
		expect((await apply(name, 10)).status).toBe(201);
		await done('shift', `httproute.gateway.networking.k8s.io/${name}`, 'b=25');
		await done('hand-back', `httproute.gateway.networking.k8s.io/${name}`);
		expect((await apply(name, 10)).status).toBe(200);
		const ended = await run('shift', `httproute.gateway.networking.k8s.io/${name}`, 'b=25', '--dry-run');
		expect(ended.said).toContain('Field manager pipeline may change it back at an unknown time');
		expect(ended.said).toMatch(/wrote spec\.rules\.0\.backendRefs\.\d\.weight after sluice did \(Apply at /);
	});

	test('leaves hand-back nothing to harm: what others manage stays, and a new writer in between is heeded', async () => {
		const name = unique('handed');
		expect((await apply(name, 10)).status).toBe(201);
		await done('shift', `httproute.gateway.networking.k8s.io/${name}`, 'b=25');
		const command: ActionCommand = {action: 'hand-back', target: targetOf(name)};
		const outcome = await performed(command, async () => {
			const path = '/metadata/annotations';
			await api.patch(`${ground.path('httproutes', name)}?fieldManager=a-first`, [
				{op: 'add', path, value: {note: 'x'}},
			]);
			await done('shift', `httproute.gateway.networking.k8s.io/${name}`, 'b=35');
		});
		expect(outcome.end === 'refused' && outcome.refusal.refused).toBe('stale');
		const {metadata} = await ground.get('httproutes', name);
		const managers = metadata.managedFields.map(({manager}: Json) => manager);
		expect(managers).toContain('sluice');
		expect(managers).toContain('a-first');
	});

	test('where we alone are on record leaves no record at all', async () => {
		const name = unique('alone');
		const collection = `/api/v1/namespaces/${ground.namespace}/configmaps`;
		const created = await api.create(`${collection}?fieldManager=sluice`, {metadata: {name}, data: {a: '1'}});
		expect(created.status).toBe(201);
		await done('hand-back', `configmap/${name}`);
		const after = await read(`${collection}/${name}`);
		expect(after.metadata.managedFields).toBeUndefined();
		expect(after.data).toEqual({a: '1'});
	});
});

function targetOf(name: string) {
	return {resource: httpRoutes, namespace: ground.namespace, name};
}

/** Runs a command with something that happens between its preview and its confirmation. */
async function performed(command: ActionCommand, between: () => Promise<void>): Promise<Outcome> {
	const connected = await connect({kubeconfig: tester, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const cluster = connected.value;
	const outcome = await perform(command, {
		cluster,
		journal: memoryJournal(),
		clock: systemClock,
		rules: {readOnly: false, isProduction: false, contextName: 'test'},
		wait: true,
		timeoutMs: 15_000,
		signal: new AbortController().signal,
		tell: () => {},
		async confirm() {
			await between();
			return true;
		},
	});
	cluster.close();
	return outcome;
}
