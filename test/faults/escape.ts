import {createLuck} from '../../source/demo/luck.ts';
import type {RawApi} from '../cluster/raw-api.ts';
import {Ground, route} from '../cluster/workloads.ts';
import {openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';
import {type Asked, type Fault, passing} from './fault.ts';
import {type FaultProxy, startFaultProxy} from './fault-proxy.ts';

/** One escape: two keys, from the first of which the time is taken. */
export type Escape = {
	/** Until the API server had accepted the patch that drains; undefined where it never did. */
	readonly acceptedMs?: number;
	/** Until the preview was on the screen. */
	readonly previewMs: number;
	/** How often the second key had to be pressed. */
	readonly presses: number;
	/** How many patches the server was sent, and what it answered. */
	readonly patches: readonly (number | undefined)[];
	/** What went wrong with requests meanwhile. */
	readonly faults: readonly string[];
	/** What the dialog said in the end. */
	readonly says: string;
};

export type Stage = {
	readonly proxy: FaultProxy;
	/** Drains by X and y; `isFired`: with errors, and with somebody who writes the same route all the time. Whoever presses y reads the preview for `readsMs`. */
	escape(seed: number, isFired: boolean, readsMs?: number): Promise<Escape>;
	close(): Promise<void>;
};

const errorShare = 0.05;
const writesPerSecond = 5;
/** As soon as a preview has been there for long enough; a hand that is slower makes it so much longer. */
const quickestMs = 280;

/** The dashboard on a route of two versions, far away from its API server. */
export async function openStage(
	program: string,
	kubeconfig: string,
	api: RawApi,
	roundTripMs: number,
): Promise<Stage> {
	const ground = new Ground(api, await api.createNamespace('escape'));
	await ground.addBackends({'shop-v1': {track: 'stable'}, 'shop-v2': {track: 'canary'}});
	await ground.add('httproutes', route('shop', {0: {'shop-v1': 90, 'shop-v2': 10}}));
	const proxy = await startFaultProxy({kubeconfig, link: {roundTripMs}});
	const home = privateHome();
	const env = {...home.env, KUBECONFIG: proxy.kubeconfig};
	const terminal = openTerminal([program, '-n', ground.namespace], {env, columns: 120, rows: 40});
	await terminal.waitFor('live', 30_000);
	terminal.press(`:splits${keys.enter}`);
	await terminal.waitFor(screen => screen.split('\n')[1]!.startsWith(' Traffic splits'));
	await terminal.pick('shop');
	terminal.press(keys.enter);
	await terminal.waitFor('Share of traffic');
	return {
		proxy,
		escape: (seed, isFired, readsMs = quickestMs) =>
			escapeOnce({ground, proxy, terminal}, {seed, isFired, readsMs}),
		async close() {
			terminal.close();
			home.remove();
			await proxy.close();
			await api.delete(`/api/v1/namespaces/${ground.namespace}`);
		},
	};
}

type Means = {readonly ground: Ground; readonly proxy: FaultProxy; readonly terminal: PseudoTerminal};

const isAsking = (screen: string) => screen.includes('nothing is written yet');
/** The dialog's title tells. */
const over = /╭─ (Done|Failed|Refused|Already so|Cancelled|Not settled yet|Partly done)[^\n]*/;
const isOver = (screen: string) => over.test(screen);

async function escapeOnce(
	{ground, proxy, terminal}: Means,
	{seed, isFired, readsMs}: {readonly seed: number; readonly isFired: boolean; readonly readsMs: number},
): Promise<Escape> {
	await setWeights(ground, [90, 10]);
	await terminal.waitFor(/shop-v2 .*10/, 30_000);
	const [faultsBefore, writesBefore] = [proxy.faults.length, proxy.writes.length];
	if (isFired) proxy.schedule(errors(seed));
	const writer = isFired ? startWriter(ground, seed) : undefined;
	const pressedAt = Date.now();
	terminal.press('X');
	await terminal.waitFor(screen => isAsking(screen) || isOver(screen), 30_000);
	const previewMs = Date.now() - pressedAt;
	const presses = isAsking(terminal.text()) ? await pressUntilTaken(terminal, readsMs) : 0;
	const accepted = () => proxy.writes.slice(writesBefore).find(each => each.status === 200);
	for (let waited = 0; waited < 100 && !accepted() && !isOver(terminal.text()); waited++) await pause(100);
	await writer?.();
	await terminal.waitFor(isOver, 60_000);
	const says = sayEnd(terminal.text());
	proxy.schedule();
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !isOver(screen), 30_000);
	const answeredAt = accepted()?.answeredAt;
	return {
		...(answeredAt !== undefined && {acceptedMs: answeredAt - pressedAt}),
		previewMs,
		presses,
		patches: proxy.writes.slice(writesBefore).map(({status}) => status),
		faults: proxy.faults.slice(faultsBefore).map(({asked, fault}) => `${asked.kind} ${fault.does}`),
		says,
	};
}

/** The dialog's title, and the line with a sign beneath it. */
function sayEnd(screen: string): string {
	const said = screen.split('\n').flatMap(line => /│ ([●▲✗○] .*?) +│/.exec(line)?.[1] ?? []);
	return `${over.exec(screen)![1]}: ${said[0] ?? ''}`;
}

async function pressUntilTaken(terminal: PseudoTerminal, readsMs: number): Promise<number> {
	for (let presses = 1; ; presses++) {
		await pause(readsMs);
		terminal.press('y');
		const isRefused = (text: string) => text.includes('confirm once more');
		// What is said of the press before may still stand there.
		if (isRefused(terminal.text())) await pause(readsMs);
		const screen = await terminal.waitFor(text => !isAsking(text) || isRefused(text));
		if (!isAsking(screen)) return presses;
	}
}

/** One request in twenty fails: with a 500, or its connection is reset before or after the server has it. */
export function errors(seed: number, share = errorShare): (asked: Asked) => Fault {
	const luck = createLuck(seed);
	return () => {
		if (luck.fraction() >= share) return passing;
		return luck.fraction() < 0.5
			? {does: 'refuse', status: 500}
			: {does: 'reset', isForwarded: luck.fraction() < 0.5};
	};
}

async function setWeights(ground: Ground, weights: readonly number[]): Promise<void> {
	const edits = weights.map((value, b) => ({
		op: 'replace',
		path: `/spec/rules/0/backendRefs/${b}/weight`,
		value,
	}));
	await ground.patch('httproutes', 'shop', edits);
}

/** Somebody else, who writes weights and annotations of the same route several times a second, until stopped. */
function startWriter(ground: Ground, seed: number): () => Promise<void> {
	const luck = createLuck(seed + 1);
	let isStopped = false;
	async function write(): Promise<void> {
		for (let turn = 0; !isStopped; turn++) {
			const challenger = luck.between(5, 45);
			if (turn % 2 === 0) await setWeights(ground, [100 - challenger, challenger]);
			else {
				const at = '/metadata/annotations/example.com~1turn';
				await ground.patch('httproutes', 'shop', [{op: 'add', path: at, value: `${seed}-${turn}`}]);
			}
			await pause(1000 / writesPerSecond);
		}
	}
	const writing = write();
	return () => {
		isStopped = true;
		return writing;
	};
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
