import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {RawApi} from '../cluster/raw-api.ts';
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
async function openTrouble(): Promise<void> {
	await terminal.waitFor(/checkout-challenger fails [\d.]+ % of its requests/, 90_000);
	await terminal.pick('checkout-challenger fails');
	await terminal.pressFor(keys.enter, 'asked');
}

async function takeOut(meanwhile?: () => Promise<void>): Promise<void> {
	await terminal.pressFor('X', 'All traffic goes to checkout-champion');
	await meanwhile?.();
	await terminal.confirm();
	await besideScreen(terminal, expect.poll(weights, {timeout: 20_000}).toEqual([100, 0]));
}

async function expectProved(): Promise<void> {
	await terminal.waitFor(/\d\d:\d\d:\d\d UTC +written/, 30_000);
	const screen = await terminal.waitFor('Nothing reaches checkout-challenger any more', 90_000);
	expect(screen).toMatch(/checkout-champion answers [\d.]+\/s/);
}

test('the trouble is named, taken out by two keys, proved for good, and brought back by a word', async () => {
	await openTrouble();
	await takeOut();
	await expectProved();
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('esc close'));
	// Whoever looks once more takes nothing of the proof away.
	await terminal.pressFor('X', 'already sends everything');
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('esc close'));
	await terminal.waitFor('Nothing reaches checkout-challenger any more');
	terminal.press(':');
	await terminal.waitFor(screen => screen.trimEnd().split('\n').at(-1)!.startsWith(' :'));
	terminal.press('restore');
	await terminal.waitFor(':restore');
	await terminal.pressFor(keys.enter, 'Undo: Drain');
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
	proxy.schedule(({kind}) => (kind === 'watch' ? {does: 'refuse', status: 503} : {does: 'pass'}));
	proxy.endWatches();
	await terminal.waitFor(screen => !screen.split('\n')[0]!.includes('live'), 30_000);
	await takeOut();
	const screen = await terminal.waitFor(/\d\d:\d\d:\d\d UTC +written/, 30_000);
	expect(screen).not.toContain('somebody wrote after you');
	proxy.schedule();
	await expectProved();
}, 240_000);
