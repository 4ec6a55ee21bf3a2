import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {dump, load} from 'js-yaml';
import {beforeEach, describe, expect, inject, test} from 'vitest';
import {openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {sluice} from '../kit/shell.ts';
import {terminalGround} from './grounds.ts';
import type {Json} from './raw-api.ts';
import {asked, changed, deployment, Ground, route} from './workloads.ts';

// The program as it is shipped, driven at a terminal by keys alone; what came
// of it is read from the API server.

const {admin, tester = admin, viewer, nsViewer} = inject('kubeconfigs');
const {api, program, ground, home, terminals, addShop, weights} = terminalGround<PseudoTerminal>('dashboard');

type Opening = {
	readonly kubeconfig?: string;
	readonly columns?: number;
	readonly rows?: number;
	readonly namespace?: string;
};

function start(words: readonly string[], {kubeconfig = tester, columns, rows}: Opening): PseudoTerminal {
	const env = {...home().env, KUBECONFIG: kubeconfig};
	const terminal = openTerminal([program().path, ...words], {env, columns, rows});
	terminals.push(terminal);
	return terminal;
}

/** Opens the dashboard on the test's own namespace and waits until it follows the cluster. */
async function open(opening: Opening = {}, ...flags: readonly string[]): Promise<PseudoTerminal> {
	const terminal = start(['-n', opening.namespace ?? ground().namespace, ...flags], opening);
	await terminal.waitFor('live');
	return terminal;
}

/** Opens a list by its name and moves to a row. */
async function openRow(terminal: PseudoTerminal, list: string, title: string, row: string): Promise<void> {
	terminal.press(`:${list}${keys.enter}`);
	// Beneath the header, since the first screen has headings of the same words.
	await terminal.waitFor(screen => screen.split('\n')[1]!.startsWith(` ${title}`));
	await terminal.pick(row);
}

/** Types into a prompt that is open, and answers it by a key of its own. */
async function answer(terminal: PseudoTerminal, text: string): Promise<void> {
	terminal.press(text);
	await terminal.waitFor(`: ${text}`);
	terminal.press(keys.enter);
}

/** The preview says that the server has rehearsed it; then it is confirmed, and seen through. */
async function confirm(terminal: PseudoTerminal): Promise<void> {
	await terminal.waitFor('the server would accept');
	await terminal.confirm();
	await terminal.waitFor('Settled in', 30_000);
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('Settled in'));
}

async function undo(terminal: PseudoTerminal): Promise<void> {
	await terminal.pressFor('U', /Undo: /);
	await confirm(terminal);
}

async function scaleTo(terminal: PseudoTerminal, replicas: number): Promise<void> {
	await terminal.pressFor('s', 'Replicas of');
	await answer(terminal, String(replicas));
}

const imageOf = (container: number) => `/spec/template/spec/containers/${container}/image`;

function imagesOf({spec}: Json): string[] {
	return spec.template.spec.containers.map(({image}: Json) => image);
}

describe.each([
	[80, 24],
	[160, 50],
])('at %i by %i', (columns, rows) => {
	test('a Deployment is scaled by keys, and scaled back by undo', async () => {
		await ground().addDeployment('first');
		const before = await ground().addDeployment('second');
		const terminal = await open({columns, rows});
		await openRow(terminal, 'deployments', 'Deployments', 'second');
		await scaleTo(terminal, 4);
		await terminal.waitFor('the server would accept');
		expect((await ground().get('deployments', 'second')).metadata.resourceVersion).toBe(
			before.metadata.resourceVersion,
		);
		await confirm(terminal);
		const {spec, status} = await ground().get('deployments', 'second');
		expect([spec.replicas, status.readyReplicas]).toEqual([4, 4]);
		await terminal.waitFor(/second +4\/4/);
		await undo(terminal);
		expect(asked(await ground().get('deployments', 'second'))).toEqual(asked(before));
		expect((await ground().get('deployments', 'first')).spec.replicas).toBe(2);
	});

	test('traffic is shifted by > and undone, and drained by X', async () => {
		const before = await addShop();
		const terminal = await open({columns, rows});
		await openRow(terminal, 'splits', 'Traffic splits', 'shop');
		await terminal.pressFor(keys.enter, 'Share of traffic');
		expect(terminal.picked()).toContain('shop-v2');
		await terminal.pressFor('>', '+5 shop-v2');
		await terminal.pressFor('>', '+10 shop-v2');
		expect(await weights('shop')).toEqual([90, 10]);
		terminal.press(keys.enter);
		await confirm(terminal);
		expect(await weights('shop')).toEqual([80, 20]);
		await undo(terminal);
		expect(asked(await ground().get('httproutes', 'shop'))).toEqual(asked(before));
		await terminal.pressFor('X', 'Drain rule 0 of HTTPRoute');
		await confirm(terminal);
		expect(await weights('shop')).toEqual([100, 0]);
	});
});

test('the logs of both versions are followed side by side, and the last writer of the weights is told', async () => {
	await addShop();
	const terminal = await open({columns: 160, rows: 50});
	await openRow(terminal, 'splits', 'Traffic splits', 'shop');
	terminal.press(keys.enter);
	await terminal.waitFor(/What changed last[\s\S]* weights of shop 90\/10 by \S+/);
	await terminal.waitFor('No restarts and no warnings of either version');
	terminal.press('b');
	await terminal.waitFor(/♛ shop-v1 +\d pods? .*→ shop-v2 +\d pods?/);
	await terminal.waitFor(
		/ \w{5} line \d+ of a simulated container +│ \w{5} line \d+ of a simulated container/,
	);
	terminal.press('o');
	// They say the same, whatever the numbers are.
	await terminal.waitFor(/Only in shop-v2 +0[\s\S]*In both +1/);
});

test('one container of several is upgraded by i', async () => {
	await ground().addDeployment('shop', {images: {web: 'shop:1', proxy: 'proxy:1'}});
	const terminal = await open();
	await openRow(terminal, 'deploy', 'Deployments', 'shop');
	await terminal.pressFor('i', 'Image of shop');
	await answer(terminal, 'proxy=proxy:2');
	await confirm(terminal);
	expect(imagesOf(await ground().get('deployments', 'shop'))).toEqual(['shop:1', 'proxy:2']);
	await undo(terminal);
	expect(imagesOf(await ground().get('deployments', 'shop'))).toEqual(['shop:1', 'proxy:1']);
});

test('an image that ran before is picked from the choices', async () => {
	await ground().addDeployment('shop');
	await ground().patch('deployments', 'shop', [{op: 'replace', path: imageOf(0), value: 'shop:2'}]);
	await ground().settled('shop');
	const terminal = await open();
	await openRow(terminal, 'deploy', 'Deployments', 'shop');
	// The choices are those of the revisions that have been listed by now.
	await terminal.pressFor('z', /kept .*shop:1/);
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('Revisions'));
	await terminal.pressFor('i', /shop:1 +revision 1/);
	terminal.press(keys.down);
	await terminal.waitFor(/Image of shop: shop:[12]/);
	if (!terminal.text().includes('Image of shop: shop:1')) {
		terminal.press(keys.down);
		await terminal.waitFor('Image of shop: shop:1');
	}
	terminal.press(keys.enter);
	await confirm(terminal);
	expect(imagesOf(await ground().get('deployments', 'shop'))).toEqual(['shop:1']);
});

test('a Deployment is rolled back to the revision under the cursor, and forth again by undo', async () => {
	const first = await ground().addDeployment('shop');
	await ground().patch('deployments', 'shop', [{op: 'replace', path: imageOf(0), value: 'shop:2'}]);
	const second = await ground().settled('shop');
	const terminal = await open();
	await openRow(terminal, 'deployments', 'Deployments', 'shop');
	await terminal.pressFor('z', /Revisions of Deployment \S*shop/);
	await terminal.pick('shop:1');
	terminal.press(keys.ctrl('l'));
	await confirm(terminal);
	expect(asked(await ground().get('deployments', 'shop'))).toEqual(asked(first));
	terminal.press(keys.escape);
	await terminal.waitFor('Deployments');
	await undo(terminal);
	expect(asked(await ground().get('deployments', 'shop'))).toEqual(asked(second));
});

test('Deployments behind one Service are shifted from the palette', async () => {
	await ground().add('services', {
		metadata: {name: 'model'},
		spec: {selector: {model: 'm'}, ports: [{port: 80}]},
	});
	await ground().addDeployment('model-a', {replicas: 3, labels: {model: 'm', track: 'stable'}});
	await ground().addDeployment('model-b', {replicas: 1, labels: {model: 'm', track: 'canary'}});
	const terminal = await open();
	await openRow(terminal, 'splits', 'Traffic splits', 'model');
	await terminal.waitFor('75/25');
	terminal.press(':');
	terminal.press('shift model-b=50');
	await terminal.waitFor('shift model-b=50');
	terminal.press(keys.enter);
	await confirm(terminal);
	expect((await ground().get('deployments', 'model-a')).spec.replicas).toBe(2);
	expect((await ground().get('deployments', 'model-b')).spec.replicas).toBe(2);
});

test('marked Deployments are scaled together, by one preview and one answer', async () => {
	for (const name of ['one', 'two', 'untouched']) await ground().addDeployment(name, {replicas: 1});
	const terminal = await open();
	await openRow(terminal, 'deployments', 'Deployments', 'one');
	terminal.press(keys.space);
	await terminal.waitFor('1 marked');
	await terminal.pick('two');
	terminal.press(keys.space);
	await terminal.waitFor('2 marked');
	await terminal.pressFor('s', 'Replicas of 2 deployments');
	await answer(terminal, '3');
	await confirm(terminal);
	const {body} = await api.get(ground().path('deployments'));
	const replicas = body.items.map(({metadata, spec}: Json) => [metadata.name, spec.replicas]);
	expect(Object.fromEntries(replicas)).toEqual({one: 3, two: 3, untouched: 1});
});

test('exact weights are set by =, and a third backend is not touched', async () => {
	await ground().addBackends({a: {track: 'stable'}, b: {}, c: {}});
	const before = await ground().add('httproutes', route('three', {0: {a: 60, b: 30, c: 10}}));
	const terminal = await open();
	await openRow(terminal, 'splits', 'Traffic splits', 'three');
	await terminal.pressFor('=', 'Percent for');
	await answer(terminal, '50/40/10');
	await terminal.waitFor('draft:');
	terminal.press(keys.enter);
	await confirm(terminal);
	expect(asked(await ground().get('httproutes', 'three'))).toEqual(
		changed(asked(before), {
			'/spec/rules/0/backendRefs/0/weight': 50,
			'/spec/rules/0/backendRefs/1/weight': 40,
		}),
	);
});

test('a change is taken back from the journal', async () => {
	const before = await ground().addDeployment('shop');
	const terminal = await open();
	await openRow(terminal, 'deployments', 'Deployments', 'shop');
	await scaleTo(terminal, 3);
	await confirm(terminal);
	await openRow(terminal, 'journal', 'Journal', 'Scale Deployment');
	await undo(terminal);
	expect(asked(await ground().get('deployments', 'shop'))).toEqual(asked(before));
});

test('what is wrong is on the first screen', async () => {
	await ground().add('deployments', deployment('unlucky', {images: {web: 'broken:1'}}));
	const terminal = await open();
	await terminal.waitFor(/unlucky can't pull image broken:1/);
});

test('another namespace is for this session alone: the kubeconfig is never written', async () => {
	const kubeconfig = join(home().env.HOME!, 'kubeconfig');
	copyFileSync(tester, kubeconfig);
	await ground().addDeployment('shop');
	const terminal = await open({kubeconfig, namespace: 'default'});
	terminal.press(`:ns ${ground().namespace}${keys.enter}`);
	await terminal.waitFor(`/ ${ground().namespace}`);
	await openRow(terminal, 'deployments', 'Deployments', 'shop');
	terminal.press(`:ctx${keys.enter}`);
	await terminal.waitFor('Contexts');
	await terminal.pressFor(keys.enter, 'live');
	terminal.press(`:q${keys.enter}`);
	expect(await terminal.ended()).toBe(0);
	expect(readFileSync(kubeconfig, 'utf8')).toBe(readFileSync(tester, 'utf8'));
});

describe('nothing is written', () => {
	let before: Json;

	beforeEach(async () => {
		before = await ground().addDeployment('shop');
	});

	async function expectUntouched(): Promise<void> {
		const {metadata} = await ground().get('deployments', 'shop');
		expect(metadata.resourceVersion).toBe(before.metadata.resourceVersion);
	}

	test('when the preview is left', async () => {
		const terminal = await open();
		await openRow(terminal, 'deployments', 'Deployments', 'shop');
		await scaleTo(terminal, 5);
		await terminal.waitFor('the server would accept');
		await terminal.pressFor(keys.enter, screen => !screen.includes('Preview'));
		await expectUntouched();
	});

	test('by keys that come at once', async () => {
		const terminal = await open();
		await openRow(terminal, 'deployments', 'Deployments', 'shop');
		terminal.press(`s5${keys.enter}y`);
		await terminal.waitFor('at once');
		terminal.press(`:scale 5${keys.enter}y`);
		await terminal.waitFor(/at once|scale 5/);
		await expectUntouched();
	});

	test('with --read-only, and it says why', async () => {
		const terminal = await open({}, '--read-only');
		await openRow(terminal, 'deployments', 'Deployments', 'shop');
		await terminal.pressFor('s', /is read-only/);
		await expectUntouched();
	});

	test('when somebody was faster, and it says so', async () => {
		const terminal = await open();
		await openRow(terminal, 'deployments', 'Deployments', 'shop');
		await scaleTo(terminal, 5);
		await terminal.waitFor('the server would accept');
		await ground().patch('deployments', 'shop', [{op: 'replace', path: '/spec/replicas', value: 3}]);
		// Once: the preview that is drawn anew asks for a confirmation of its own.
		await new Promise(read => setTimeout(read, 1000));
		await terminal.pressFor('y', 'Somebody was faster');
		expect((await ground().get('deployments', 'shop')).spec.replicas).toBe(3);
	});

	test.runIf(viewer)('by somebody who may only look: that it is denied is said', async () => {
		const terminal = await open({kubeconfig: viewer});
		await openRow(terminal, 'deployments', 'Deployments', 'shop');
		await terminal.waitFor('live');
		await terminal.pressFor('s', 'you may not patch deployments/scale');
		await expectUntouched();
	});
});

test.runIf(nsViewer)('a kind that may not be listed is shown as denied, and the rest goes on', async () => {
	const name = `seen-${Date.now().toString(36)}`;
	const shared = new Ground(api, 'default');
	const terminal = await open({kubeconfig: nsViewer, namespace: 'default'});
	terminal.press(`:nodes${keys.enter}`);
	await terminal.waitFor('You may not list nodes');
	await terminal.waitFor('denied');
	terminal.press(`:deployments${keys.enter}`);
	await terminal.waitFor('Deployments');
	try {
		await shared.addDeployment(name);
		await terminal.waitFor(new RegExp(`${name} +2/2`));
	} finally {
		await shared.remove('deployments', name);
	}
	await terminal.waitFor(screen => !screen.includes(name));
});

test('what the server holds is shown: detail, YAML, the log of a pod', async () => {
	await ground().addDeployment('shop');
	const terminal = await open();
	await openRow(terminal, 'deployments', 'Deployments', 'shop');
	await terminal.pressFor('d', /Available/);
	terminal.press(keys.escape);
	await terminal.waitFor(/shop +2\/2/);
	await terminal.pressFor('y', 'kind: Deployment');
	terminal.press(keys.escape);
	await terminal.waitFor(/shop +2\/2/);
	await terminal.pressFor('l', /line \d+ of a simulated container/);
});

describe('the terminal is restored', () => {
	test.each<[string, (terminal: PseudoTerminal) => void, number]>([
		[':q', terminal => terminal.press(`:q${keys.enter}`), 0],
		['ctrl-c', terminal => terminal.press(keys.ctrl('c')), 0],
		['SIGTERM', terminal => terminal.signal('SIGTERM'), 143],
		['SIGHUP', terminal => terminal.signal('SIGHUP'), 129],
	])('after %s', async (_, leave, code) => {
		const terminal = await open();
		expect(terminal.isRestored()).toBe(false);
		leave(terminal);
		expect(await terminal.ended()).toBe(code);
		expect(terminal.isRestored()).toBe(true);
	});

	test('while a change is under way, which goes on in the cluster', async () => {
		const terminal = await begin();
		terminal.signal('SIGTERM');
		expect(await terminal.ended()).toBe(143);
		expect(terminal.isRestored()).toBe(true);
		await ground().until('deployments', 'shop', ({status}) => status.readyReplicas === 4);
	});

	test('not after SIGKILL, but what was done is known and can be undone', async () => {
		const terminal = await begin();
		terminal.signal('SIGKILL');
		expect(await terminal.ended()).toBe(137);
		const env = {...home().env, KUBECONFIG: tester};
		expect((await sluice(['journal'], env)).out).toMatch(/from 2 to 4: (applied|cut off after 1 of 1 steps)/);
		expect(await sluice(['undo', '--yes'], env)).toMatchObject({code: 0});
		expect((await ground().get('deployments', 'shop')).spec.replicas).toBe(2);
	});

	/** Confirms a change that takes a while to settle, and returns once it is written. */
	async function begin(): Promise<PseudoTerminal> {
		await ground().addDeployment('shop', {readyAfter: '2s'});
		const terminal = await open();
		await openRow(terminal, 'deployments', 'Deployments', 'shop');
		await scaleTo(terminal, 4);
		await terminal.waitFor('the server would accept');
		await terminal.confirm();
		await terminal.waitFor('written');
		return terminal;
	}

	test('where the context is not there: that is said, and it ends', async () => {
		const kubeconfig = kubeconfigWith(config => {
			config['current-context'] = 'nowhere';
		});
		const terminal = start([], {kubeconfig});
		expect(await terminal.ended()).toBe(1);
		expect(terminal.text()).toContain('nowhere');
		expect(terminal.isRestored()).toBe(true);
	});

	test('after a server was not to be reached, which is said on the screen', async () => {
		const kubeconfig = kubeconfigWith(config => {
			config.clusters[0].cluster.server = 'https://127.0.0.1:1';
		});
		const terminal = start([], {kubeconfig});
		await terminal.waitFor('127.0.0.1:1 refuses connections');
		terminal.press(`:q${keys.enter}`);
		expect(await terminal.ended()).toBe(0);
		expect(terminal.isRestored()).toBe(true);
	});

	function kubeconfigWith(change: (config: Json) => void): string {
		const config = load(readFileSync(admin, 'utf8')) as Json;
		change(config);
		const file = join(home().env.HOME!, 'kubeconfig');
		writeFileSync(file, dump(config), {mode: 0o600});
		return file;
	}
});

test('a terminal that changes its size is painted anew, however small it was meanwhile', async () => {
	await ground().addDeployment('shop');
	const terminal = await open();
	await openRow(terminal, 'deployments', 'Deployments', 'shop');
	const footerRow = (screen: string) => screen.split('\n').findIndex(line => line.includes('? help'));
	expect(footerRow(terminal.text())).toBe(23);
	terminal.resize(160, 50);
	await terminal.waitFor(screen => footerRow(screen) === 49);
	expect(terminal.picked()).toContain('shop');
	terminal.resize(12, 3);
	await terminal.waitFor(screen => !screen.includes('? help'));
	terminal.resize(80, 24);
	await terminal.waitFor(screen => footerRow(screen) === 23);
	await terminal.pick('shop');
	await scaleTo(terminal, 3);
	await confirm(terminal);
	expect((await ground().get('deployments', 'shop')).spec.replicas).toBe(3);
});
