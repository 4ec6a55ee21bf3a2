import {mkdirSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {act} from '../../source/headless/act.ts';
import type {Flags} from '../../source/headless/flags.ts';
import {get} from '../../source/headless/get.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {privateHome, sluice} from '../kit/shell.ts';

/** The shell's contract, on real processes against the embedded cluster: exit codes, sentences, JSON. */
const home = privateHome();
let demo: Demo;
let env: Record<string, string>;

beforeAll(async () => {
	demo = await startDemo({speed: 20});
	env = {...home.env, KUBECONFIG: demo.kubeconfig};
});

afterAll(async () => {
	await demo.stop();
	home.remove();
});

const web = ['-n', 'web', '--yes'];

test('what is seen of splits is printed with them where asked for', async () => {
	const {splits} = JSON.parse(
		(await sluice(['get', 'splits', '-n', 'shop', '-o', 'json', '--measure'], env)).out,
	);
	expect(splits[0].seen).toMatchObject({
		state: 'measured',
		meter: 'Istio',
		source: 'monitoring/prometheus:9090',
		side: 'gateway',
		extent: 'backend',
		backends: [
			{name: 'checkout-champion', share: expect.any(Number), plusMinus: expect.any(Number), gap: null},
			{name: 'checkout-challenger', requests: expect.any(Number), failures: expect.any(Array)},
		],
	});
	const refused = await sluice(['get', 'pods', '-o', 'json', '--measure'], env);
	expect(refused).toMatchObject({
		code: 2,
		said: expect.stringContaining('Only splits and models are measured'),
	});
});

test.each([
	['scale below zero', ['scale', 'deploy/storefront', '-1', ...web], 2, 'not a number of replicas'],
	['scale to words', ['scale', 'deploy/storefront', 'many', ...web], 2, 'not a number of replicas'],
	['scale to absurdity', ['scale', 'deploy/storefront', '100000', ...web], 3, 'slip'],
	['no number', ['scale', 'deploy/storefront', ...web], 2, 'missing'],
	['no object', ['scale', ...web], 2, 'KIND/NAME'],
	['not an object', ['restart', 'storefront', ...web], 2, 'KIND/NAME'],
	['an unknown kind', ['restart', 'deploymint/storefront', ...web], 1, 'no kind deploymint'],
	[
		'an unknown object',
		['restart', 'deploy/nope', ...web],
		1,
		'"nope" not found.\nSee which there are: sluice get deployments.apps -n web',
	],
	[
		'an object spelled wrong',
		['restart', 'deploy/storefrnt', ...web],
		1,
		'Did you mean storefront? See which there are',
	],
	[
		'an unknown object of a dry run',
		['scale', 'deploy/storefrnt', '2', ...web, '--dry-run'],
		1,
		'Did you mean storefront?',
	],
	[
		'an unknown split',
		['drain-traffic', 'httproute/nope', ...web],
		1,
		'See which there are: sluice get splits -A',
	],
	['an unknown pod', ['exec', 'nope', ...web], 1, 'See which there are: sluice get pods -n web'],
	['a forward to nothing', ['port-forward', 'pod/nope', '80', ...web], 1, 'sluice get pods -n web'],
	[
		'an image that cannot be one',
		['upgrade', 'deploy/storefront', 'UPPER/x:::1', ...web],
		2,
		'cannot be an image',
	],
	[
		'an image that reads like a version',
		['upgrade', 'deploy/storefront', '7.13.0', ...web],
		2,
		'Type :7.13.0 for the tag of',
	],
	[
		'a container that is not there',
		['upgrade', 'deploy/storefront', 'x=nginx:1', ...web],
		1,
		'no container x',
	],
	[
		'a revision that is not there',
		['rollback', 'deploy/storefront', '--to-revision', '99', ...web],
		1,
		'no revision 99',
	],
	[
		'a weight out of range',
		['shift', 'httproute/checkout', '--rule', 'cards', 'checkout-challenger=101', '-y'],
		2,
		'between 0 and 100',
	],
	[
		'a weight without a number',
		['shift', 'httproute/checkout', 'checkout-challenger', '-y'],
		2,
		'is not a share',
	],
	['a rule not said', ['shift', 'httproute/checkout', 'checkout-challenger=5', '-y'], 2, '--rule'],
	[
		'an unexpected share',
		[
			'shift',
			'httproute/checkout',
			'--rule',
			'cards',
			'checkout-challenger=5',
			'--expect',
			'checkout-challenger=77',
			'-y',
		],
		3,
		'not 77 %',
	],
	['no champion known', ['drain-traffic', 'httproute/credit-risk', '-n', 'models', '-y'], 3, '--to'],
	[
		'a swap of roles nobody gave',
		['swap', 'httproute/credit-risk', '-n', 'models', '-y'],
		3,
		'sluice choose-champion -n models httproutes.gateway.networking.k8s.io/credit-risk',
	],
	[
		'a champion not named',
		['choose-champion', 'httproute/credit-risk', '-n', 'models', '-y'],
		2,
		'version is missing',
	],
	[
		'a champion that is not there',
		['choose-champion', 'httproute/credit-risk', 'v9', '-n', 'models', '-y'],
		1,
		'splits traffic to v9',
	],
	['an autoscaled workload', ['scale', 'deploy/checkout-champion', '7', '-y'], 3, 'HorizontalPodAutoscaler'],
	['read-only', ['scale', 'deploy/storefront', '2', '--read-only', ...web], 3, 'read-only'],
	['nobody to ask', ['scale', 'deploy/storefront', '2', '-n', 'web'], 2, '--yes'],
	['undoing an id that is not there', ['undo', 'nope', '-y'], 1, 'could be undone'],
	['nothing to list', ['get'], 2, 'What to list is missing'],
	['an unknown command', ['frobnicate'], 2, 'no command frobnicate'],
	['an unknown flag', ['get', 'pods', '--frobnicate'], 2, '--frobnicate'],
	['an unknown kind to list', ['get', 'configmapz'], 1, 'It has configmaps'],
	['a name of what is joined', ['get', 'splits', 'checkout'], 2, 'one word too many'],
	['YAML for ever', ['get', 'pods', '-o', 'yaml', '--watch'], 2, 'leave --watch out'],
	['an unknown format', ['get', 'pods', '-o', 'xml'], 2, 'xml'],
	['a namespace that does not exist', ['get', 'pods', '-n', 'nope'], 1, 'no namespace nope'],
	['a context that is not there', ['get', 'pods', '--context', 'calm'], 1, 'Did you mean calm-shop?'],
	['no kubeconfig', ['get', 'pods', '--kubeconfig', '/nowhere/config'], 1, '/nowhere/config'],
	[
		'waiting for nonsense',
		['wait', 'deploy/storefront', '-n', 'web', '--for', 'love'],
		2,
		'nothing to wait for',
	],
	[
		'waiting in vain',
		['wait', 'deploy/storefront', '-n', 'web', '--for', 'ready=99', '--timeout', '300ms'],
		4,
		'99 needed',
	],
	['the dashboard without a terminal', [], 2, 'needs a terminal'],
])('%s', async (_name, words, code, says) => {
	const ended = await sluice(words, env);
	expect(ended.said + ended.out).toContain(says);
	expect(ended.code).toBe(code);
	expect(ended.said).not.toMatch(/\n\s+at |Error:/);
});

const main = ['-n', 'default', '--yes'];

test('a change is written, listed in the journal, waited for and undone', async () => {
	const scaled = await sluice(['scale', 'Deployment.apps/nginx-deployment', '5', '--wait', ...main], env);
	expect(scaled).toMatchObject({code: 0, out: expect.stringContaining('settled')});
	const id = /Its id: (\S+) {2}Undo: sluice undo \1\n/.exec(scaled.out)?.[1];
	const listed = JSON.parse((await sluice(['journal', '-o', 'json'], env)).out);
	expect(listed.journal.at(-1)).toMatchObject({
		id,
		action: 'scale',
		who: 'demo',
		context: 'calm-shop',
		applied: 1,
		end: 'settled',
		undo: 'swap',
	});
	expect(
		(await sluice(['wait', 'deploy/nginx-deployment', '-n', 'default', '--for', 'ready=5'], env)).code,
	).toBe(0);
	expect((await sluice(['undo', listed.journal.at(-1).id, '--wait', '--yes'], env)).code).toBe(0);
	const after = JSON.parse((await sluice(['get', 'deployments', '-n', 'default', '-o', 'json'], env)).out);
	expect(after.deployments.find((each: {name: string}) => each.name === 'nginx-deployment').wanted).toBe(3);
});

test('no undo is offered where there is none', async () => {
	const restarted = await sluice(['restart', 'deploy/nginx-deployment', ...main], env);
	expect(restarted.out).toMatch(/written\. Its id: \S+\n$/);
});

test('a dry run prints the exact patch and changes nothing', async () => {
	const words = ['shift', 'httproute/checkout', '--rule', 'cards', 'checkout-challenger=33', '--dry-run'];
	const ended = await sluice(words, env);
	expect(ended.code).toBe(0);
	const [step, ...more] = JSON.parse(ended.out);
	expect(more).toEqual([]);
	expect(step).toMatchObject({
		resource: 'httproutes.gateway.networking.k8s.io',
		namespace: 'shop',
		name: 'checkout',
	});
	expect(step.patch.at(-1)).toEqual({op: 'add', path: '/spec/rules/1/backendRefs/1/weight', value: 33});
	const {splits} = JSON.parse((await sluice(['get', 'splits', '-o', 'json'], env)).out);
	expect(splits[1].backends[1].share).toBe(10);
});

test.each([
	['an autoscaled workload', ['scale', 'deploy/checkout-champion', '7'], 3, 'would undo this'],
	['read-only', ['scale', 'deploy/storefront', '2', '-n', 'web', '--read-only'], 3, 'is read-only'],
	['a change', ['scale', 'deploy/storefront', '2', '-n', 'web'], 0, 'would accept it'],
])('a dry run of %s ends as the real run would', async (_name, words, code, says) => {
	const ended = await sluice([...words, '--dry-run'], env);
	expect(ended).toMatchObject({code, said: expect.stringContaining(says)});
	expect(JSON.parse(ended.out)[0].patch.at(-1)).toMatchObject({op: 'add', path: '/spec/replicas'});
});

test('models are listed with their versions, roles and ways in', async () => {
	const {code, out} = await sluice(['get', 'models', '-n', 'shop', '-o', 'json'], env);
	const {models} = JSON.parse(out);
	expect(code).toBe(0);
	expect(models).toContainEqual(
		expect.objectContaining({
			namespace: 'shop',
			name: 'checkout',
			versions: expect.arrayContaining([
				expect.objectContaining({
					name: 'checkout-champion',
					role: 'champion',
					deployment: 'checkout-champion',
					pods: expect.objectContaining({wanted: expect.any(Number)}),
					since: expect.stringMatching(/^\d{4}-/),
				}),
			]),
			ways: expect.arrayContaining([expect.objectContaining({kind: 'HTTPRoute', name: 'checkout'})]),
		}),
	);
	const table = await sluice(['get', 'models', '-A'], env);
	expect(table.out).toMatch(/^NAMESPACE +NAME +VERSION +ROLE +SHARE +PODS +SINCE/);
	expect(table.out).toMatch(/shop +checkout +checkout-champion +champion/);
	expect(await sluice(['get', 'models', '-o', 'yaml'], env)).toMatchObject({code: 2});
});

test('a swap writes the shares the other way round', async () => {
	const ended = await sluice(['swap', 'httproute/checkout', '--rule', 'cards', '--dry-run'], env);
	const [{patch}] = JSON.parse(ended.out);
	expect(ended.code).toBe(0);
	expect(patch.filter(({op}: {op: string}) => op === 'add').map(({value}: {value: number}) => value)).toEqual(
		[10, 90],
	);
});

test('a dry run of what is so already has no steps', async () => {
	const ended = await sluice(['drain-traffic', 'httproute/credit-risk', '-n', 'models', '--dry-run'], env);
	expect(ended.code, 'no version is known to stay').toBe(3);
	const scaled = await sluice(['scale', 'deploy/credit-risk-v2', '2', '-n', 'models', '--dry-run'], env);
	expect(scaled).toMatchObject({code: 0, out: '[]\n'});
});

test.each([
	['a node', ['node/node-1'], 0, 'node-1: ready'],
	['a Service of two versions', ['service/fraud', '-n', 'models'], 0, 'fraud-b: 1 of 1 pods updated'],
	['a plain Service', ['service/checkout-champion'], 2, 'Nothing tells when'],
	['a namespace', ['namespace/shop'], 2, 'Nothing tells when'],
	['ready pods of a node', ['node/node-1', '--for', 'ready=1'], 2, 'does not count ready pods'],
	['a route', ['httproute/checkout'], 0, 'accepted'],
	['a rule of what is no share', ['httproute/checkout', '--rule', 'cards'], 2, '--rule goes with'],
	['a pod that is not there', ['pod/nope'], 1, 'See which there are: sluice get pods -n shop'],
])('waiting for %s', async (_name, words, code, says) => {
	const ended = await sluice(['wait', ...words, '--timeout', '10s'], env);
	expect(ended.said + ended.out).toContain(says);
	expect(ended.code).toBe(code);
});

test('splits as JSON keep the fields that scripts rely on', async () => {
	const {splits} = JSON.parse((await sluice(['get', 'splits', '-A', '-o', 'json'], env)).out);
	expect(splits.map((each: {name: string; rule: string}) => `${each.name}/${each.rule}`)).toEqual([
		'credit-risk/score',
		'fraud/',
		'checkout/checkout',
		'checkout/cards',
	]);
	const split = splits[2];
	const fields =
		'dialect apiVersion kind namespace name uid rule match total phase step steps paused backends also owners conditions health';
	expect(Object.keys(split)).toEqual(expect.arrayContaining(fields.split(' ')));
	const backend = 'name namespace kind role roleFrom weight share writable pods image';
	expect(Object.keys(split.backends[0])).toEqual(expect.arrayContaining(backend.split(' ')));
});

test.each(['endpointslices', 'pods'])('shares of versions are told without %s, too', async hidden => {
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const trouble = {reason: 'forbidden', says: `You may not list ${hidden}.`} as const;
	const cluster: Cluster = {
		...connected.value,
		list: async (resource, ...rest) =>
			resource.plural === hidden ? {ok: false, trouble} : await connected.value.list(resource, ...rest),
	};
	const results: unknown[] = [];
	const said: string[] = [];
	const code = await get(['splits'], {
		cluster,
		flags: {namespace: 'models', output: 'json', watch: false} as Flags,
		signal: new AbortController().signal,
		out: {result: () => undefined, json: value => results.push(value), say: text => said.push(text)},
		clock: systemClock,
		journal: memoryJournal(),
		rules: {readOnly: false, isProduction: false, contextName: 'calm-shop'},
	});
	cluster.close();
	expect({code, said}).toEqual({code: 0, said: [trouble.says]});
	expect(results).toMatchObject([
		{splits: [{name: 'credit-risk'}, {name: 'fraud', backends: [{share: 75}, {share: 25}]}]},
	]);
});

test('names are accepted back as they are printed', async () => {
	const [name] = (await sluice(['get', 'deployments', '-n', 'web', '-o', 'name'], env)).out.split('\n');
	expect(name).toBe('deployment.apps/batch-scorer');
	expect((await sluice(['wait', name!, '-n', 'web', '--timeout', '20s'], env)).code).not.toBe(2);
});

test('check says where, what, who and how long', async () => {
	const ended = await sluice(['check'], env);
	expect(ended.code).toBe(0);
	for (const word of ['context', 'server', 'version', 'discovery', 'user', 'watch'])
		expect(ended.out).toMatch(new RegExp(`^${word} `, 'm'));
});

test('--yes off loopback needs the context spelled out, and production a word on a terminal', async () => {
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const cluster = {...connected.value, context: {...connected.value.context, isLocal: false}};
	const said: string[] = [];
	const scale = (flags: object, answer?: string, replicas = '3') =>
		act('scale', ['deployment/credit-risk-v1', replicas], {
			cluster,
			journal: memoryJournal(),
			clock: systemClock,
			rules: {readOnly: false, isProduction: true, contextName: 'calm-shop'},
			flags: {namespace: 'models', expect: [], timeoutMs: 1000, ...flags} as unknown as Flags,
			signal: new AbortController().signal,
			out: {
				result: text => said.push(text),
				json: value => said.push(JSON.stringify(value)),
				say: text => said.push(text),
			},
			...(answer !== undefined && {ask: async () => answer}),
		});
	expect(await scale({yes: true})).toBe(2);
	expect(said.at(-1)).toContain('--context calm-shop');
	expect(await scale({}, 'y'), 'a key is not enough').toBe(3);
	expect(await scale({}, 'credit-risk-v1')).toBe(0);
	expect(await scale({yes: true, context: 'calm-shop'}), 'already so').toBe(0);
	said.length = 0;
	await scale({}, 'n', '0');
	expect(
		said.filter(each => each.includes('will have no pod left')),
		'the loss is said once',
	).toHaveLength(1);
	cluster.close();
});

test('in a production context a write needs the context written out, and the way back does not', async () => {
	const folder = join(home.env.XDG_CONFIG_HOME!, 'sluice');
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, 'config.yaml'), 'contexts: {calm-shop: {class: production}}\n');
	const shift = [
		'shift',
		'httproute/checkout',
		'checkout-challenger=30',
		'--rule',
		'cards',
		'-n',
		'shop',
		'--yes',
	];
	const refused = await sluice(shift, env);
	expect(refused.said).toContain('Context calm-shop is disarmed');
	expect(refused.said).toContain('--context calm-shop');
	expect(refused).toMatchObject({code: 3, out: ''});
	expect(await sluice([...shift, '--dry-run'], env)).toMatchObject({
		code: 3,
		said: expect.stringContaining('The real run would be refused.'),
	});
	expect(await sluice([...shift, '--context', 'calm-shop'], env)).toMatchObject({code: 0});
	expect(await sluice(['drain-traffic', 'httproute/checkout', '-n', 'shop', '--yes'], env)).toMatchObject({
		code: 0,
	});
	const undo = ['undo', '--yes'];
	expect(await sluice(undo, env)).toMatchObject({code: 3});
	for (const _ of [1, 2])
		expect(await sluice([...undo, '--context', 'calm-shop'], env)).toMatchObject({code: 0});
	writeFileSync(join(folder, 'config.yaml'), '');
});

test('restore takes the last drain back, says so where none is left, and what stands in its way', async () => {
	const route = ['httproute/checkout', '-n', 'shop', '--yes'];
	const shares = async () => {
		const {splits} = JSON.parse((await sluice(['get', 'splits', '-n', 'shop', '-o', 'json'], env)).out);
		return splits
			.find(({rule}: {rule: string}) => rule === 'cards')
			.backends.map(({share}: {share: number}) => share);
	};
	const before = await shares();
	await sluice(['drain-traffic', ...route], env);
	expect(await shares()).toEqual([100, 0]);
	const restored = await sluice(['restore', ...route], env);
	expect(restored).toMatchObject({code: 0, out: expect.stringContaining('Undo: Drain HTTPRoute')});
	expect(await shares()).toEqual(before);
	const again = await sluice(['restore', ...route], env);
	expect(again).toMatchObject({code: 0, said: expect.stringContaining('was taken back by')});
	expect(again.said).toContain('sluice redo ');

	await sluice(['drain-traffic', ...route], env);
	await sluice(['shift', ...route, '--rule', 'cards', 'checkout-challenger=20'], env);
	const held = await sluice(['restore', ...route], env);
	expect(held).toMatchObject({code: 3, said: expect.stringContaining('Take that back first: sluice undo')});
	expect(await shares()).toEqual([80, 20]);
	for (const _ of [1, 2]) await sluice(['undo', '--yes'], env);
	expect(await shares()).toEqual(before);
	expect(await sluice(['restore', 'httproute/nothing', '--yes'], env)).toMatchObject({code: 1});
});

test('a setting nobody knows is refused by its line', async () => {
	const folder = join(home.env.XDG_CONFIG_HOME!, 'sluice');
	mkdirSync(folder, {recursive: true});
	writeFileSync(
		join(folder, 'config.yaml'),
		'favourites: [web]\ncontexts:\n  calm-shop:\n    class: local\n    readonly: true\n',
	);
	const ended = await sluice(['get', 'pods'], env);
	writeFileSync(join(folder, 'config.yaml'), '');
	expect(ended.code).toBe(1);
	expect(ended.said).toContain('line 5: there is no setting readonly');
});

test('a context that the configuration makes read-only stays so', async () => {
	const folder = join(home.env.XDG_CONFIG_HOME!, 'sluice');
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, 'config.yaml'), 'contexts: {calm-shop: {readOnly: true}}\n');
	const ended = await sluice(['scale', 'deploy/storefront', '2', ...web], env);
	writeFileSync(join(folder, 'config.yaml'), '');
	expect(ended).toMatchObject({code: 3, said: expect.stringContaining('read-only')});
});

test.each([
	['refuses the credentials', 401, 1, 'credentials'],
	['forbids it', 403, 3, 'not allowed'],
	['is broken', 500, 1, 'server'],
])('a server that %s', async (_name, status, code, _says) => {
	const server = await listen((_request, response) => {
		response.statusCode = status;
		response.setHeader('content-type', 'application/json');
		response.end(
			JSON.stringify({
				kind: 'Status',
				status: 'Failure',
				code: status,
				reason: 'X',
				message: `refused by test`,
			}),
		);
	});
	const kubeconfig = join(home.env.HOME!, `status-${status}`);
	writeFileSync(kubeconfig, kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
	const ended = await sluice(['get', 'pods', '--kubeconfig', kubeconfig], env);
	server.close();
	expect(ended.code).toBe(code);
	expect(ended.said.trim().split('\n').length).toBeGreaterThanOrEqual(1);
	expect(ended.said).not.toMatch(/\n\s+at |Error:/);
});

test('a server that is not there', async () => {
	const kubeconfig = join(home.env.HOME!, 'gone');
	const server = await listen(() => undefined);
	const {port} = server.address() as AddressInfo;
	await new Promise(resolve => server.close(resolve));
	writeFileSync(kubeconfig, kubeconfigOf(`http://127.0.0.1:${port}`));
	const ended = await sluice(['get', 'pods', '--kubeconfig', kubeconfig], env);
	expect(ended.code).toBe(1);
	expect(ended.said).toContain(`127.0.0.1:${port}`);
});

function listen(answer: Parameters<typeof createServer>[1]): Promise<Server> {
	return new Promise(resolve => {
		const server = createServer(answer as never);
		server.listen(0, '127.0.0.1', () => resolve(server));
	});
}

function kubeconfigOf(server: string): string {
	return JSON.stringify({
		apiVersion: 'v1',
		kind: 'Config',
		clusters: [{name: 'c', cluster: {server}}],
		users: [{name: 'u', user: {token: 't'}}],
		contexts: [{name: 'c', context: {cluster: 'c', user: 'u'}}],
		'current-context': 'c',
	});
}
