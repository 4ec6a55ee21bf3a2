import {afterAll, afterEach, beforeAll, describe, expect, inject, test} from 'vitest';
import {type FaultProxy, startFaultProxy} from '../faults/fault-proxy.ts';
import {
	type BuiltProgram,
	besideScreen,
	buildProgram,
	openTerminal,
	type PseudoTerminal,
} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';
import type {Attached} from './attached.ts';
import {flaggerCanary, startFlagger} from './flagger.ts';
import {buildTimeout} from './go-build.ts';
import {type Operator, operator} from './led.ts';
import {type Json, RawApi} from './raw-api.ts';
import {addRollout, canary, startRollouts} from './rollouts.ts';
import {Ground} from './workloads.ts';

// The way out where an engine leads the traffic, by keys, on the real
// controllers of Argo Rollouts and Flagger: one key and its confirmation pull
// the engine's own lever, and what the engine does is watched in what it owns.

const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
const home = privateHome();
let program: BuiltProgram;
let ground: Ground;
let shell: Operator;
const controllers: Attached[] = [];
const opened: {close(): unknown}[] = [];

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('abort-led'));
	program = await buildProgram();
	shell = operator(tester, ground);
	controllers.push(await startRollouts(admin, ground.namespace));
	controllers.push(await startFlagger(admin, ground.namespace));
}, buildTimeout);

afterEach(async () => {
	for (const each of opened.splice(0)) await each.close();
});

afterAll(async () => {
	for (const controller of controllers) await controller.stop();
	shell?.leave();
	program?.remove();
	home.remove();
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

type Variant = {
	readonly name: string;
	/** Brings a challenger that gets traffic. */
	begin(name: string): Promise<void>;
	/** Whether all traffic is back at the champion, as the objects of the engine tell. */
	isBack(name: string): Promise<boolean>;
	/** Somebody else writes it at the moment of the abort. */
	disturb(name: string): Promise<void>;
};

const setTeam = (plural: 'rollouts' | 'canaries') => (name: string) =>
	ground.patch(plural, name, [{op: 'add', path: '/metadata/labels', value: {team: 'another'}}]);

const active = async (name: string): Promise<string> =>
	(await ground.get('services', `${name}-stable`)).spec.selector['rollouts-pod-template-hash'];
const formerHashes = new Map<string, string>();

const variants: readonly Variant[] = [
	{
		name: 'a canary of Argo Rollouts',
		async begin(name) {
			await addRollout(ground, name, canary(name, [{setWeight: 40}, {pause: {}}], {smi: {}}), {replicas: 2});
			await shell.done('upgrade', `ro/${name}`, 'shop:2');
		},
		async isBack(name) {
			const {spec} = await ground.get('trafficsplits', name);
			return spec.backends.every(
				({service, weight}: Json) => weight === (service === `${name}-stable` ? 100 : 0),
			);
		},
		disturb: setTeam('rollouts'),
	},
	{
		name: 'blue-green of Argo Rollouts after the switch',
		async begin(name) {
			const services = {activeService: `${name}-stable`, previewService: `${name}-canary`};
			await addRollout(ground, name, {
				blueGreen: {...services, autoPromotionEnabled: false, scaleDownDelaySeconds: 600},
			});
			formerHashes.set(name, await active(name));
			await shell.done('upgrade', `ro/${name}`, 'shop:2');
			await shell.done('promote', `ro/${name}`);
			expect(await active(name)).not.toBe(formerHashes.get(name));
		},
		isBack: async name => (await active(name)) === formerHashes.get(name),
		disturb: setTeam('rollouts'),
	},
	{
		name: 'a canary of Flagger',
		async begin(name) {
			await ground.addDeployment(name, {replicas: 2});
			await ground.add('canaries', flaggerCanary(name));
			await ground.until('canaries', name, ({status}) => status?.phase === 'Initialized');
			await ground.patch('deployments', name, [
				{op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'shop:2'},
			]);
			await ground.until('canaries', name, ({status}) => status?.canaryWeight >= 10);
		},
		async isBack(name) {
			const {spec} = await ground.get('httproutes', name);
			return spec.rules[0].backendRefs.every(
				(backend: Json) => (backend.name === `${name}-canary` ? (backend.weight ?? 1) : 0) === 0,
			);
		},
		disturb: setTeam('canaries'),
	},
];

async function openRollout(name: string, kubeconfig: string): Promise<PseudoTerminal> {
	const env = {...home.env, KUBECONFIG: kubeconfig};
	const words = [program.path, '-n', ground.namespace];
	const terminal = openTerminal(words, {env, columns: 120, rows: 45});
	opened.push(terminal);
	await terminal.waitFor('live', 30_000);
	terminal.press(`:rollouts${keys.enter}`);
	await terminal.waitFor(screen => screen.split('\n')[1]!.startsWith(' Rollouts'));
	await terminal.pick(` ${name} `);
	terminal.press(keys.enter);
	await terminal.waitFor(`/${name}`);
	return terminal;
}

async function abort(
	terminal: PseudoTerminal,
	{isBack}: Variant,
	name: string,
	meanwhile?: () => Promise<void>,
): Promise<void> {
	await terminal.pressFor('X', 'nothing is written yet');
	await meanwhile?.();
	await terminal.confirm();
	const back = expect.poll(() => isBack(name), {timeout: 60_000, interval: 100});
	await besideScreen(terminal, back.toBe(true));
}

describe.each(variants.map((variant, index) => ({...variant, index})))(
	'$name',
	variant => {
		const {index, begin, disturb} = variant;

		test('is given up by two keys, and what became of it is said', async () => {
			const name = `alone-${index}`;
			await begin(name);
			const terminal = await openRollout(name, tester);
			await abort(terminal, variant, name);
			await terminal.waitFor('Settled in', 60_000);
		});

		test('is given up although somebody else writes at that moment', async () => {
			const name = `beside-${index}`;
			await begin(name);
			const terminal = await openRollout(name, tester);
			await abort(terminal, variant, name, () => disturb(name));
			await terminal.waitFor('Settled in', 60_000);
		});

		test('is given up although what is on screen is old', async () => {
			const name = `old-${index}`;
			await begin(name);
			const proxy: FaultProxy = await startFaultProxy({kubeconfig: tester});
			const terminal = await openRollout(name, proxy.kubeconfig);
			opened.push(proxy);
			proxy.schedule(({kind}) => (kind === 'watch' ? {does: 'refuse', status: 503} : {does: 'pass'}));
			proxy.endWatches();
			await terminal.waitFor(screen => !screen.split('\n')[0]!.includes('live'), 30_000);
			await abort(terminal, variant, name);
		});
	},
	240_000,
);
