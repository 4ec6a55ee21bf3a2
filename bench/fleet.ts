// What five thousand pods with traffic cost in memory and CPU, and what they do to a key, beside the calm shop in one run.
// npx node bench/fleet.ts [seconds]
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {buildProgram, openTerminal, type PseudoTerminal} from '../test/kit/pseudo-terminal.ts';

const steadyMs = Number(process.argv[2] ?? 60) * 1000;
const rolloutMs = 20_000;

/** A scenario, and the deployment that is rolled out in it. */
const rehearsals = [
	{scenario: 'calm-shop', deployment: 'storefront'},
	{scenario: 'fleet', deployment: 'products'},
] as const;
type Rehearsal = (typeof rehearsals)[number];

const program = await buildProgram();
const home = mkdtempSync(join(tmpdir(), 'fleet-'));

type Load = {readonly atMs: number; readonly cpuMs: number; readonly rssMb: number; readonly peakMb: number};

/** Of the whole program, all its threads together; the kernel counts CPU time in ticks of 10 ms. */
function loadOf(pid: number): Load {
	const [, stat = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
	const [user, system] = stat.split(' ').slice(11, 13).map(Number) as [number, number];
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024;
	return {
		atMs: performance.now(),
		cpuMs: 10 * (user + system),
		rssMb: megabytes('VmRSS'),
		peakMb: megabytes('VmHWM'),
	};
}

function cpuPercent(before: Load, after: Load): number {
	return (100 * (after.cpuMs - before.cpuMs)) / (after.atMs - before.atMs);
}

/** How long after the keys the screen shows what they are for. */
async function timed(terminal: PseudoTerminal, keys: string, isShown: (screen: string) => boolean) {
	const pressedAt = performance.now();
	terminal.press(keys);
	await terminal.waitFor(isShown, 20_000);
	return performance.now() - pressedAt;
}

const cursorRow = (screen: string) => screen.split('\n').findIndex(line => line.startsWith('▌'));

/** Moves down and up again and again, and measures until the cursor is seen in its new place. */
async function move(terminal: PseudoTerminal, forMs: number): Promise<number[]> {
	const tookMs: number[] = [];
	const untilMs = performance.now() + forMs;
	while (performance.now() < untilMs) {
		const from = cursorRow(terminal.text());
		const key = tookMs.length % 20 < 10 ? 'j' : 'k';
		tookMs.push(await timed(terminal, key, screen => ![from, -1].includes(cursorRow(screen))));
		await sleep(20 + 80 * Math.random());
	}
	return tookMs;
}

/** Moves by pages and to both ends, which shows other rows each time. */
async function leaf(terminal: PseudoTerminal, times: number): Promise<number[]> {
	const tookMs: number[] = [];
	for (let i = 0; i < times; i++) {
		const before = terminal.picked();
		const key = ['G', 'g', '\x1b[6~', '\x1b[5~'][i % 4]!;
		tookMs.push(await timed(terminal, key, () => !['', before].includes(terminal.picked())));
		await sleep(100);
	}
	return tookMs;
}

/** Starts a rollout as an operator does, and goes back to the pods. */
async function rollOut(terminal: PseudoTerminal, deployment: string): Promise<void> {
	await timed(terminal, ':deployments\r', screen => /UP-TO-DATE/.test(screen));
	terminal.press(`/${deployment}`);
	await terminal.waitFor(() => terminal.picked().includes(deployment));
	await sleep(500);
	terminal.press('\r');
	await sleep(500);
	terminal.press('r');
	await terminal.confirm();
	await timed(terminal, '\x1b', screen => !screen.includes('Doing it'));
	await timed(terminal, ':pods\r', screen => /RESTARTS/.test(screen) && cursorRow(screen) >= 0);
}

async function measure({scenario, deployment}: Rehearsal): Promise<Record<string, number>> {
	const env = {HOME: home, PATH: process.env.PATH ?? ''};
	const openedAt = performance.now();
	const words = [program.path, 'demo', '--scenario', scenario, '--view', 'pods'];
	const terminal = openTerminal(words, {env, columns: 160, rows: 50});
	try {
		await terminal.waitFor(screen => cursorRow(screen) >= 0, 60_000);
		const rowsMs = performance.now() - openedAt;
		const start = loadOf(terminal.pid());
		await sleep(5000);
		const begun = loadOf(terminal.pid());
		const moved = await move(terminal, steadyMs);
		const steady = loadOf(terminal.pid());
		const leafed = await leaf(terminal, 40);
		await rollOut(terminal, deployment);
		const rolling = loadOf(terminal.pid());
		const movedMeanwhile = await move(terminal, rolloutMs);
		const end = loadOf(terminal.pid());
		return {
			'first row, ms': rowsMs,
			'CPU until then, ms': start.cpuMs,
			'RSS, MB': steady.rssMb,
			'CPU, percent of a core': cpuPercent(begun, steady),
			...percentiles('j and k', moved),
			...percentiles('G, g and pages', leafed),
			...percentiles('j and k in a rollout', movedMeanwhile),
			'CPU in a rollout, percent': cpuPercent(rolling, end),
			'peak RSS, MB': end.peakMb,
		};
	} finally {
		terminal.close();
	}
}

function percentiles(what: string, values: readonly number[]): Record<string, number> {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
	return {[`${what}, p50 ms`]: at(0.5), [`${what}, p95 ms`]: at(0.95), [`${what}, max ms`]: at(1)};
}

try {
	const [shop, fleet] = [await measure(rehearsals[0]), await measure(rehearsals[1])];
	console.log(`${''.padEnd(32)}${rehearsals.map(({scenario}) => scenario.padStart(11)).join('')}   ratio`);
	for (const [what, small] of Object.entries(shop)) {
		const large = fleet[what]!;
		const figures = [small, large].map(figure => figure.toFixed(1).padStart(11)).join('');
		console.log(`${what.padEnd(32)}${figures}${(large / small).toFixed(1).padStart(8)}`);
	}
} finally {
	program.remove();
	rmSync(home, {recursive: true});
}
