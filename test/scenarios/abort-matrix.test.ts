import {beforeEach, describe, expect, test, vi} from 'vitest';
import {deadChallenger} from '../../source/demo/scenarios/dead-challenger.ts';
import type {Scenario} from '../../source/demo/scenarios/scenario.ts';
import type {Json} from '../cluster/raw-api.ts';
import {asked} from '../cluster/workloads.ts';
import {command, dialogSays, openNamed, outdate, sayTimes, takeOut, untilSo} from '../kit/abort-flow.ts';
import {meshed, shared, unmeasured} from './abort-worlds.ts';
import {type OwnStage, prepareOwnStage} from './own-stage.ts';

// Every way out that the embedded cluster has, by keys from the first screen to
// what is proved and what is not, and back: alone, beside somebody else who
// writes the same at that moment, and with old data.

vi.mock(import('../../source/demo/kinds/index.ts'), async actual => {
	const {destinationRules, virtualServices} = await import('./istio-kinds.ts');
	return {kinds: [...(await actual()).kinds, destinationRules, virtualServices]};
});

type Variant = {
	readonly name: string;
	readonly scenario: Scenario;
	/** What the first screen names first. */
	readonly trouble: RegExp;
	/** The row there that leads to the split. */
	readonly row: string;
	/** What the preview says will be. */
	readonly says: string;
	/** What a drain writes. */
	readonly paths: readonly string[];
	/** What is left for the challenger, of those objects. */
	reaching(objects: readonly Json[]): unknown;
	readonly drained: unknown;
	/** Somebody else's write at the moment of the drain. */
	readonly disturbs: {readonly path: string; readonly patch: Json};
	/** What the dialog comes to in the end. */
	readonly proof: RegExp;
};

const gateway = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
const istio = '/apis/networking.istio.io/v1/namespaces/shop/virtualservices';
const deployments = '/apis/apps/v1/namespaces/shop/deployments';

const replacing = (values: Readonly<Record<string, Json>>): Json =>
	Object.entries(values).map(([path, value]) => ({op: 'replace', path, value}));
const weightsOf = (backends: readonly Json[]) => backends.map(({weight = 0}) => weight);

const variants: readonly Variant[] = [
	{
		name: 'an HTTPRoute that nothing measures',
		scenario: unmeasured,
		trouble: /HTTPRoute shop .* to shop-v2, which has no ready pod: its 2 pods can't pull image/,
		row: '75/25',
		says: 'All traffic goes to shop-v1',
		paths: [`${gateway}/shop`],
		reaching: ([{spec}]) => [weightsOf(spec.rules[0].backendRefs), spec.rules[1].backendRefs[0].name],
		drained: [[100, 0], 'shop-v1'],
		disturbs: {
			path: `${gateway}/shop`,
			patch: replacing({
				'/spec/rules/0/backendRefs/0/weight': 60,
				'/spec/rules/0/backendRefs/1/weight': 40,
			}),
		},
		proof:
			/UTC written .*Unproved: whether requests still reach shop-v2\. Nothing measures this: no Prometheus was found in the cluster\. shop-v2 has no ready pod, so what reaches it fails\./,
	},
	{
		name: 'a VirtualService with a header route',
		scenario: meshed,
		trouble: /VirtualService shop .* to v2, which has no ready pod: its 2 pods can't pull image/,
		row: '75/25',
		says: 'All traffic goes to v1',
		paths: [`${istio}/shop`],
		reaching: ([{spec}]) => [
			spec.http[0].route[0].destination.subset,
			weightsOf(spec.http[1].route),
			spec.http[1].mirrorPercentage?.value,
		],
		drained: ['v1', [100, 0], 0],
		disturbs: {
			path: `${istio}/shop`,
			patch: replacing({'/spec/http/1/route/0/weight': 60, '/spec/http/1/route/1/weight': 40}),
		},
		proof:
			/UTC written .*Unproved: whether requests still reach v2\. Nothing measures this: no Prometheus was found in the cluster\. v2 has no ready pod, so what reaches it fails\./,
	},
	{
		name: 'two Deployments behind one Service',
		scenario: shared,
		trouble: /Service shop: shop-v2 is set to 25 % and [\d.]+ % of its requests fail \(500\)/,
		row: 'shop-v2 is set to 25 %',
		says: 'All traffic goes to shop-v1',
		paths: [`${deployments}/shop-v1`, `${deployments}/shop-v2`],
		reaching: ([, {spec}]) => spec.replicas,
		drained: 0,
		disturbs: {path: `${deployments}/shop-v2`, patch: replacing({'/spec/replicas': 2})},
		proof: /UTC written .*shop-v1 answers [\d.]+\/s, .*Nothing reaches shop-v2 any more/,
	},
	{
		name: 'a dead challenger that looks healthy',
		scenario: deadChallenger,
		trouble:
			/HTTPRoute checkout rule checkout: checkout-challenger is set to 10 % and [\d.]+ % of its requests fail \(503 UF\)/,
		row: 'checkout-challenger is set to 10 %',
		says: 'All traffic goes to checkout-champion',
		paths: [`${gateway}/checkout`],
		reaching: ([{spec}]) => weightsOf(spec.rules[0].backendRefs),
		drained: [100, 0],
		disturbs: {
			path: `${gateway}/checkout`,
			patch: replacing({
				'/spec/rules/0/backendRefs/0/weight': 60,
				'/spec/rules/0/backendRefs/1/weight': 40,
			}),
		},
		proof:
			/UTC written .*checkout-champion answers [\d.]+\/s, .*Nothing reaches checkout-challenger any more/,
	},
];

const open = prepareOwnStage();

/** Worlds stand beside each other, the tests of one do not: they mostly wait for counts. */
const alone = {concurrent: false, timeout: 240_000} as const;

describe.each(variants)('$name', {concurrent: true}, variant => {
	const {scenario, paths, disturbs, proof} = variant;
	let stage: OwnStage;

	beforeEach(async context => {
		stage = await open(context, scenario);
		await openNamed(stage.terminal, variant);
	}, 120_000);

	const objects = () => Promise.all(paths.map(async path => asked((await stage.api.get(path)).body)));

	function drain(meanwhile?: () => Promise<void>): Promise<number> {
		const reaching = async () => variant.reaching(await objects());
		return takeOut(stage.terminal, {...variant, reaching}, meanwhile);
	}

	/** Resolves to the milliseconds that the proof takes. */
	async function prove(): Promise<number> {
		const began = performance.now();
		await dialogSays(stage.terminal, proof, 90_000);
		return performance.now() - began;
	}

	async function patch(path: string, edits: Json): Promise<void> {
		expect((await stage.api.patch(path, edits)).status).toBe(200);
	}

	/** What can't be pulled is put right: nobody brings users back to what has no pods. */
	async function mend(): Promise<void> {
		if (!/no ready pod/.test(variant.trouble.source)) return;
		const image = 'registry.example.com/shop:3';
		await patch(`${deployments}/shop-v2`, replacing({'/spec/template/spec/containers/0/image': image}));
		await dialogSays(stage.terminal, /Its logs tell \(l\), or a source of metrics does/, 60_000);
	}

	test('is named first, taken out by two keys, judged, and brought back by a word', alone, async () => {
		const before = await objects();
		const out = await drain();
		sayTimes(`embedded, ${variant.name}`, {out, judged: out + (await prove())});
		await mend();
		await command(stage.terminal, 'restore', 'Undo: Drain');
		await stage.terminal.waitFor('the server would accept');
		await stage.terminal.confirm();
		await untilSo(stage.terminal, objects, before);
	});

	test('the same while somebody else writes the same', alone, async () => {
		await drain(() => patch(disturbs.path, disturbs.patch));
		await prove();
	});

	test(
		'the same with old data; what is written is claimed, and the rest only once it can be seen',
		alone,
		async () => {
			await outdate(stage.terminal, stage.proxy);
			await drain();
			const said = await dialogSays(stage.terminal, /\d\d:\d\d:\d\d UTC written/, 30_000);
			expect(said).not.toContain('somebody wrote after you');
			expect(said).not.toMatch(proof);
			stage.proxy.schedule();
			await prove();
		},
	);
});
