import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {RawApi} from '../cluster/raw-api.ts';
import {type FaultProxy, startFaultProxy} from '../faults/fault-proxy.ts';
import {
	command,
	copied,
	dialogSays,
	openNamed,
	outdate,
	sayTimes,
	takeOut as takeOutBy,
} from '../kit/abort-flow.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';

// From "something is wrong" to "it is over, and here is the proof", by keys on
// the embedded cluster, whose gateway counts: alone, beside somebody else who
// writes at that moment, and with old data.

const path = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';
const home = privateHome();
let program: BuiltProgram;
let demo: Demo;
let api: RawApi;
let proxy: FaultProxy;
let terminal: PseudoTerminal;

beforeAll(async () => {
	program = await buildProgram();
});
afterAll(() => {
	program.remove();
	home.remove();
});

beforeEach(async () => {
	demo = await startDemo({scenario: 'bad-challenger', seed: 1, speed: 4});
	api = new RawApi(demo.kubeconfig);
	proxy = await startFaultProxy({kubeconfig: demo.kubeconfig});
	await setWeights(50, 50);
	const env = {...home.env, KUBECONFIG: proxy.kubeconfig};
	terminal = openTerminal([program.path], {env, columns: 120, rows: 45});
	await terminal.waitFor('live', 30_000);
});
afterEach(async () => {
	terminal.close();
	await proxy.close();
	api.close();
	await demo.stop();
});

async function setWeights(...weights: readonly number[]): Promise<void> {
	const edits = weights.map((value, b) => ({
		op: 'replace',
		path: `/spec/rules/0/backendRefs/${b}/weight`,
		value,
	}));
	expect((await api.patch(path, edits)).status).toBe(200);
}

async function weights(): Promise<number[]> {
	const {body} = await api.get(path);
	return body.spec.rules[0].backendRefs.map(({weight}: {weight: number}) => weight);
}

/** The first screen names the version that fails, and its line leads to the split. */
const openTrouble = () =>
	openNamed(terminal, {
		trouble: /checkout-challenger fails [\d.]+ % of its requests/,
		row: 'checkout-challenger fails',
	});

const takeOut = (meanwhile?: () => Promise<void>) =>
	takeOutBy(
		terminal,
		{says: 'All traffic goes to checkout-champion', reaching: weights, drained: [100, 0]},
		meanwhile,
	);

const expectProved = () =>
	dialogSays(
		terminal,
		/\d\d:\d\d:\d\d UTC written .*checkout-champion answers [\d.]+\/s.*Nothing reaches checkout-challenger any more/,
		90_000,
	);

/** Both versions' logs beside each other, and what only the new one says. */
async function readBothLogs(): Promise<void> {
	await terminal.pressFor('b', /checkout-champion .*checkout-challenger/);
	await terminal.waitFor(/ request="/);
	await terminal.pressFor('o', /Only in checkout-challenger[^│]*level=error/);
	terminal.press(keys.escape);
	await terminal.waitFor('asked');
}

test('from the trouble by both logs to the proof for good, its receipt, its timeline, and back', async () => {
	await openTrouble();
	await readBothLogs();
	const out = await takeOut();
	const began = performance.now();
	await expectProved();
	sayTimes('embedded, an HTTPRoute', {out, judged: out + performance.now() - began});

	await terminal.pressFor('c', 'opied');
	const receipt = copied(terminal);
	for (const line of [
		/^Drain rule checkout of HTTPRoute shop\/checkout: everything to checkout-champion$/m,
		/^ {2}Changed .*50 % -> 100 %$/m,
		/^ {2}Proof .*UTC {2}written$/m,
		/^ +\d\d:\d\d:\d\d UTC {2}Nothing reaches checkout-challenger any more/m,
		/^ {2}Undo +reversed: sluice undo \S+$/m,
		/^ {2}Kubectl +kubectl patch /m,
	])
		expect(receipt).toMatch(line);

	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('esc close'));
	// Whoever looks once more takes nothing of the proof away.
	await terminal.pressFor('X', 'already sends everything');
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('esc close'));
	await terminal.waitFor('Nothing reaches checkout-challenger any more');
	await terminal.pressFor('T', 'Timeline');
	const timeline = copied(terminal);
	for (const line of [
		/^### Timeline of HTTPRoute shop\/checkout rule checkout$/m,
		/^\| .* UTC \| checkout-challenger fails [\d.]+ % of its requests \| measured by Istio \|$/m,
		/^\| .* UTC \| demo: Drain rule checkout of HTTPRoute shop\/checkout: .* \| journal \|$/m,
		/^\| .* UTC \| set to checkout-champion 100 %, checkout-challenger 0 % \| watch \|$/m,
		/^\| .* UTC \| .*Nothing reaches checkout-challenger any more.* \| proof of the drain \|$/m,
	])
		expect(timeline).toMatch(line);
	terminal.press(keys.escape);
	await terminal.waitFor('asked');

	await command(terminal, 'restore', 'Undo: Drain');
	await terminal.waitFor('the server would accept');
	await terminal.confirm();
	await expect.poll(weights, {timeout: 20_000}).toEqual([50, 50]);
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('esc close'));
	await terminal.pressFor('T', 'Proved: Nothing reaches checkout-challenger any more');
}, 240_000);

test('the same while somebody else writes the same weights', async () => {
	await openTrouble();
	await takeOut(() => setWeights(40, 60));
	await expectProved();
}, 240_000);

test('the same with old data; what is written is claimed, and the rest only once it can be seen', async () => {
	await openTrouble();
	await outdate(terminal, proxy);
	await takeOut();
	const said = await dialogSays(terminal, /\d\d:\d\d:\d\d UTC written/, 30_000);
	expect(said).not.toContain('somebody wrote after you');
	expect(said).not.toContain('Nothing reaches');
	proxy.schedule();
	await expectProved();
}, 240_000);
