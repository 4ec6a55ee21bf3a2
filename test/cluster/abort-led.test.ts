import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, inject, type TestContext, test} from 'vitest';
import {type FaultProxy, startFaultProxy} from '../faults/fault-proxy.ts';
import {command, dialogSays, openNamed, outdate, sayTimes, takeOut, untilSo} from '../kit/abort-flow.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';
import type {Attached} from './attached.ts';
import {flaggerCanary, startFlagger} from './flagger.ts';
import {buildTimeout} from './go-build.ts';
import {type Operator, operator} from './led.ts';
import {type Json, RawApi} from './raw-api.ts';
import {addRollout, canary, setRolloutImage, startRollouts} from './rollouts.ts';
import {Ground} from './workloads.ts';

// The way out where an engine leads the traffic, by keys from the first screen,
// on the real controllers of Argo Rollouts and Flagger: one key and its
// confirmation pull the engine's own lever, and what the engine does is watched
// in what it owns. Each engine has a namespace and a controller of its own.

const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let program: BuiltProgram;
/** Answers what analyses ask: a value that decides nothing to Argo Rollouts, a failure to Flagger. */
let checks: Server;

const checksAt = () => `http://127.0.0.1:${(checks.address() as AddressInfo).port}/`;

beforeAll(async () => {
	program = await buildProgram();
	checks = createServer((asked, response) => {
		response.writeHead(asked.method === 'GET' ? 200 : 500, {'Content-Type': 'application/json'});
		response.end('{"value": 5}');
	}).listen(0, '127.0.0.1');
});

afterAll(() => {
	checks?.close();
	program?.remove();
	api.close();
});

type Variant = {
	readonly name: string;
	start(kubeconfig: string, namespace: string): Promise<Attached>;
	/** Brings a challenger that gets traffic, and trouble. */
	begin(ground: Ground, name: string): Promise<void>;
	/** What the first screen says of it first. */
	trouble(name: string): RegExp;
	/** What the preview says. */
	readonly says: string;
	/** Whether all traffic is back at the champion, as the objects of the engine tell. */
	isBack(ground: Ground, name: string): Promise<boolean>;
	/** Switches what the engine took for new, and so holds back; undefined where it never does. */
	readonly heldBack?: string;
	/** Somebody else moves it the other way at the moment of the abort; what that makes of it may have to be asked anew. */
	disturb(ground: Ground, name: string, other: Operator): Promise<void>;
	readonly isAskedAnew?: true;
	/** What the dialog says once it is written, and in the end. */
	readonly written: RegExp;
	proof(name: string): RegExp;
	/** Brings it back by a word, or hears why not. */
	restore(ground: Ground, name: string, terminal: PseudoTerminal): Promise<void>;
	end(ground: Ground, name: string): Promise<void>;
};

const active = async (ground: Ground, name: string): Promise<string> =>
	(await ground.get('services', `${name}-stable`)).spec.selector['rollouts-pod-template-hash'];
const formerHashes = new Map<string, string>();

async function podsOf(ground: Ground, name: string, image: string): Promise<Json[]> {
	const {items} = await ground.list('pods');
	return items.filter(
		({metadata, spec}: Json) => metadata.labels.app === name && spec.containers[0].image === image,
	);
}

const unproved = (name: string) =>
	new RegExp(
		`\\d\\d:\\d\\d:\\d\\d UTC written .*Unproved: whether requests still reach ${name}\\. Nothing measures this`,
	);

const smiWeights = async (ground: Ground, name: string) =>
	(await ground.get('trafficsplits', name)).spec.backends.map(({weight}: Json) => weight);

const variants: readonly Variant[] = [
	{
		name: 'a canary of Argo Rollouts',
		start: startRollouts,
		async begin(ground, name) {
			await ground.remove('analysistemplates', 'unsure');
			await ground.add('analysistemplates', {
				apiVersion: 'argoproj.io/v1alpha1',
				kind: 'AnalysisTemplate',
				metadata: {name: 'unsure'},
				spec: {
					metrics: [
						{
							name: 'value',
							successCondition: 'result > 9',
							failureCondition: 'result < 1',
							provider: {web: {url: checksAt(), jsonPath: '{$.value}'}},
						},
					],
				},
			});
			const analysis = {templates: [{templateName: 'unsure'}]};
			const steps = [{setWeight: 40}, {analysis}, {setWeight: 60}, {pause: {}}];
			await addRollout(ground, name, canary(name, steps, {smi: {}}), {replicas: 2});
			await setRolloutImage(ground, name, 'shop:2');
			await ground.until('rollouts', name, ({status}) =>
				status.pauseConditions?.some(({reason}: Json) => reason === 'InconclusiveAnalysisRun'),
			);
		},
		trouble: name => new RegExp(`Rollout ${name}: analysis .*is failing`),
		says: 'aborted, everything at',
		async isBack(ground, name) {
			const {spec} = await ground.get('trafficsplits', name);
			return spec.backends.every(
				({service, weight}: Json) => weight === (service === `${name}-stable` ? 100 : 0),
			);
		},
		async disturb(ground, name, other) {
			await other.done('promote', `ro/${name}`);
			expect(await smiWeights(ground, name)).toContain(60);
		},
		written: /\d\d:\d\d:\d\d UTC written/,
		proof: name => unproved(`${name}-canary`),
		async restore(ground, name, terminal) {
			await command(terminal, 'restore', 'Undo: Retry Rollout');
			await terminal.confirm();
			await untilSo(terminal, async () => (await smiWeights(ground, name)).includes(40), true);
		},
		end: (ground, name) => ground.remove('rollouts', name),
	},
	{
		name: 'blue-green of Argo Rollouts',
		start: startRollouts,
		async begin(ground, name) {
			const services = {activeService: `${name}-stable`, previewService: `${name}-canary`};
			const blueGreen = {...services, autoPromotionEnabled: false, scaleDownDelaySeconds: 600};
			await addRollout(ground, name, {blueGreen});
			formerHashes.set(name, await active(ground, name));
			await setRolloutImage(ground, name, 'shop:2');
			await ground.until('rollouts', name, ({status}) => status.phase === 'Paused');
			await ground.patchStatus('rollouts', name, {pauseConditions: null});
			await ground.until('rollouts', name, ({status}) => status.phase === 'Healthy');
			expect(await active(ground, name)).not.toBe(formerHashes.get(name));
			// It has switched, and now it fails.
			const [pod] = await podsOf(ground, name, 'shop:2');
			await ground.patch('pods', pod.metadata.name, [
				{op: 'add', path: '/metadata/labels/sim', value: 'unready'},
			]);
		},
		trouble: name => new RegExp(`1 pod of ${name} runs, but is not ready: web`),
		says: 'back from revision 2 to 1',
		isBack: async (ground, name) => (await active(ground, name)) === formerHashes.get(name),
		disturb: (ground, name) => setRolloutImage(ground, name, 'shop:3'),
		heldBack: 'it is switched to once somebody promotes it',
		isAskedAnew: true,
		written: /Settled in/,
		proof: () =>
			/UTC written .*Unproved: whether requests still reach the version that was taken out\. Nobody tells them apart any more\.|romote .*Settled in/,
		async restore(ground, name, terminal) {
			await command(terminal, 'restore', 'Undo: ');
			await terminal.confirm();
			const image = async () => (await ground.get('rollouts', name)).spec.template.spec.containers[0].image;
			await untilSo(terminal, image, 'shop:2');
		},
		end: (ground, name) => ground.remove('rollouts', name),
	},
	{
		name: 'a canary of Flagger',
		start: startFlagger,
		async begin(ground, name) {
			await ground.addDeployment(name, {replicas: 2});
			const webhooks = [{name: 'checks', type: 'rollout', url: checksAt()}];
			const analysis = {stepWeight: 10, maxWeight: 50, threshold: 30, webhooks};
			await ground.add('canaries', flaggerCanary(name, analysis));
			await ground.until('canaries', name, ({status}) => status?.phase === 'Initialized');
			await ground.patch('deployments', name, [
				{op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'shop:2'},
			]);
			await ground.until(
				'canaries',
				name,
				({status}) => status?.canaryWeight >= 10 && status.failedChecks >= 1,
			);
		},
		trouble: name => new RegExp(`Canary ${name}: analysis .*is failing`),
		says: 'Flagger rolls back at its next look',
		async isBack(ground, name) {
			const {spec} = await ground.get('httproutes', name);
			return spec.rules[0].backendRefs.every(
				(backend: Json) => (backend.name === `${name}-canary` ? (backend.weight ?? 1) : 0) === 0,
			);
		},
		disturb: (ground, name) =>
			ground.patch('httproutes', name, [
				{op: 'replace', path: '/spec/rules/0/backendRefs/0/weight', value: 50},
				{op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 50},
			]),
		written: /\d\d:\d\d:\d\d UTC written/,
		proof: name => unproved(`${name}-canary`),
		async restore(_ground, _name, terminal) {
			await command(terminal, 'restore', 'Flagger begins again only with a changed template');
		},
		async end(ground, name) {
			await ground.remove('canaries', name);
			await ground.remove('deployments', name);
		},
	},
];

/** Engines work beside each other, the tests of one do not. */
const alone = {concurrent: false} as const;

describe.each(variants.map((variant, index) => ({...variant, index})))(
	'$name',
	{concurrent: true, timeout: 240_000},
	variant => {
		const home = privateHome();
		let ground: Ground;
		let controller: Attached | undefined;
		let other: Operator;

		beforeAll(async () => {
			ground = new Ground(api, await api.createNamespace('abort-led'));
			controller = await variant.start(admin, ground.namespace);
			other = operator(tester, ground);
		}, buildTimeout);

		afterAll(async () => {
			other?.leave();
			await controller?.stop();
			home.remove();
			await api.delete(`/api/v1/namespaces/${ground.namespace}`);
		});

		/** The first screen, and what it names first. */
		async function open(
			{onTestFinished}: TestContext,
			name: string,
			kubeconfig: string,
		): Promise<PseudoTerminal> {
			await variant.begin(ground, name);
			const env = {...home.env, KUBECONFIG: kubeconfig};
			const terminal = openTerminal([program.path, '-n', ground.namespace], {env, columns: 120, rows: 45});
			onTestFinished(async () => {
				terminal.close();
				await variant.end(ground, name);
			});
			await terminal.waitFor('live', 30_000);
			const trouble = variant.trouble(name);
			await openNamed(terminal, {trouble, row: ` ${name}: `, shows: `/${name}`});
			return terminal;
		}

		/** Whether the engine gave it back, or holds what it was given back for new, which its screen then says. */
		async function stateOf(terminal: PseudoTerminal, name: string): Promise<'back' | 'held' | 'away'> {
			if (await variant.isBack(ground, name)) return 'back';
			return variant.heldBack !== undefined && terminal.text().includes(variant.heldBack) ? 'held' : 'away';
		}

		async function abort(
			terminal: PseudoTerminal,
			name: string,
			{meanwhile, catchUp}: {meanwhile?(): Promise<void>; catchUp?(): void} = {},
		): Promise<number> {
			const reaching = async () => (await stateOf(terminal, name)) !== 'away';
			const tookMs = await takeOut(terminal, {says: variant.says, reaching, drained: true}, meanwhile);
			if ((await stateOf(terminal, name)) === 'held') await sleep(3000);
			if ((await stateOf(terminal, name)) === 'back') return tookMs;
			// One more key switches: Argo Rollouts goes back at once only while it still counts the pods as former ones.
			const began = performance.now();
			catchUp?.();
			terminal.press(keys.escape);
			await terminal.waitFor(screen => !screen.includes('esc close'));
			await terminal.waitFor(screen => screen.split('\n')[0]!.includes('live'), 60_000);
			await terminal.pressFor('p', 'nothing is written yet');
			await terminal.confirm();
			await untilSo(terminal, () => variant.isBack(ground, name), true);
			process.stderr.write(`${variant.name} held what it was given back, until it was promoted.\n`);
			return tookMs + performance.now() - began;
		}

		/** What was done is claimed, and nothing that cannot be known. */
		async function expectSaid(terminal: PseudoTerminal, name: string): Promise<void> {
			await dialogSays(terminal, /Settled in [\d.]+ s/, 60_000);
			await dialogSays(terminal, variant.proof(name), 30_000);
		}

		/** A newer template is nobody's to write over: what an abort means by then is said, and asked again. */
		async function expectAskedAnew(terminal: PseudoTerminal, name: string): Promise<void> {
			await terminal.pressFor('X', 'nothing is written yet');
			await terminal.waitFor(variant.says);
			await variant.disturb(ground, name, other);
			await terminal.confirm();
			await dialogSays(terminal, /Changed meanwhile: nothing is written yet .*Somebody was faster/, 30_000);
			const read = () => ground.get('rollouts', name);
			expect((await read()).spec.template.spec.containers[0].image).toBe('shop:3');
			await terminal.confirm();
			await untilSo(terminal, async () => (await read()).status.abort, true);
			await dialogSays(terminal, /Settled in [\d.]+ s/, 60_000);
			expect((await read()).spec.template.spec.containers[0].image).toBe('shop:3');
		}

		test('is named first, given up by two keys, judged, and what way back there is', alone, async context => {
			const name = `alone-${variant.index}`;
			const terminal = await open(context, name, tester);
			const out = await abort(terminal, name);
			const began = performance.now();
			await expectSaid(terminal, name);
			sayTimes(`real plane, ${variant.name}`, {out, judged: out + performance.now() - began});
			await variant.restore(ground, name, terminal);
		});

		test('is given up although somebody else moves it on at that moment', alone, async context => {
			const name = `beside-${variant.index}`;
			const terminal = await open(context, name, tester);
			if (variant.isAskedAnew) return expectAskedAnew(terminal, name);
			await abort(terminal, name, {meanwhile: () => variant.disturb(ground, name, other)});
			await expectSaid(terminal, name);
		});

		test('is given up although what is on screen is old', alone, async context => {
			const name = `old-${variant.index}`;
			const proxy: FaultProxy = await startFaultProxy({kubeconfig: tester});
			context.onTestFinished(proxy.close);
			const terminal = await open(context, name, proxy.kubeconfig);
			await outdate(terminal, proxy);
			await abort(terminal, name, {catchUp: proxy.schedule});
			await dialogSays(terminal, variant.written, 30_000);
			proxy.schedule();
			await expectSaid(terminal, name);
		});
	},
);
