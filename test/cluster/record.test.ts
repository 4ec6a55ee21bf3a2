import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {dump, load} from 'js-yaml';
import {afterAll, afterEach, beforeAll, beforeEach, expect, inject, test} from 'vitest';
import {type Ended, privateHome, sluice} from '../kit/shell.ts';
import {kubectl} from './build.ts';
import {type Json, RawApi} from './raw-api.ts';
import {Ground, route} from './workloads.ts';

// What is left of a change on a real API server, by real processes: the Event
// on the object, the journal's entry, the receipt, and the way back and forth.

const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let home: ReturnType<typeof privateHome>;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('record'));
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

beforeEach(() => {
	home = privateHome();
});

afterEach(() => home.remove());

function configure(settings: Json): void {
	mkdirSync(join(home.env.XDG_CONFIG_HOME!, 'sluice'), {recursive: true});
	const contexts = [admin, tester].flatMap(file => (load(readFileSync(file, 'utf8')) as Json).contexts);
	const text = dump({contexts: Object.fromEntries(contexts.map(({name}: Json) => [name, settings]))});
	writeFileSync(join(home.env.XDG_CONFIG_HOME!, 'sluice', 'config.yaml'), text);
}

function run(words: readonly string[], kubeconfig = tester): Promise<Ended> {
	const isHere = !['undo', 'redo', 'journal', 'receipt'].includes(words[0]!);
	const where = isHere ? ['-n', ground.namespace] : [];
	return sluice([...words, ...where], {...home.env, KUBECONFIG: kubeconfig}, 60_000);
}

async function eventsOn(name: string): Promise<Json[]> {
	const query = `fieldSelector=${encodeURIComponent(`involvedObject.name=${name},reportingComponent=sluice`)}`;
	const {body} = await api.get(`/api/v1/namespaces/${ground.namespace}/events?${query}`);
	return body.items.sort((a: Json, b: Json) => a.eventTime.localeCompare(b.eventTime));
}

/** The tester's kubeconfig, acting as somebody else. */
function actingAs(user: string): string {
	const config = load(readFileSync(admin, 'utf8')) as Json;
	for (const each of config.users) each.user.as = user;
	const path = join(home.env.HOME!, `${user}.kubeconfig`);
	writeFileSync(path, dump(config));
	return path;
}

/** A user who may read and patch workloads here, and nothing else. */
async function allowPatching(user: string): Promise<void> {
	const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${ground.namespace}`;
	const rules = [{apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch', 'patch']}];
	await api.create(`${path}/roles`, {metadata: {name: user}, rules});
	await api.create(`${path}/rolebindings`, {
		metadata: {name: user},
		roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: user},
		subjects: [{kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user}],
	});
}

test('a shift, its undo and its redo each stand as an Event on the route, with who, why and from what to what', async () => {
	configure({class: 'local', events: true});
	await ground.addBackends({a: {track: 'stable'}, b: {}});
	await ground.add('httproutes', route('routed', {0: {a: 90, b: 10}}));
	const words = ['httproute.gateway.networking.k8s.io/routed', 'b=25', '--yes', '--wait'];
	const dry = await run(['shift', ...words.slice(0, 2), '--dry-run']);
	expect(dry).toMatchObject({
		code: 0,
		said: expect.stringContaining('Event: Shifted will be written on HTTPRoute'),
	});
	expect(JSON.parse(dry.out)).toMatchObject([{undo: {way: 'reversed'}, event: {reason: 'Shifted'}}]);
	expect(await eventsOn('routed')).toEqual([]);

	const shifted = await run(['shift', ...words, '--reason', 'p99 is fine & < 200 ms']);
	expect(shifted, shifted.said).toMatchObject({
		code: 0,
		said: expect.stringContaining('Event Shifted written'),
	});
	for (const verb of ['undo', 'redo']) expect(await run([verb, '--yes', '--wait'])).toMatchObject({code: 0});
	const events = await eventsOn('routed');
	expect(events.map(({reason}) => reason)).toEqual(['Shifted', 'Undone', 'Redone']);
	const [first] = events;
	expect(first).toMatchObject({
		type: 'Normal',
		reportingComponent: 'sluice',
		involvedObject: {kind: 'HTTPRoute', apiVersion: 'gateway.networking.k8s.io/v1'},
	});
	expect(first.message).toMatch(/^tester: Shift rule 0 of HTTPRoute /);
	expect(first.message).toContain('10 % -> 25 %');
	expect(first.message).toMatch(/Reason: p99 is fine & < 200 ms$/);
	const route25 = await ground.get('httproutes', 'routed');
	expect(route25.spec.rules[0].backendRefs.map(({weight}: Json) => weight)).toEqual([75, 25]);

	const described = await describe('httproute', 'routed');
	if (described !== undefined) {
		expect(described).toMatch(/Normal\s+Shifted\s+\S+\s+sluice\s+tester: Shift rule 0/);
		expect(described).toMatch(/Redone/);
	}
	const journal = JSON.parse((await run(['journal', '-o', 'json'])).out).journal;
	expect(journal).toMatchObject([
		{who: 'tester', reason: 'p99 is fine & < 200 ms', undone: false, undo: 'swap'},
		{action: 'undo', undone: true, undoOf: journal[0].id},
		{action: 'redo', undone: false, undoOf: journal[1].id},
	]);
	const receipt = await run(['receipt', journal[0].id]);
	expect(receipt.out).toContain('Reason   p99 is fine & < 200 ms');
	expect(receipt.out).toContain('kubectl patch');
	expect(receipt.out).toContain('Event Shifted written on HTTPRoute');
});

async function describe(kind: string, name: string): Promise<string | undefined> {
	if (!existsSync(kubectl)) return undefined;
	const words = ['--kubeconfig', admin, '-n', ground.namespace, 'describe', kind, name];
	return new Promise((resolve, reject) => {
		execFile(kubectl, words, (error, out) => (error ? reject(error) : resolve(out)));
	});
}

test('who may write no Events is told beforehand, changes all the same, and is named with whom they act as', async () => {
	configure({class: 'local', events: true});
	await allowPatching('mender');
	await ground.addDeployment('mended', {replicas: 1});
	const kubeconfig = actingAs('mender');
	const scaled = await run(['scale', 'deploy/mended', '2', '--yes', '--wait'], kubeconfig);
	expect(scaled, scaled.said).toMatchObject({code: 0});
	expect(scaled.said).toContain(
		`No Event will tell of this: you may not create events in ${ground.namespace}.`,
	);
	expect(await eventsOn('mended')).toEqual([]);
	const [entry] = JSON.parse((await run(['journal', '-o', 'json'])).out).journal;
	expect(entry.who).toMatch(/^\S+ as mender$/);
	expect(await run(['undo', '--yes', '--wait'], kubeconfig)).toMatchObject({code: 0});
	expect((await ground.get('deployments', 'mended')).spec.replicas).toBe(1);
});

test('a demanded reason refuses what has none, and a change by somebody else is said by value and writer', async () => {
	configure({class: 'local', reason: 'required'});
	const before = await ground.addDeployment('reasoned', {replicas: 1});
	const refused = await run(['scale', 'deploy/reasoned', '3', '--yes']);
	expect(refused).toMatchObject({code: 3, said: expect.stringContaining('--reason TEXT')});
	expect((await ground.get('deployments', 'reasoned')).metadata.generation).toBe(before.metadata.generation);
	const dry = await run(['scale', 'deploy/reasoned', '3', '--dry-run']);
	expect(dry).toMatchObject({code: 3, said: expect.stringContaining('The real run would be refused')});
	const why = ['--yes', '--wait', '--reason', 'load'];
	expect(await run(['scale', 'deploy/reasoned', '3', ...why])).toMatchObject({code: 0});
	const path = `${ground.path('deployments')}/reasoned?fieldManager=kubectl-edit`;
	await api.patch(path, [{op: 'replace', path: '/spec/replicas', value: 2}]);
	const undone = await run(['undo', ...why]);
	expect(undone.code).toBe(3);
	expect(undone.said).toMatch(/\/spec\/replicas is 2 now, and was 3; kubectl-edit at \d{4}-/);
	expect((await ground.get('deployments', 'reasoned')).spec.replicas).toBe(2);
});
