import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {privateHome, sluice} from '../kit/shell.ts';

/** Reasons, receipts and the way back in a shell, by real processes on the embedded cluster. */
const home = privateHome();
let demo: Demo;
let env: Record<string, string>;

beforeAll(async () => {
	demo = await startDemo({speed: 20});
	env = {...home.env, KUBECONFIG: demo.kubeconfig};
});

afterAll(async () => {
	await demo.stop();
	home.remove();
});

const run = (...words: readonly string[]) => sluice(words, env, 60_000);

function configure(text: string): void {
	mkdirSync(join(env.XDG_CONFIG_HOME!, 'sluice'), {recursive: true});
	writeFileSync(join(env.XDG_CONFIG_HOME!, 'sluice', 'config.yaml'), text);
}

const context = 'calm-shop';

test('before anything was done there is nothing to show, to undo or to redo', async () => {
	expect(await run('receipt')).toMatchObject({code: 1, said: expect.stringContaining('Nothing was changed')});
	const unknown = await run('receipt', 'nope');
	expect(unknown.said).toContain('no change nope.\nIt has none yet: what sluice changes is recorded in it.');
	expect(await run('redo', '-y')).toMatchObject({
		code: 0,
		said: expect.stringContaining('took nothing back'),
	});
	expect(await run('journal', 'nope')).toMatchObject({
		code: 1,
		said: expect.stringContaining('no change nope'),
	});
});

test('a change, its undo and its redo are listed, and each has a receipt in three forms', async () => {
	configure(`contexts: {${context}: {reason: required, events: true}}\n`);
	const scale = ['scale', 'deploy/nginx-deployment', '5', '-n', 'default', '-y'];
	const without = await run(...scale);
	expect(without).toMatchObject({code: 3, said: expect.stringContaining('--reason TEXT')});
	expect(without.said).toContain('Event: Scaled will be written on Deployment default/nginx-deployment');
	const done = await run(...scale, '--reason', '  more | load  ');
	expect(done, done.said).toMatchObject({code: 0, said: expect.stringContaining('Event Scaled written')});
	const refused = await run('undo', '-y');
	expect(refused).toMatchObject({code: 3, said: expect.stringContaining('demands a reason')});
	for (const verb of ['undo', 'redo']) {
		const ended = await run(verb, '-y', '--reason', verb);
		expect(ended, ended.said).toMatchObject({code: 0});
	}
	const listed = (await run('journal')).out.trim().split('\n');
	expect(listed).toHaveLength(3);
	expect(listed[0]).toMatch(
		/Scale Deployment default\/nginx-deployment from 3 to 5: applied \(written\)\. Reason: more \| load$/,
	);
	expect(listed[1]).toMatch(/Undo: Scale Deployment .*, redone\. Reason: undo$/);
	expect(listed[2]).toMatch(/Redo: Scale Deployment .*: applied \(written\)\. Reason: redo$/);
	const id = listed[0]!.split(/\s+/)[1]!;
	const text = await run('receipt', id);
	expect(text.out).toMatch(/Changed +Deployment default\/nginx-deployment: 3 replicas -> 5 replicas/);
	expect(text.out).toMatch(/Undo +reversed: sluice undo/);
	expect((await run('journal', id)).out).toBe(text.out);
	const markdown = await run('receipt', id, '-o', 'markdown');
	expect(markdown.out).toMatch(/^### Scale Deployment/);
	expect(markdown.out).toContain('| Reason | more \\| load |');
	const json = JSON.parse((await run('receipt', id, '-o', 'json')).out);
	expect(json).toMatchObject({
		id,
		who: 'demo',
		reason: 'more | load',
		undone: false,
		undo: {way: 'reversed'},
		objects: [{resource: 'deployments.apps', namespace: 'default', name: 'nginx-deployment'}],
		events: ['Event Scaled written on Deployment default/nginx-deployment.'],
	});
	expect(json.kubectl[0]).toMatch(
		/^kubectl patch --context calm-shop -n default deployments.apps nginx-deployment/,
	);
}, 120_000);

test('a dry run says that it would be refused, what would be announced, and how it is taken back', async () => {
	configure(`contexts: {${context}: {reason: required, events: true}}\n`);
	const dry = await run('restart', 'deploy/nginx-deployment', '-n', 'default', '--dry-run');
	expect(dry).toMatchObject({code: 3, said: expect.stringContaining('The real run would be refused')});
	expect(JSON.parse(dry.out)).toMatchObject([{undo: {way: 'not at all'}, event: {reason: 'Restarted'}}]);
	expect(dry.said).toContain('Undo: not at all: New pods');
}, 60_000);

test('the escape goes without a reason, and says so', async () => {
	const ended = await run(
		'drain-traffic',
		'httproute/checkout',
		'--rule',
		'cards',
		'--to',
		'checkout-champion',
		'-n',
		'shop',
		'-y',
	);
	expect(ended, ended.said).toMatchObject({
		code: 0,
		said: expect.stringContaining('demands a reason for every change'),
	});
	expect((await run('receipt')).out).toMatch(/Reason +none given/);
}, 60_000);

test.each([
	['empty words', ['--reason', '   '], 'needs words'],
	['several lines', ['--reason', 'a\nb'], 'one line'],
	['too many', ['--reason', 'x'.repeat(201)], 'at most 200 letters'],
])('a reason of %s is refused', async (_what, words, says) => {
	const ended = await run('undo', '-y', ...words);
	expect(ended).toMatchObject({code: 2, said: expect.stringContaining(says)});
});

test.each([
	['contexts: {calm-shop: {reason: always}}', 'reason of calm-shop must be required'],
	['contexts: {calm-shop: {events: maybe}}', 'events of calm-shop must be true or false'],
])('the configuration %s is refused', async (text, says) => {
	configure(text);
	expect(await run('journal')).toMatchObject({code: 1, said: expect.stringContaining(says)});
	configure('');
});

test('a journal that others may read is said wherever it is used', async () => {
	const path = join(env.XDG_STATE_HOME!, 'sluice', 'journal.jsonl');
	chmodSync(path, 0o644);
	for (const words of [['journal'], ['receipt'], ['undo', '--dry-run']]) {
		expect((await run(...words)).said, words[0]).toContain(`chmod 600 ${path}`);
	}
	chmodSync(path, 0o600);
});
