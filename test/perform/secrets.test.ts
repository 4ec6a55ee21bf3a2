import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {actions} from '../../source/actions/index.ts';
import {fileJournal} from '../../source/journal/journal.ts';
import {receiptMarkdown, receiptOf, receiptText} from '../../source/journal/receipt.ts';
import {withoutValues} from '../../source/journal/without-values.ts';
import type {ActionCommand, Target} from '../../source/model/command.ts';
import {type Connection, connect as connectRaw} from '../conformance/connection.ts';
import {podKind, startPerforming} from '../kit/performing.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

/**
 * A Deployment, a route and a Secret that hold a secret wherever one can stand. Everything there is to do is
 * done to them, back and forth, and the journal's files hold none of it.
 */
const secret = 'xyzzy-plugh-0451';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const secrets = {group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true};
const [web, route, vault] = [
	{resource: deployments, namespace: 'default', name: 'laden'},
	{resource: httpRoutes, namespace: 'default', name: 'laden'},
	{resource: secrets, namespace: 'default', name: 'laden'},
];

let world: Awaited<ReturnType<typeof startPerforming>>;
let api: Connection;
let folder: string;

const annotations = {
	[lastApplied]: `{"env":"${secret}"}`,
	'kubernetes.io/change-cause': `PASSWORD=${secret} make`,
};

async function create(path: string, object: object): Promise<void> {
	const {status, text} = await api.ask('POST', path, {body: object});
	expect(status, text).toBe(201);
}

beforeAll(async () => {
	world = await startPerforming();
	api = connectRaw(world.demo.kubeconfig);
	folder = mkdtempSync(join(tmpdir(), 'sluice-secrets-'));
	const labels = {app: 'laden'};
	const token = {secretKeyRef: {name: 'laden', key: 'JUPYTER_TOKEN'}};
	const env = [
		{name: 'PASSWORD', value: secret},
		{name: 'JUPYTER_TOKEN', valueFrom: token},
	];
	const container = {name: 'web', image: 'nginx:1.7.9', env, args: [`--token=${secret}`]};
	await create('/apis/apps/v1/namespaces/default/deployments', {
		metadata: {name: 'laden', annotations},
		spec: {
			replicas: 1,
			selector: {matchLabels: labels},
			template: {
				metadata: {
					labels: {...labels, 'app.kubernetes.io/component': 'notebook'},
					annotations: {'example.com/dsn': `postgres://ann:${secret}@db`},
				},
				spec: {containers: [container], imagePullSecrets: [{name: 'pull'}]},
			},
		},
	});
	const backendRefs = [
		{name: 'checkout-champion', port: 80, weight: 90},
		{name: 'checkout-challenger', port: 80, weight: 10},
	];
	const filters = [
		{type: 'RequestHeaderModifier', requestHeaderModifier: {set: [{name: 'Authorization', value: secret}]}},
	];
	await create('/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes', {
		metadata: {name: 'laden', annotations},
		spec: {rules: [{backendRefs: backendRefs.map(each => ({...each, filters}))}]},
	});
	await create('/api/v1/namespaces/default/secrets', {
		metadata: {name: 'laden', annotations},
		stringData: {password: secret, JUPYTER_TOKEN: secret},
		type: 'Opaque',
	});
});

afterAll(async () => {
	api.close();
	await world.stop();
	rmSync(folder, {recursive: true, force: true});
});

const node: Target = {
	resource: {group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false},
	namespace: '',
	name: 'node-1',
};

const commands: readonly ActionCommand[] = [
	{action: 'scale', target: web, replicas: 2},
	{action: 'upgrade', target: web, image: 'nginx:1.9.1'},
	{action: 'rollback', target: web},
	{action: 'restart', target: web},
	{action: 'pause', target: web},
	{action: 'resume', target: web},
	{action: 'shift', target: route, percents: [{backend: 'checkout-challenger', percent: 30}]},
	{action: 'choose-champion', target: route, backend: 'checkout-champion'},
	{action: 'swap', target: route},
	{action: 'drain-traffic', target: route, to: 'checkout-champion'},
	{action: 'hand-back', target: route},
	{action: 'hand-back', target: web},
	{action: 'hand-back', target: vault},
	{action: 'promote', target: web},
	{action: 'jump', target: web, step: 1},
	{action: 'abort', target: web},
	{action: 'retry', target: web},
	{action: 'hold', target: web, forMs: 3_600_000},
	{action: 'release', target: web},
	{action: 'scale-bounds', target: web, max: 9},
	{action: 'cordon', target: node},
	{action: 'uncordon', target: node},
	{action: 'drain-node', target: node},
	{action: 'port-forward', target: web, local: 0, remote: '80'},
	{action: 'open-notebook', target: web, local: 0},
	{action: 'stop-notebook', target: web},
	{
		action: 'do',
		objective: 'run-job',
		values: {
			name: 'laden',
			image: 'job:1',
			command: `login ${secret}`,
			completions: '1',
			parallel: '1',
			retries: '0',
		},
		namespace: 'default',
	},
	{action: 'delete', target: route},
];

test('every action of the registry is tried', () => {
	// What runs in a pod is tried on one that is there.
	const tried = new Set<string>(['exec', ...commands.map(({action}) => action)]);
	expect(actions.map(({name}) => name).filter(name => !tried.has(name))).toEqual([]);
});

test('no secret of an object gets into the journal or a receipt, whatever is done to it', async () => {
	const journal = fileJournal(join(folder, 'journal.jsonl'), {partBytes: 8192, mostParts: 2});
	const change = {
		journal,
		wait: false,
		rules: {readOnly: false, isProduction: false, contextName: 'demo', events: true},
	};
	const written = new Set<string>();
	const [pod] = (await api.ask('GET', '/api/v1/namespaces/default/pods')).body.items;
	const entered = {resource: podKind, namespace: 'default', name: pod.metadata.name};
	const typed: ActionCommand = {action: 'exec', target: entered, command: ['psql', `--password=${secret}`]};
	for (const command of [...commands, typed]) {
		const {outcome} = await world.run(command, change);
		if (outcome.end !== 'applied') continue;
		written.add(command.action);
		const undone = await world.run({action: 'undo', id: outcome.id}, change);
		if (undone.outcome.end !== 'applied') continue;
		await world.run({action: 'redo', id: outcome.id}, change);
	}
	expect([...written]).toEqual(
		expect.arrayContaining(['scale', 'upgrade', 'rollback', 'restart', 'pause', 'shift', 'choose-champion']),
	);
	const files = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'));
	expect(files.join('').length).toBeGreaterThan(5000);
	expect(files.join('')).not.toContain(secret);
	const entries = journal.entries();
	if (!entries.ok) throw new Error(entries.trouble.says);
	for (const entry of entries.value) {
		const receipt = receiptOf(entry, entries.value);
		expect(receiptText(receipt) + receiptMarkdown(receipt) + JSON.stringify(receipt)).not.toContain(secret);
	}
	const events = await api.ask('GET', '/api/v1/namespaces/default/events');
	expect(events.text).toContain('"reportingComponent":"sluice"');
	expect(events.text).not.toContain(secret);
}, 60_000);

test.each([
	[
		`spec.template.spec.containers[0].env[0].value: Invalid value: "${secret}": must be short`,
		'must be short',
	],
	[
		`spec.template: Invalid value: {"spec":{"env":[{"value":"${secret}"}]}}: field is immutable`,
		'field is immutable',
	],
	[
		`spec.template: Invalid value: core.PodTemplateSpec{Env: ${secret}, A: b}: field is immutable`,
		'field is immutable',
	],
	[`type: Unsupported value: "${secret}": supported values: "a", "b"`, 'supported values'],
])("a server's words are kept without the values it repeats: %s", (says, kept) => {
	expect(withoutValues(says)).not.toContain(secret);
	expect(withoutValues(says)).toContain(kept);
});
