import {afterAll, beforeAll, expect, inject, test} from 'vitest';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';
import {type Json, RawApi} from './raw-api.ts';
import {deployment, Ground, route, service} from './workloads.ts';

// What a scheduler, controllers and an API server make of a namespace where much
// is wrong, and what the first screen of the program as it is shipped says of it.

const {admin, tester = admin, nsViewer} = inject('kubeconfigs');
const api = new RawApi(admin);
const home = privateHome();
const terminals: PseudoTerminal[] = [];
let program: BuiltProgram;
let ground: Ground;

function open(kubeconfig: string, namespace: string, columns = 129, rows = 60): PseudoTerminal {
	const env = {...home.env, KUBECONFIG: kubeconfig};
	const terminal = openTerminal([program.path, '-n', namespace], {env, columns, rows});
	terminals.push(terminal);
	return terminal;
}

beforeAll(async () => {
	program = await buildProgram();
	ground = new Ground(api, await api.createNamespace('troubles'));
	await ground.add('resourcequotas', {
		metadata: {name: 'no-gpu'},
		spec: {hard: {'requests.nvidia.com/gpu': '0'}},
	});
	await ground.add('deployments', pods('far', {nodeSelector: {'example.com/nowhere': 'true'}}));
	await ground.add('deployments', pods('greedy', {}, {limits: {'nvidia.com/gpu': '1'}}));
	await ground.add('deployments', deployment('crash', {replicas: 1, labels: {sim: 'crashloop'}}));
	await ground.add('services', service('lost', {app: 'nobody'}));
	await ground.addBackends({good: {}});
	await ground.add('services', service('pull', {app: 'pull'}));
	await ground.add('deployments', deployment('pull', {images: {web: 'broken:1'}}));
	await ground.add('httproutes', route('shop', {0: {good: 75, pull: 25}}));
	await ground.add('httproutes', route('gone', {0: {nowhere: 1}}));
	await ground.addDeployment('kept');
	await ground.add('poddisruptionbudgets', {
		metadata: {name: 'kept'},
		spec: {minAvailable: 2, selector: {matchLabels: {app: 'kept'}}},
	});
	await ground.add('services', {
		metadata: {name: 'misnamed'},
		spec: {selector: {app: 'kept'}, ports: [{port: 80, targetPort: 'htpp'}]},
	});
	const labels = {app: 'asleep'};
	await ground.add('statefulsets', {
		metadata: {name: 'asleep'},
		spec: {
			replicas: 0,
			serviceName: 'asleep',
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers: [{name: 'web', image: 'shop:1'}]}},
		},
	});
	await ground.add('services', service('asleep', labels));
	await ground.addDeployment('busy', {replicas: 1});
	await ground.add('horizontalpodautoscalers', {
		metadata: {name: 'busy'},
		spec: {
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'busy'},
			minReplicas: 1,
			maxReplicas: 2,
			metrics: [
				{type: 'Resource', resource: {name: 'memory', target: {type: 'AverageValue', averageValue: '1'}}},
			],
		},
	});
});

afterAll(async () => {
	for (const terminal of terminals) terminal.close();
	home.remove();
	program.remove();
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

/** A Deployment whose pods ask for something that is not to be had. */
function pods(name: string, spec: Json, resources: Json = {}): Json {
	const object = deployment(name, {replicas: 1});
	Object.assign(object.spec.template.spec, spec);
	Object.assign(object.spec.template.spec.containers[0], {resources});
	return object;
}

test('the first screen names what is wrong, with its culprit, and opens it', async () => {
	const terminal = open(tester, ground.namespace);
	await terminal.waitFor('live', 30_000);
	const said: ReadonlyArray<string | RegExp> = [
		"HTTPRoute shop sends 25 % to pull, which has no ready pod: its 2 pods can't pull image broken:1: not found",
		/HTTPRoute gone sends all its requests to nowhere, and there is no such Service in/,
		/1 pod of crash keeps crashing, last exit \d+/,
		/greedy can't create pods: exceeded quota: no-gpu, requested: requests\.nvidia\.com\/gpu=1/,
		/1 pod of far can't be scheduled: 0\/\d+ nodes are available: .*node affinity\/selector/,
		'PodDisruptionBudget kept lets no pod be evicted: it wants 2 of 2 ready',
		/Deployment busy wants more pods than autoscaler busy allows: \d of at most 2/,
		'Service lost reaches nothing: its selector app=nobody matches no pod',
		'Service misnamed reaches nothing: no container of its pods names a port htpp',
		/Requests of \d+ splits? are not measured: no Prometheus was found/,
	];
	for (const each of said) await terminal.waitFor(each, 100_000);
	// What is told with its cause is not told again by itself.
	expect(terminal.text()).not.toMatch(/^.{0,4}2 pods of pull can't/m);
	expect(terminal.text()).not.toContain('Service pull has no ready endpoint');
	expect(terminal.text()).not.toContain('Service asleep');

	await terminal.pick('HTTPRoute shop sends');
	terminal.press(keys.enter);
	await terminal.waitFor(/Deployment .*pull/);
	terminal.press(keys.escape);
	await terminal.pick('Service lost reaches nothing');
	terminal.press(keys.enter);
	await terminal.waitFor(/Service .*lost/);
	await terminal.waitFor('app=nobody');
}, 180_000);

test('the server refuses what the deadlock says it will', async () => {
	const {body} = await api.get(`${ground.path('pods')}?labelSelector=app%3Dkept`);
	const {name, namespace} = body.items[0].metadata;
	const eviction = {apiVersion: 'policy/v1', kind: 'Eviction', metadata: {name, namespace}};
	expect((await api.create(`${ground.path('pods', name)}/eviction`, eviction)).status).toBe(429);
});

test.each([
	[80, 24],
	[160, 50],
])('the worst stands first at %i by %i', async (columns, rows) => {
	const terminal = open(tester, ground.namespace, columns, rows);
	const screen = await terminal.waitFor(/things to look at, \d of them serious/, 30_000);
	expect(screen).not.toContain('All quiet');
	const settled = await terminal.waitFor('HTTPRoute gone sends all its requests to nowhere');
	expect(settled.split('\n')[3]).toContain('HTTPRoute gone sends all its requests to nowhere');
});

test.runIf(nsViewer)('what may not be listed is unknown, and no ground for quiet', async () => {
	const terminal = open(nsViewer!, 'default');
	await terminal.waitFor('Nodes and Namespaces are unknown: you may not list them', 30_000);
	await terminal.waitFor('Quiet, as far as can be seen.');
	expect(terminal.text()).not.toContain('All quiet');
});
