import {beforeEach, describe, expect, inject, test} from 'vitest';
import {type FaultProxy, startFaultProxy} from '../faults/fault-proxy.ts';
import {dialogSays, openNamed, outdate, sayTimes, takeOut} from '../kit/abort-flow.ts';
import {openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {terminalGround} from './grounds.ts';
import type {Json} from './raw-api.ts';
import {asked, route, service} from './workloads.ts';

// The proven abort, from the first screen to its proof and back again, by keys
// alone on a real API server. Nothing here measures requests, so what is
// unproved is exactly that, and must be said. Each way out is tried alone,
// beside somebody else who writes at the same moment, and with old data.

const {admin, tester = admin} = inject('kubeconfigs');
const {api, program, ground, home, terminals} = terminalGround<PseudoTerminal>('abort');

type Variant = {
	readonly name: string;
	/** Adds it, and resolves to the paths of what a drain writes. */
	add(): Promise<readonly string[]>;
	/** What the first screen names first, and the row there that leads to the split. */
	readonly trouble: RegExp;
	readonly row: string;
	/** The new version falls ill, and is mended. */
	sicken(): Promise<void>;
	mend(): Promise<void>;
	/** What the preview says will be. */
	readonly says: string;
	/** What is left for the challenger, as the API server has it. */
	reaching(): Promise<unknown>;
	/** What that is once nothing leads there any more. */
	readonly drained: unknown;
	/** Somebody else's write at the moment of the drain. */
	disturb(): Promise<void>;
};

const base = () => `/apis/networking.istio.io/v1/namespaces/${ground().namespace}`;

async function addVersions(): Promise<void> {
	await ground().addBackends({
		'shop-v1': {track: 'stable', tier: 'shop'},
		'shop-v2': {track: 'canary', tier: 'shop'},
	});
}

const backendRef = (name: string, weight?: number): Json => ({
	name,
	port: 80,
	...(weight !== undefined && {weight}),
});

/** Labels of pods say to the simulated kubelet how their probes fare. */
async function setReadiness(app: string, sim: 'unready' | null): Promise<void> {
	const {items} = await ground().list('pods');
	const [pod] = items.filter(({metadata}: Json) => metadata.labels.app === app);
	const patch = {metadata: {labels: {sim}}};
	const {status} = await api.patch(ground().path('pods', pod.metadata.name), patch, 'merge-patch');
	expect(status).toBe(200);
}

const setImage = (name: string, image: string) =>
	ground().patch('deployments', name, [
		{op: 'replace', path: '/spec/template/spec/containers/0/image', value: image},
	]);

const variants: readonly Variant[] = [
	{
		name: 'an HTTPRoute with a header route, a copy and a sibling',
		trouble: /HTTPRoute shop .* to shop-v2, which has no ready pod/,
		row: '75/25',
		sicken: () => setReadiness('shop-v2', 'unready'),
		mend: () => setReadiness('shop-v2', null),
		says: 'All traffic goes to shop-v1',
		async add() {
			await addVersions();
			const shop = route('shop', {0: {'shop-v1': 75, 'shop-v2': 25}});
			shop.spec.rules[0].filters = [
				{type: 'RequestMirror', requestMirror: {backendRef: backendRef('shop-v2')}},
			];
			shop.spec.rules.push({
				matches: [{headers: [{name: 'x-beta', value: '1'}]}],
				backendRefs: [backendRef('shop-v2')],
			});
			await ground().add('httproutes', shop);
			await ground().add('httproutes', route('app', {0: {'shop-v1': 60, 'shop-v2': 40}}));
			return [ground().path('httproutes', 'shop'), ground().path('httproutes', 'app')];
		},
		async reaching() {
			const [shop, app] = await Promise.all(['shop', 'app'].map(name => ground().get('httproutes', name)));
			const weights = ({spec}: Json) => spec.rules[0].backendRefs.map(({weight}: Json) => weight);
			const beta = shop.spec.rules[1].backendRefs[0].name;
			return [weights(shop), shop.spec.rules[0].filters, beta, weights(app)];
		},
		drained: [[100, 0], undefined, 'shop-v1', [100, 0]],
		disturb: () =>
			ground().patch('httproutes', 'shop', [
				{op: 'replace', path: '/spec/rules/0/backendRefs/0/weight', value: 60},
				{op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 40},
			]),
	},
	{
		name: 'a VirtualService of Istio with a header route',
		trouble: /VirtualService shop .* to v2, which has no ready pod/,
		row: '75/25',
		sicken: () => setReadiness('shop-v2', 'unready'),
		mend: () => setReadiness('shop-v2', null),
		says: 'All traffic goes to v1',
		async add() {
			await addVersions();
			await ground().add('services', service('shop', {tier: 'shop'}));
			const subsets = ['v1', 'v2'].map(name => ({name, labels: {app: `shop-${name}`}}));
			const to = (subset: string, weight?: number): Json => ({
				destination: {host: 'shop', subset},
				...(weight !== undefined && {weight}),
			});
			const {status} = await api.create(`${base()}/destinationrules`, {
				apiVersion: 'networking.istio.io/v1',
				kind: 'DestinationRule',
				metadata: {name: 'shop'},
				spec: {host: 'shop', subsets},
			});
			expect(status).toBe(201);
			await ground().add('virtualservices', {
				apiVersion: 'networking.istio.io/v1',
				kind: 'VirtualService',
				metadata: {name: 'shop', annotations: {'sluice.dev/champion': 'v1'}},
				spec: {
					hosts: ['shop'],
					http: [
						{name: 'beta', match: [{headers: {'x-beta': {exact: '1'}}}], route: [to('v2')]},
						{name: 'all', route: [to('v1', 75), to('v2', 25)], mirror: {host: 'shop', subset: 'v2'}},
					],
				},
			});
			return [`${base()}/virtualservices/shop`];
		},
		async reaching() {
			const {body} = await api.get(`${base()}/virtualservices/shop`);
			const [beta, all] = body.spec.http;
			return [
				beta.route[0].destination.subset,
				all.route.map(({weight}: Json) => weight ?? 0),
				all.mirrorPercentage?.value ?? 0,
				all.mirrorPercentage !== undefined,
			];
		},
		drained: ['v1', [100, 0], 0, true],
		async disturb() {
			const {status} = await api.patch(`${base()}/virtualservices/shop`, [
				{op: 'replace', path: '/spec/http/1/route/0/weight', value: 60},
				{op: 'replace', path: '/spec/http/1/route/1/weight', value: 40},
			]);
			expect(status).toBe(200);
		},
	},
	{
		name: 'two Deployments behind one Service',
		trouble: /1 pod of shop-b can't pull image shop:broken/,
		row: '60/40',
		// Its former pods go on serving.
		sicken: () => setImage('shop-b', 'shop:broken'),
		mend: () => setImage('shop-b', 'shop:1'),
		says: 'All traffic goes to shop-a',
		async add() {
			await ground().add('services', service('shop', {model: 'm'}));
			await ground().addDeployment('shop-a', {replicas: 3, labels: {model: 'm', track: 'stable'}});
			await ground().addDeployment('shop-b', {replicas: 2, labels: {model: 'm', track: 'canary'}});
			return [ground().path('deployments', 'shop-a'), ground().path('deployments', 'shop-b')];
		},
		reaching: async () => (await ground().get('deployments', 'shop-b')).spec.replicas,
		drained: 0,
		disturb: () =>
			ground().patch('deployments', 'shop-b', [{op: 'replace', path: '/spec/replicas', value: 3}]),
	},
];

let proxy: FaultProxy | undefined;

beforeEach(() => () => {
	const former = proxy;
	proxy = undefined;
	return former?.close();
});

/** The new version falls ill; the first screen names that first, and leads to the split. */
async function openSplit(variant: Variant, kubeconfig = tester): Promise<PseudoTerminal> {
	await variant.sicken();
	const env = {...home().env, KUBECONFIG: kubeconfig};
	const terminal = openTerminal([program().path, '-n', ground().namespace], {
		env,
		columns: 120,
		rows: 45,
	});
	terminals.push(terminal);
	await terminal.waitFor('live', 30_000);
	await openNamed(terminal, variant);
	return terminal;
}

/** Nothing measures requests here: exactly that is unproved, and the rest stands with its times. */
async function expectProof(terminal: PseudoTerminal): Promise<void> {
	await dialogSays(terminal, /Settled in .*\d\d:\d\d:\d\d UTC written/, 30_000);
	await dialogSays(
		terminal,
		/Unproved: whether requests still reach \S+\. Nothing measures this: no Prometheus was found in the cluster\./,
		30_000,
	);
}

async function objectsAt(paths: readonly string[]): Promise<Json[]> {
	return Promise.all(paths.map(async path => asked((await api.get(path)).body)));
}

describe.each(variants)(
	'$name',
	variant => {
		test('is named first, drained by two keys, says what is unproved, and comes back whole by one', async () => {
			const paths = await variant.add();
			const before = await objectsAt(paths);
			const terminal = await openSplit(variant);
			const out = await takeOut(terminal, variant);
			const began = performance.now();
			await expectProof(terminal);
			sayTimes(`real plane, ${variant.name}`, {out, judged: out + performance.now() - began});
			await variant.mend();
			terminal.press(keys.escape);
			await terminal.waitFor(screen => !screen.includes('esc close'));
			await terminal.waitFor(screen => !screen.includes('0/1'));
			terminal.press('U');
			await terminal.waitFor('Undo: Drain');
			await terminal.waitFor('the server would accept');
			await terminal.confirm();
			await expect.poll(() => objectsAt(paths), {timeout: 20_000}).toEqual(before);
		});

		test('is drained although somebody else writes at that moment', async () => {
			await variant.add();
			const terminal = await openSplit(variant);
			await takeOut(terminal, variant, variant.disturb);
			await expectProof(terminal);
		});

		test('is drained although what is on screen is old', async () => {
			await variant.add();
			proxy = await startFaultProxy({kubeconfig: tester});
			const terminal = await openSplit(variant, proxy.kubeconfig);
			await outdate(terminal, proxy);
			await takeOut(terminal, variant);
			await dialogSays(terminal, /\d\d:\d\d:\d\d UTC written/);
			proxy.schedule();
			await expectProof(terminal);
		});
	},
	120_000,
);
