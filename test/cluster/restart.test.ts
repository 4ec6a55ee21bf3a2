import {copyFileSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {theme} from '../../source/ui/theme.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys, styleLetters} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';
import {type ControlPlane, startControlPlane} from './control-plane.ts';
import {RawApi} from './raw-api.ts';
import {Ground, route} from './workloads.ts';

// A real API server is killed under the program as it is shipped, and comes back with what it kept.

let program: BuiltProgram;
let home: ReturnType<typeof privateHome>;
let directory: string;
let kubeconfig: string;
let port: number;
/** Undefined while it is down. */
let plane: ControlPlane | undefined;
let terminal: PseudoTerminal;
let namespace: string;

beforeAll(async () => {
	home = privateHome();
	directory = mkdtempSync(join(tmpdir(), 'sluice-restart-'));
	kubeconfig = join(home.env.HOME!, 'kubeconfig');
	port = await portNobodyIsGiven();
	[program, plane] = await Promise.all([buildProgram(), start(port)]);
	copyFileSync(plane.kubeconfig, kubeconfig);
	const api = new RawApi(kubeconfig);
	namespace = await api.createNamespace('restart');
	const ground = new Ground(api, namespace);
	await ground.addBackends({'shop-v1': {track: 'stable'}, 'shop-v2': {track: 'canary'}});
	await ground.add('httproutes', route('shop', {0: {'shop-v1': 90, 'shop-v2': 10}}));
	api.close();
});

afterAll(async () => {
	await killed();
	program.remove();
	home.remove();
	rmSync(directory, {recursive: true, force: true});
});

beforeEach(async () => {
	plane ??= await start(port);
});

afterEach(() => terminal.close());

function start(on: number): Promise<ControlPlane> {
	return startControlPlane({nodes: 1, crds: 'gateway-api', port: on, directory});
}

async function killed(): Promise<void> {
	await plane?.kill();
	plane = undefined;
}

/** Below those that are given out by the system: else somebody else may have it while nobody listens. */
async function portNobodyIsGiven(): Promise<number> {
	for (let at = 20_000 + Math.floor(Math.random() * 10_000); ; at += 1) {
		const probe = createServer();
		const isFree = await new Promise<boolean>(resolve => {
			probe.on('error', () => resolve(false)).listen(at, '127.0.0.1', () => resolve(true));
		});
		if (!isFree) continue;
		await new Promise(resolve => probe.close(resolve));
		return at;
	}
}

/** Waits for the first line alone: what is not live has to be looked for beneath it. */
async function open(): Promise<void> {
	terminal = openTerminal([program.path, '-n', namespace], {
		env: {...home.env, KUBECONFIG: kubeconfig},
		columns: 120,
		rows: 40,
	});
	await terminal.waitFor(isLive, 30_000);
}

const isLive = (screen: string) => screen.split('\n', 1)[0]!.includes('● live');

function list(view: string, title: string, name: string): Promise<void> {
	terminal.press(`:${view}${keys.enter}`);
	return terminal
		.waitFor(screen => screen.split('\n')[1]!.startsWith(` ${title}`))
		.then(() => terminal.pick(name));
}

/** What is between the header and the footer, from a heading on where one is named. */
function body(from: string): {readonly text: string; readonly looks: string} {
	const rows = terminal.text().split('\n');
	const letters = styleLetters(terminal.emulator, theme({colors: '256', isUnicode: true})).split('\n');
	const first = 1 + rows.slice(1).findIndex(row => row.includes(from));
	return {text: rows.slice(first, -2).join('\n'), looks: letters.slice(first + 1, -2).join('\n')};
}

/** All is dim but the cursor and what is said to be wrong, and it is said since when. */
async function expectOutOfDate(where: string, from = ''): Promise<void> {
	const isSaid = () => /stale for \d+ (s|min)/.test(body(from).text) && /^[dwbp\s]*$/.test(body(from).looks);
	const screen = await terminal.waitFor(isSaid).catch(error => {
		throw new Error(`${where} is not said to be out of date: ${error.message}\n${body(from).looks}`);
	});
	expect(screen.split('\n', 1)[0], where).toMatch(/stale for \d+ (s|min)/);
}

/** Every frame from now on that claims something which does not hold, and has not come true within so long. */
function watchFrames(
	isTrue: (screen: string) => boolean,
	withinMs = 0,
): {readonly untrue: string[]; stop(): void} {
	const untrue: string[] = [];
	let first: {readonly screen: string; readonly at: number} | undefined;
	const judge = () => {
		if (first !== undefined && performance.now() - first.at >= withinMs) untrue.push(first.screen);
	};
	const look = () => {
		if (terminal.emulator.terminal.modes.synchronizedOutputMode) return;
		const screen = terminal.text();
		if (!isTrue(screen)) first ??= {screen, at: performance.now()};
		judge();
		if (isTrue(screen)) first = undefined;
	};
	terminal.emulator.on('parsed', look);
	return {
		untrue,
		stop() {
			terminal.emulator.off('parsed', look);
			judge();
		},
	};
}

/** Somebody who gets to the same objects in another way, while nobody can see it here. */
async function changeUnseen(change: (ground: Ground) => Promise<unknown>): Promise<void> {
	const elsewhere = await start(await portNobodyIsGiven());
	const api = new RawApi(elsewhere.kubeconfig);
	try {
		await change(new Ground(api, namespace));
	} finally {
		api.close();
		await elsewhere.kill();
	}
}

/** Takes connections, and says nothing. */
async function holdPort(): Promise<() => Promise<void>> {
	const taken = new Set<Socket>();
	const mute = createServer(socket => void taken.add(socket.on('error', () => {})));
	await new Promise<void>(resolve => mute.listen(port, '127.0.0.1', resolve));
	return () =>
		new Promise(resolve => {
			for (const socket of taken) socket.destroy();
			mute.close(() => resolve());
		});
}

test('an API server that is killed dims every panel, and is announced to be back once all it has is shown', async () => {
	await open();
	await list('deployments', 'Deployments', 'shop-v2');
	await terminal.pressFor('s', 'Replicas of');
	terminal.press('4');
	await terminal.waitFor(': 4');
	terminal.press(keys.enter);
	await terminal.waitFor('the server would accept');
	await killed();

	await terminal.waitFor(/stale for \d+ s/);
	const showsAll = (screen: string) => /shop-v2 +3\/3 /.test(screen) && !/shop-v1 +1\/1 /.test(screen);
	const announced = watchFrames(screen => showsAll(screen) || !screen.includes('up to date again'));
	// A watch that goes on is live with its answer, and what was missed comes right behind that.
	const live = watchFrames(screen => showsAll(screen) || !isLive(screen), 1000);
	await new Promise(resolve => setTimeout(resolve, 2500));
	terminal.press('y');
	await terminal.waitFor(/What is on screen is \d+ s old: nothing is written on that/);
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('nothing is written'));
	await terminal.pressFor(keys.escape, screen => !screen.includes('Replicas of'));
	await expectOutOfDate('a list');
	await terminal.pressFor('s', /What is on screen is \d+ s old: wait until it is live again/);
	await terminal.pressFor('d', 'Deployment restart-');
	await expectOutOfDate('a detail');
	await list('splits', 'Traffic splits', 'shop');
	await expectOutOfDate('the splits');
	await terminal.pressFor(keys.enter, 'Share of traffic');
	await expectOutOfDate('a split');
	terminal.press(`:now${keys.enter}`);
	await terminal.waitFor('refuses connections');
	await expectOutOfDate('the first screen', '─ Traffic splits');

	const letGo = await holdPort();
	await changeUnseen(async ground => {
		await ground.patch('deployments', 'shop-v2', [{op: 'replace', path: '/spec/replicas', value: 3}]);
		await ground.settled('shop-v2');
		await ground.remove('deployments', 'shop-v1');
		await ground.patch('httproutes', 'shop', [
			{op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 30},
		]);
	});
	await list('deployments', 'Deployments', 'shop-v2');
	await expectOutOfDate('a list while something else listens there');
	await letGo();
	plane = await start(port);
	await terminal.waitFor(/All is up to date again, after \d+ s\./, 60_000);
	for (const {untrue, stop} of [announced, live]) {
		stop();
		expect(untrue.slice(0, 1)).toEqual([]);
	}
	await terminal.waitFor(screen => isLive(screen) && showsAll(screen));
	await list('splits', 'Traffic splits', 'shop');
	await terminal.waitFor(/75\/25/);
	expect(body('').looks).toContain('.');
}, 180_000);

test('an API server that comes back with other certificates is not believed until the kubeconfig vouches for them', async () => {
	await open();
	await killed();
	for (const file of readdirSync(directory)) {
		if (/\.(crt|key|pub)$|^tokens\.csv$/.test(file)) rmSync(join(directory, file));
	}
	plane = await start(port);
	const screen = await terminal.waitFor(/signed by an unknown authority/, 30_000);
	expect(isLive(screen)).toBe(false);
	expect(screen).not.toContain('No credentials');
	const frames = watchFrames(text => !isLive(text));
	terminal.press(keys.ctrl('r'));
	await new Promise(resolve => setTimeout(resolve, 2000));
	frames.stop();
	expect(frames.untrue.slice(0, 1)).toEqual([]);
	copyFileSync(plane.kubeconfig, kubeconfig);
	terminal.press(keys.ctrl('r'));
	await terminal.waitFor(text => isLive(text) && !/unknown authority|stale for/.test(text), 60_000);
}, 120_000);
