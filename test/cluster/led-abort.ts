import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, type TestContext, test} from 'vitest';
import {type FaultProxy, startFaultProxy} from '../faults/fault-proxy.ts';
import {dialogSays, openNamed, outdate, sayTimes, takeOut, untilSo} from '../kit/abort-flow.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';
import type {Attached} from './attached.ts';
import {buildTimeout} from './go-build.ts';
import {type Operator, operator} from './led.ts';
import {variants} from './led-variants.ts';
import {RawApi} from './raw-api.ts';
import {Ground} from './workloads.ts';

/** A cluster on which engines lead: their kubeconfig, and that of the operators. */
export type LedCluster = {
	readonly engine: string;
	readonly operator: string;
	stop(): Promise<void>;
};

/** Engines work beside each other, the tests of one do not. */
const alone = {concurrent: false} as const;

/**
 * The way out where an engine leads the traffic, by keys from the first screen,
 * on the real controllers of Argo Rollouts and Flagger: one key and its
 * confirmation pull the engine's own lever, and what the engine does is watched
 * in what it owns. Each engine has a namespace and a controller of its own.
 */
export function abortLed(clusterName: string, start: () => Promise<LedCluster>): void {
	let program: BuiltProgram;
	/** Answers what analyses ask: a value that decides nothing to Argo Rollouts, a failure to Flagger. */
	let checks: Server;

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
	});

	describe.each(variants.map((variant, index) => ({...variant, index})))(
		'$name',
		{concurrent: true, timeout: 240_000},
		variant => {
			const home = privateHome();
			let cluster: LedCluster;
			let api: RawApi;
			let ground: Ground;
			let controller: Attached | undefined;
			let other: Operator;

			beforeAll(async () => {
				cluster = await start();
				api = new RawApi(cluster.engine);
				ground = new Ground(api, await api.createNamespace('abort-led'));
				controller = await variant.start(cluster.engine, ground.namespace);
				other = operator(cluster.operator, ground);
			}, buildTimeout);

			afterAll(async () => {
				other?.leave();
				await controller?.stop();
				home.remove();
				await api?.delete(`/api/v1/namespaces/${ground.namespace}`);
				api?.close();
				await cluster?.stop();
			});

			/** The first screen, and what it names first. */
			async function open(
				{onTestFinished}: TestContext,
				name: string,
				kubeconfig: string,
			): Promise<PseudoTerminal> {
				const {port} = checks.address() as AddressInfo;
				await variant.begin(ground, name, `http://127.0.0.1:${port}/`);
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
				process.stderr.write(
					`${clusterName}, ${variant.name}: held what it was given back, until it was promoted.\n`,
				);
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

			test(
				'is named first, given up by two keys, judged, and what way back there is',
				alone,
				async context => {
					const name = `alone-${variant.index}`;
					const terminal = await open(context, name, cluster.operator);
					const out = await abort(terminal, name);
					const began = performance.now();
					await expectSaid(terminal, name);
					sayTimes(`${clusterName}, ${variant.name}`, {out, judged: out + performance.now() - began});
					await variant.restore(ground, name, terminal);
				},
			);

			test('is given up although somebody else moves it on at that moment', alone, async context => {
				const name = `beside-${variant.index}`;
				const terminal = await open(context, name, cluster.operator);
				if (variant.isAskedAnew) return expectAskedAnew(terminal, name);
				await abort(terminal, name, {meanwhile: () => variant.disturb(ground, name, other)});
				await expectSaid(terminal, name);
			});

			test('is given up although what is on screen is old', alone, async context => {
				const name = `old-${variant.index}`;
				const proxy: FaultProxy = await startFaultProxy({kubeconfig: cluster.operator});
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
}
