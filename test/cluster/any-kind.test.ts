import {afterAll, afterEach, beforeAll, expect, inject, test} from 'vitest';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome, sluice} from '../kit/shell.ts';
import {type Json, RawApi} from './raw-api.ts';

// Kinds that have no view of their own, as a real API server makes tables of
// them: built-in and defined, in namespaces and not, denied and gone.

const {admin, nsViewer} = inject('kubeconfigs');
const api = new RawApi(admin);
const mark = Date.now().toString(36);
const group = `any-${mark}.example.com`;
const widget = {apiVersion: `${group}/v1`, kind: 'Widget'};
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const storageClasses = '/apis/storage.k8s.io/v1/storageclasses';
const storageClass = `any-${mark}`;
const steering = '\u001b]0;owned\u0007\u001b[31mred\u202e';
let namespace: string;
let program: BuiltProgram;
let home: ReturnType<typeof privateHome>;
const terminals: PseudoTerminal[] = [];

beforeAll(async () => {
	program = await buildProgram();
	home = privateHome();
	namespace = await api.createNamespace('any-kind');
	await api.create(storageClasses, {
		metadata: {name: storageClass},
		provisioner: 'example.com/none',
		parameters: {speed: 'slow'},
	});
});

afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.close();
});

afterAll(async () => {
	await api.delete(`${definitions}/widgets.${group}`);
	await api.delete(`${storageClasses}/${storageClass}`);
	await api.delete(`/api/v1/namespaces/${namespace}`);
	program.remove();
	home.remove();
	api.close();
});

async function open(columns = 80, rows = 24, kubeconfig = admin): Promise<PseudoTerminal> {
	const env = {...home.env, KUBECONFIG: kubeconfig};
	const terminal = openTerminal([program.path, '-n', namespace], {env, columns, rows});
	terminals.push(terminal);
	await terminal.waitFor(/ (live|denied)$/m);
	return terminal;
}

async function list(terminal: PseudoTerminal, line: string, title: string): Promise<string> {
	terminal.press(`:${line}${keys.enter}`);
	return terminal.waitFor(screen => screen.split('\n')[1]!.startsWith(` ${title}`));
}

const inNamespace = (path: string) => path.replace('/v1/', `/v1/namespaces/${namespace}/`);
const get = (...words: string[]) => sluice(['get', ...words], {...home.env, KUBECONFIG: admin});

function eventOf(object: Json, kind: string, where: string, message: string): Promise<unknown> {
	const {name, uid, namespace: own} = object.metadata;
	const involvedObject = {apiVersion: object.apiVersion, kind, name, uid, namespace: own};
	const times = {firstTimestamp: new Date().toISOString(), lastTimestamp: new Date().toISOString()};
	const event = {metadata: {generateName: 'any-'}, involvedObject, reason: 'Tried', message, type: 'Warning'};
	return api.create(`/api/v1/namespaces/${where}/events`, {...event, ...times});
}

test('roles and leases are listed by any of their names, and go on', async () => {
	const rules = [{apiGroups: [''], resources: ['pods'], verbs: ['get']}];
	const roles = inNamespace('/apis/rbac.authorization.k8s.io/v1/roles');
	const leases = inNamespace('/apis/coordination.k8s.io/v1/leases');
	await api.create(roles, {metadata: {name: 'odd:name-of.a.role'}, rules});
	const terminal = await open();
	await list(terminal, 'role', 'Roles');
	await terminal.waitFor(/NAME +CREATED AT/);
	await terminal.waitFor('odd:name-of.a.role');
	terminal.press(keys.enter);
	await terminal.waitFor(`Role ${namespace}/odd:name-of.a.role`);
	await terminal.waitFor(/^ +- pods$/m);
	await list(terminal, 'lease', 'Leases');
	await terminal.waitFor('No leases');
	await api.create(leases, {metadata: {name: 'kept'}, spec: {holderIdentity: 'ann'}});
	await terminal.waitFor(/kept +ann/);
	await api.patch(`${leases}/kept`, {spec: {holderIdentity: 'bob'}}, 'merge-patch');
	await terminal.waitFor(/kept +bob/);
	await api.delete(`${leases}/kept`);
	await terminal.waitFor('No leases');
	expect((await get('role', '-n', namespace)).out).toMatch(/^odd:name-of\.a\.role +\d{4}-/m);
});

test('what is in no namespace has its detail and its events, wherever one looks', async () => {
	const {body} = await api.get(`${storageClasses}/${storageClass}`);
	await eventOf(
		{apiVersion: 'storage.k8s.io/v1', ...body},
		'StorageClass',
		'default',
		'Nobody provisions here.',
	);
	const terminal = await open(160, 50);
	await list(terminal, 'sc', 'StorageClasses');
	await terminal.pick(storageClass);
	await terminal.waitFor(/NAME +PROVISIONER +RECLAIMPOLICY/);
	terminal.press('d');
	await terminal.waitFor(`StorageClass ${storageClass}`);
	await terminal.waitFor('Nobody provisions here.');
	await terminal.waitFor('speed: slow');
	terminal.press('E');
	await terminal.waitFor(`Events of StorageClass ${storageClass}`);
	await terminal.waitFor('Tried');
	terminal.press(keys.enter);
	await terminal.waitFor(screen => screen.split('\n')[1]!.startsWith(` StorageClass ${storageClass}`));
	await list(terminal, 'apiservices', 'APIServices');
	await terminal.waitFor(/v1\.apps +Local +True/);
	expect((await get('apiservices')).out).toMatch(/^v1\.apps +Local +True +\d+/m);
});

test('a kind that is defined while one looks is found by refresh, shown, and gone with its definition', async () => {
	const terminal = await open(160, 50);
	terminal.press(`:widgets${keys.enter}`);
	await terminal.waitFor('There is no command');
	terminal.press(keys.escape);
	await define();
	terminal.press(keys.ctrl('r'));
	const widgets = inNamespace(`/apis/${group}/v1/widgets`);
	const owner = (
		await api.create(inNamespace('/api/v1/configmaps'), {metadata: {name: 'owner'}, data: {of: 'widgets'}})
	).body;
	const {uid} = owner.metadata;
	const ownerReferences = [{apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, controller: true}];
	const made = await api.create(widgets, {
		...widget,
		metadata: {name: 'a.b-c', ownerReferences, labels: {tier: 'odd'}},
		spec: {size: 3, colour: `${steering}dish`},
	});
	const conditions = [
		{type: 'Ready', status: 'False', reason: 'Broken', message: 'It came apart.', lastTransitionTime: null},
	];
	await api.patch(`${widgets}/a.b-c/status`, {status: {conditions, seen: 7}}, 'merge-patch');
	expect(made.status).toBe(201);
	await eventOf(made.body, 'Widget', namespace, 'A wheel fell off.');
	await expect
		.poll(
			async () => {
				terminal.press(`:wdg${mark}${keys.enter}`);
				await new Promise(later => setTimeout(later, 500));
				const shown = terminal.text();
				if (!shown.includes(' Widgets')) terminal.press(keys.escape);
				return shown;
			},
			{timeout: 20_000, interval: 500},
		)
		.toContain(' Widgets');
	const usual = await terminal.waitFor(/a\.b-c +3 +False/);
	expect(usual).not.toContain('COLOUR');
	terminal.press(keys.ctrl('w'));
	const wide = await terminal.waitFor(/COLOUR/);
	expect(wide).toContain('reddish');
	expect(wide).not.toMatch(/owned|[\u001b\u202e]/);
	terminal.press(keys.ctrl('z'));
	await terminal.waitFor('1 of 1');
	terminal.press(keys.enter);
	await terminal.waitFor(`Widget ${namespace}/a.b-c`);
	for (const said of [
		'It came apart.',
		'A wheel fell off.',
		'tier=odd',
		'ConfigMap owner  controls it',
		'seen: 7',
	])
		await terminal.waitFor(said);
	terminal.press('J');
	await terminal.waitFor(`ConfigMap ${namespace}/owner`);
	terminal.press(keys.escape);
	await terminal.waitFor(`Widget ${namespace}/a.b-c`);
	terminal.press(keys.escape);
	await terminal.waitFor(/a\.b-c +3/);
	const {out, code} = await get(`widgets.${group}`, '-n', namespace, '-o', 'wide');
	expect([code, out]).toEqual([0, expect.stringMatching(/^NAME +SIZE +READY +AGE +COLOUR|^NAME +SIZE/)]);
	expect(out).not.toMatch(/owned|\u001b/);
	await api.delete(`${definitions}/widgets.${group}`);
	await terminal.waitFor(`This server does not serve widgets.${group}.`, 30_000);
	terminal.press(keys.ctrl('r'));
	await terminal.waitFor(`This server does not serve widgets.${group}.`);
	expect(await get(`widgets.${group}`)).toMatchObject({code: 1, out: ''});
});

test('other columns in a definition are shown with the next change', async () => {
	await define();
	const widgets = inNamespace(`/apis/${group}/v1/widgets`);
	await expect.poll(async () => (await api.get(widgets)).status, {timeout: 20_000}).toBe(200);
	for (const name of ['one', 'two'])
		await api.create(widgets, {...widget, metadata: {name}, spec: {size: 1, colour: 'blue'}});
	const terminal = await open();
	await list(terminal, `widgets.${group}`, 'Widgets');
	await terminal.waitFor(/one +1 /);
	const {body} = await api.get(`${definitions}/widgets.${group}`);
	body.spec.versions[0].additionalPrinterColumns = [{name: 'Hue', type: 'string', jsonPath: '.spec.colour'}];
	await api.send('PUT', `${definitions}/widgets.${group}`, JSON.stringify(body));
	await expect
		.poll(
			async () => {
				await api.patch(`${widgets}/one`, {metadata: {labels: {at: `t${Date.now()}`}}}, 'merge-patch');
				return terminal.text();
			},
			{timeout: 30_000, interval: 500},
		)
		.toMatch(/HUE[\s\S]*two +blue/);
	await api.delete(`${definitions}/widgets.${group}`);
});

test.runIf(nsViewer)('a kind that may not be listed is said to be denied, with what to ask for', async () => {
	const terminal = await open(80, 24, nsViewer);
	await list(terminal, 'clusterroles', 'ClusterRoles');
	await terminal.waitFor(/may not list|cannot list|forbidden/i);
	const ended = await sluice(['get', 'clusterroles'], {...home.env, KUBECONFIG: nsViewer!});
	expect(ended).toMatchObject({code: 3, out: ''});
	expect(ended.said).toContain('clusterroles');
});

test('thousands of rows come in pages, and are found', async () => {
	const count = 3000;
	const path = inNamespace('/api/v1/configmaps');
	for (let from = 0; from < count; from += 50) {
		const names = Array.from({length: 50}, (_, n) => `many-${String(from + n).padStart(4, '0')}`);
		await Promise.all(names.map(name => api.create(path, {metadata: {name}})));
	}
	const terminal = await open();
	await list(terminal, 'cm', 'ConfigMaps');
	await terminal.waitFor(/1-\d+ of 300\d/);
	terminal.press('G');
	await terminal.waitFor('many-2999');
	await list(terminal, 'cm /many-1234', 'ConfigMaps');
	await terminal.waitFor(/▌ +many-1234 +0/);
	await api.patch(`${path}/many-1234`, {data: {a: '1'}}, 'merge-patch');
	await terminal.waitFor(/▌ +many-1234 +1/);
	const {out} = await get('cm', '-n', namespace, '-o', 'name');
	expect(out.split('\n').filter(line => line.startsWith('configmap/many-'))).toHaveLength(count);
});

test.each([
	['bindings', 2, 'cannot be listed'],
	['pods/exec', 2, 'List pods instead.'],
	['experiments', 2, 'Name the one you mean with its group'],
	['storageclass', 0, storageClass],
])('get %s ends with %i', async (word, code, says) => {
	const ended = await get(word);
	expect(ended.code).toBe(code);
	expect(ended.out + ended.said).toContain(says);
});

async function define(): Promise<void> {
	await expect
		.poll(async () => (await api.get(`${definitions}/widgets.${group}`)).status, {timeout: 30_000})
		.toBe(404);
	const spec = {
		group,
		scope: 'Namespaced',
		names: {plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: [`wdg${mark}`]},
		versions: [
			{
				name: 'v1',
				served: true,
				storage: true,
				subresources: {status: {}},
				additionalPrinterColumns: [
					{name: 'Size', type: 'integer', jsonPath: '.spec.size'},
					{name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status'},
					{name: 'Colour', type: 'string', jsonPath: '.spec.colour', priority: 1},
					{name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp'},
				],
				schema: {
					openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
				},
			},
		],
	};
	const {status} = await api.create(definitions, {metadata: {name: `widgets.${group}`}, spec});
	expect(status).toBe(201);
	await expect.poll(async () => (await api.get(`/apis/${group}/v1`)).status, {timeout: 20_000}).toBe(200);
}
