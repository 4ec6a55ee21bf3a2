import {spawn} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, inject, test} from 'vitest';
import {type LineTerminal, openLineTerminal} from '../kit/line-terminal.ts';
import {openRelay} from '../kit/relay.ts';
import {sluice} from '../kit/shell.ts';
import {terminalGround} from './grounds.ts';
import {deployment} from './workloads.ts';

// The line mode of the program as it is shipped, on a real API server: what others
// do to the cluster is told, and what is typed reaches it once it is confirmed.

const {admin, tester = admin} = inject('kubeconfigs');
const {program, ground, home, terminals, addShop, weights} = terminalGround<LineTerminal>('lines');

async function open(flags: readonly string[] = [], kubeconfig = tester): Promise<LineTerminal> {
	const words = [program().path, '--lines', '-n', ground().namespace, ...flags];
	const terminal = openLineTerminal(words, {env: {...home().env, KUBECONFIG: kubeconfig}});
	terminals.push(terminal);
	await terminal.waitFor('Type help', 30_000);
	return terminal;
}

async function replicas(name: string): Promise<number> {
	return (await ground().get('deployments', name)).spec.replicas;
}

/** Nothing but words and line ends, whatever happened. */
function expectPlain(terminal: LineTerminal): void {
	expect(terminal.output()).toMatch(/^[\x20-\x7e\n]*$/);
}

test('what others do is told: shares, by whom, scaling, troubles and their end', async () => {
	await addShop();
	const terminal = await open();
	const {namespace} = ground();
	expect(terminal.output()).toContain(
		`HTTPRoute ${namespace}/shop, rule 0: shop-v1 (champion) gets 90 percent and shop-v2 gets 10 percent.`,
	);
	await ground().patch('httproutes', 'shop', [
		{op: 'replace', path: '/spec/rules/0/backendRefs/0/weight', value: 75},
		{op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 25},
	]);
	await terminal.waitFor('shop-v1 went from 90 to 75 percent; shop-v2 went from 10 to 25 percent.');
	await terminal.waitFor(
		new RegExp(`HTTPRoute ${namespace}/shop was last written by \\S+, at \\d\\d:\\d\\d:\\d\\d\\.`),
	);
	await ground().patch('deployments', 'shop-v2', [{op: 'replace', path: '/spec/replicas', value: 3}]);
	await terminal.waitFor(`Deployment ${namespace}/shop-v2: scaled from 1 to 3.`);
	await ground().add('deployments', deployment('unlucky', {images: {web: 'broken:1'}}));
	await terminal.waitFor(/(Trouble|Warning): in \S+, .*unlucky can't pull image broken:1/, 40_000);
	await ground().remove('deployments', 'unlucky');
	await terminal.waitFor(/Over: in \S+, .*unlucky can't pull image broken:1/, 40_000);
	expectPlain(terminal);
});

test('what this operator does in another shell is told, and not who wrote it', async () => {
	await ground().addDeployment('shop');
	const terminal = await open();
	const env = {...home().env, KUBECONFIG: tester};
	const {code} = await sluice(
		['scale', 'deploy/shop', '3', '-n', ground().namespace, '--yes', '--wait'],
		env,
		60_000,
	);
	expect(code).toBe(0);
	// Its begin and its end are one sentence where both are read at once.
	await terminal.waitFor(/From a shell of yours, as \S+: (?=Scale Deployment \S+shop from 2 to 3)/, 45_000);
	await terminal.waitFor(/Scale Deployment \S+shop from 2 to 3: settled/, 45_000);
	expect(terminal.output()).toMatch(/Deployment \S+shop: scaled from 2 to 3\./);
	expect(terminal.output()).not.toContain('was last written by');
});

test('a typed change is previewed, and written only once its word was typed', async () => {
	await ground().addDeployment('shop');
	const terminal = await open();
	terminal.type('scale shop 4');
	await terminal.waitFor('Preview: nothing is written yet.');
	await terminal.waitFor('would go from 2 replicas to 4 replicas.');
	await terminal.waitFor('The server has rehearsed it and would accept it.');
	await terminal.waitFor('type yes and press Enter');
	expect(await replicas('shop')).toBe(2);
	terminal.type('');
	await terminal.waitFor('Nothing was written.');
	terminal.type('scale shop 4');
	await terminal.waitFor('type yes and press Enter');
	await new Promise(read => setTimeout(read, 500));
	terminal.type('no');
	await terminal.waitFor('Nothing was written.');
	expect(await replicas('shop')).toBe(2);
	terminal.type('scale shop 4');
	await terminal.waitFor('type yes and press Enter');
	await new Promise(read => setTimeout(read, 500));
	terminal.type('yes');
	await terminal.waitFor(/Done: Scale Deployment \S+shop/, 40_000);
	expect(await replicas('shop')).toBe(4);
	await terminal.waitFor(/undo \S+ takes it back/);
	terminal.type('undo');
	await terminal.waitFor('type yes and press Enter');
	await new Promise(read => setTimeout(read, 500));
	terminal.type('yes');
	await terminal.waitFor('Done: Undo', 40_000);
	expect(await replicas('shop')).toBe(2);
	expectPlain(terminal);
});

test('lines that come all at once write nothing', async () => {
	await addShop();
	const terminal = await open();
	terminal.press('shift shop 50\ryes\ryes\ry\r');
	await terminal.waitFor(/is no answer to it|confirm once more|Nothing was written/);
	await new Promise(settled => setTimeout(settled, 1500));
	expect(await weights()).toEqual([90, 10]);
});

test('traffic is shifted and drained by typed lines', async () => {
	await addShop();
	const terminal = await open();
	for (const [line, after] of [
		['shift shop 30', [70, 30]],
		['drain shop', [100, 0]],
	] as const) {
		terminal.type(line);
		await terminal.waitFor('type yes and press Enter');
		await new Promise(read => setTimeout(read, 500));
		terminal.type('yes');
		await terminal.waitFor('Done: ', 40_000);
		expect(await weights()).toEqual(after);
	}
});

test('in production the shown word is typed, and a read-only one refuses every change', async () => {
	await addShop();
	const name = /current-context: ['"]?([^'"\n]+)/.exec(readFileSync(tester, 'utf8'))![1]!;
	mkdirSync(join(home().env.XDG_CONFIG_HOME!, 'sluice'), {recursive: true});
	writeFileSync(
		join(home().env.XDG_CONFIG_HOME!, 'sluice', 'config.yaml'),
		`contexts:\n  ${name}: {class: production, arm: false}\n`,
	);
	const terminal = await open();
	expect(terminal.output()).toContain('(production)');
	for (const [typed, after] of [
		['yes', [90, 10]],
		['shop', [70, 30]],
	] as const) {
		terminal.type('shift shop 30');
		await terminal.waitFor('type shop and press Enter');
		await new Promise(read => setTimeout(read, 500));
		terminal.type(typed);
		await terminal.waitFor(/Nothing was written|Done: /, 40_000);
		expect(await weights()).toEqual(after);
	}
	const reader = await open(['--read-only']);
	reader.type('drain shop');
	await reader.waitFor('is read-only');
	expect(await weights()).toEqual([70, 30]);
});

test('a lost line is told at once and told as back on proof, with what changed meanwhile', async () => {
	await ground().addDeployment('shop');
	const relay = await openRelay(readFileSync(tester, 'utf8'), join(home().env.HOME!, 'relayed'));
	try {
		const terminal = await open([], relay.kubeconfig);
		relay.cut();
		await terminal.waitFor(/The connection to \S+ is lost: .* What is known of it is as of \d\d:\d\d:\d\d\./);
		terminal.type('scale shop 5');
		await terminal.waitFor(/old: wait until it is live again|cannot be reached|refuses|connection/i);
		await ground().patch('deployments', 'shop', [{op: 'replace', path: '/spec/replicas', value: 3}]);
		await relay.mend();
		terminal.type('');
		terminal.type('refresh');
		await terminal.waitFor(
			/The connection to \S+ is back, proved by the server's answer, after \d+ seconds\./,
			60_000,
		);
		// Its stream may be back before all of them are.
		await expect
			.poll(() => terminal.output(), {timeout: 20_000})
			.toMatch(/Deployment \S+shop: scaled from 2 to 3\./);
		expect(await replicas('shop')).toBe(3);
	} finally {
		relay.close();
	}
});

test('into a pipe it says the same, and nothing listens to its input', async () => {
	await addShop();
	const words = [program().path, '--lines', '-n', ground().namespace];
	const child = spawn(process.execPath, words, {
		env: {...home().env, KUBECONFIG: tester},
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.on('data', text => {
		output += text;
	});
	child.stdin.write('drain shop\nyes\n');
	child.stdin.end();
	await expect.poll(() => output, {timeout: 30_000}).toContain('shop-v2 gets 10 percent');
	await new Promise(settled => setTimeout(settled, 1500));
	expect(await weights()).toEqual([90, 10]);
	expect(output).not.toContain('Type help');
	child.kill('SIGINT');
	expect(await new Promise(done => child.on('close', done))).toBe(0);
});
