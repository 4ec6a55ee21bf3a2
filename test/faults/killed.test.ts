import {appendFileSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {createLuck} from '../../source/demo/luck.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import type {Entry} from '../../source/journal/entry.ts';
import {fileJournal} from '../../source/journal/journal.ts';
import {RawApi} from '../cluster/raw-api.ts';
import {Ground, route} from '../cluster/workloads.ts';
import {type BuiltProgram, buildProgram, openTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome, sluice} from '../kit/shell.ts';
import {type FaultProxy, startFaultProxy} from './fault-proxy.ts';
import {startProgram} from './start-program.ts';
import {until} from './until.ts';

// Killed at any moment: what was shown as done is on record, what reached the server was begun there. SEED=n plays one again.

const seed = Number(process.env.SEED ?? 20_261);
const luck = createLuck(seed);
let demo: Demo;
let api: RawApi;
let ground: Ground;
let proxy: FaultProxy;
let program: BuiltProgram;
let home: ReturnType<typeof privateHome>;
let env: Record<string, string>;
let journalPath: string;

beforeAll(async () => {
	[demo, program] = await Promise.all([startDemo({scenario: 'empty', speed: 5}), buildProgram()]);
	api = new RawApi(demo.kubeconfig);
	ground = new Ground(api, await api.createNamespace('killed'));
	await ground.addBackends({'shop-v1': {track: 'stable'}, 'shop-v2': {track: 'canary'}});
	await ground.add('httproutes', route('shop', {0: {'shop-v1': 99, 'shop-v2': 1}}));
	proxy = await startFaultProxy({kubeconfig: demo.kubeconfig});
	home = privateHome();
	env = {...home.env, KUBECONFIG: proxy.kubeconfig};
	journalPath = join(env.XDG_STATE_HOME!, 'sluice', 'journal.jsonl');
});

afterAll(async () => {
	home.remove();
	await proxy.close();
	api.close();
	program.remove();
	await demo.stop();
});

function entries(): readonly Entry[] {
	const read = fileJournal(journalPath).entries();
	if (!read.ok) throw new Error(read.trouble.says);
	return read.value;
}

/** Every patch that reached the server has an entry that was begun for it. */
function expectAllBegun(): void {
	const begun = entries().flatMap(({steps}) => steps.map(({edits}) => edits.map(({to}) => to)));
	for (const {body, status} of proxy.writes.filter(each => each.status === 200)) {
		const written = (JSON.parse(body) as {op: string; value: unknown}[]).filter(({op}) => op !== 'test');
		const values = written.map(({value}) => value);
		expect(begun, `SEED=${seed}: ${status} ${body}`).toContainEqual(values);
	}
}

test('a shell command killed at any moment leaves what it said on record', async () => {
	let shown = 0;
	for (let turn = 0; turn < 12; turn++) {
		const percent = 2 + turn;
		const scales = turn % 3 === 2;
		const words = scales
			? ['scale', 'deploy/shop-v2', String(1 + (turn % 4)), '--yes', '--wait', '-n', ground.namespace]
			: ['shift', 'httproute/shop', `shop-v2=${percent}`, '--yes', '-n', ground.namespace];
		const {child, ended} = startProgram(program.path, words, env);
		const writes = proxy.writes.length;
		// Some before anything was written, most around the moment when it is.
		if (luck.fraction() < 0.25) setTimeout(() => child.kill('SIGKILL'), luck.between(50, 900));
		else {
			await Promise.race([until(() => proxy.writes.length > writes, 20_000), ended]);
			setTimeout(() => child.kill('SIGKILL'), luck.between(0, 200));
		}
		const {out, said} = await ended;
		const id = /Its id: (\S+)/.exec(out)?.[1];
		if (id === undefined) continue;
		shown += 1;
		const entry = entries().find(each => each.id === id);
		expect(entry, `SEED=${seed}\n${out}${said}`).toMatchObject({applied: 1});
		if (out.includes(': settled in')) expect(entry).toMatchObject({end: 'settled'});
	}
	expect(shown, `of SEED=${seed} nothing was ever shown as done`).toBeGreaterThan(0);
	expectAllBegun();
}, 120_000);

test('a dashboard killed at any moment leaves what it showed on record', async () => {
	for (let turn = 0; turn < 4; turn++) {
		const terminal = openTerminal([program.path, '-n', ground.namespace, '--view', 'splits'], {
			env,
			columns: 120,
			rows: 40,
		});
		try {
			await terminal.pick('shop');
			terminal.press(keys.enter);
			await terminal.waitFor('Share of traffic');
			terminal.press('>');
			await terminal.waitFor('draft');
			const writes = proxy.writes.length;
			terminal.press(keys.enter);
			await terminal.confirm();
			await until(() => proxy.writes.length > writes, 10_000);
			await new Promise(resolve => setTimeout(resolve, luck.between(0, 120)));
			const shown = terminal.text();
			terminal.signal('SIGKILL');
			await terminal.waitFor('[ended with 137]');
			const last = entries().at(-1)!;
			if (/Settled in|● written|Written/.test(shown))
				expect(last, `SEED=${seed}\n${shown}`).toMatchObject({applied: 1});
			if (/Settled in/.test(shown)) expect(last, `SEED=${seed}\n${shown}`).toMatchObject({end: 'settled'});
		} finally {
			terminal.close();
		}
	}
	expectAllBegun();
}, 120_000);

test('after half a line the journal is still read, and goes on', async () => {
	const before = entries().length;
	appendFileSync(journalPath, '{"type":"began","id":"half","at":17');
	expect(entries()).toHaveLength(before);
	const {code} = await sluice(
		['shift', 'httproute/shop', 'shop-v2=77', '--yes', '-n', ground.namespace],
		env,
	);
	expect(code).toBe(0);
	expect(entries()).toHaveLength(before + 1);
	expect(entries().at(-1)).toMatchObject({applied: 1});
	expect(readFileSync(journalPath, 'utf8').endsWith('\n')).toBe(true);
});
