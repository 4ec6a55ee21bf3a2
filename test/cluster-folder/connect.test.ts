import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {listContexts} from '../../source/cluster/contexts.ts';
import {canProxy} from '../../source/cluster/proxy.ts';
import type {Trouble} from '../../source/model/trouble.ts';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'sluice-kubeconfig-'));
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

type Parts = {
	readonly current?: string;
	readonly contexts?: readonly object[];
	readonly clusters?: readonly object[];
	readonly users?: readonly object[];
};

function write(name: string, {current, contexts, clusters, users}: Parts): string {
	const config = {apiVersion: 'v1', kind: 'Config', 'current-context': current, contexts, clusters, users};
	return writeText(name, JSON.stringify(config));
}

function writeText(name: string, text: string): string {
	const file = path.join(folder, name);
	writeFileSync(file, text);
	return file;
}

function context(name: string, cluster = 'c', user = 'u', namespace?: string) {
	return {name, context: {cluster, user, namespace}};
}

function cluster(name = 'c', more: object = {}) {
	return {name, cluster: {server: 'https://api.shop:6443', ...more}};
}

function user(name = 'u', more: object = {}) {
	return {name, user: more};
}

const whole = {current: 'prod', contexts: [context('prod')], clusters: [cluster()], users: [user()]};

async function troubleOf(kubeconfig: string, contextName?: string): Promise<Trouble> {
	const connected = await connect({kubeconfig, context: contextName, env: {}});
	if (connected.ok) throw new Error('it connected');
	return connected.trouble;
}

describe('a kubeconfig that cannot be used', () => {
	test('is not there: every place it was looked for is named', async () => {
		const env = {KUBECONFIG: [path.join(folder, 'one'), path.join(folder, 'two')].join(path.delimiter)};
		const connected = await connect({env});
		expect(connected).toMatchObject({ok: false, trouble: {reason: 'no-kubeconfig'}});
		const {says, hint} = (connected as {trouble: Trouble}).trouble;
		expect(says).toContain(path.join(folder, 'one'));
		expect(says).toContain(path.join(folder, 'two'));
		expect(hint).toContain('sluice demo');
	});

	test('is looked for in the home folder', async () => {
		const connected = await connect({env: {HOME: folder}});
		expect(connected).toMatchObject({
			trouble: {says: expect.stringContaining(path.join(folder, '.kube', 'config'))},
		});
	});

	test('is broken: the file and line are named', async () => {
		const file = writeText('broken', 'apiVersion: v1\nclusters:\n- name: a\n  cluster: {server: [}\n');
		const {reason, says} = await troubleOf(file);
		expect(reason).toBe('bad-kubeconfig');
		expect(says).toContain(file);
		expect(says).toContain('line 4');
	});

	test.each([
		['a list', '- a\n', /not a mapping/],
		[
			'a cluster without server',
			JSON.stringify({...whole, clusters: [{name: 'c', cluster: {}}]}),
			/server is missing/,
		],
	])('is %s', async (_, text, says) => {
		expect((await troubleOf(writeText('odd', text))).says).toMatch(says);
	});

	test.each<[string, Parts, RegExp]>([
		['a cluster', {...whole, clusters: []}, /names cluster c, which is not in it/],
		['a user', {...whole, users: []}, /names user u, which is not in it/],
		[
			'a server with a scheme',
			{...whole, clusters: [cluster('c', {server: 'api.shop:6443'})]},
			/no http\(s\) address/,
		],
		[
			'a supported proxy',
			{...whole, clusters: [cluster('c', {'proxy-url': 'socks5://p:1'})]},
			/socks5:\/\/p:1/,
		],
	])('lacks %s', async (_, parts, says) => {
		const {reason, says: said} = await troubleOf(write('part', parts));
		expect(reason).toBe('bad-kubeconfig');
		expect(said).toMatch(says);
	});

	test.each(['client-certificate', 'client-key'])('names a %s that is not there', async member => {
		const file = write('keys', {...whole, users: [user('u', {[member]: 'gone.pem'})]});
		expect((await troubleOf(file)).says).toContain(path.join(folder, 'gone.pem'));
	});
});

describe('a context that is not there', () => {
	const many = {...whole, contexts: ['prod', 'staging', 'dev'].map(name => context(name))};

	test('suggests the name that was meant', async () => {
		const {reason, says, hint} = await troubleOf(write('many', many), 'prdo');
		expect(reason).toBe('no-context');
		expect(says).toContain('no context prdo');
		expect(hint).toBe('Did you mean prod?');
	});

	test('lists what there is when nothing is near', async () => {
		expect((await troubleOf(write('many', many), 'zzzzzzzz')).hint).toBe('There are: prod, staging, dev.');
	});

	test('asks for a choice when none is current', async () => {
		const {reason, hint} = await troubleOf(write('many', {...many, current: undefined}));
		expect(reason).toBe('no-context');
		expect(hint).toContain('--context');
	});
});

test('several files are one: the first to name a thing wins', async () => {
	const first = write('first', {contexts: [context('a', 'c', 'u', 'shop')], clusters: [cluster('c')]});
	const second = write('second', {
		current: 'a',
		contexts: [context('a', 'other'), context('b', 'd')],
		clusters: [cluster('c', {server: 'https://wrong'}), cluster('d', {server: 'http://127.0.0.1:1'})],
		users: [user()],
	});
	const env = {KUBECONFIG: [first, path.join(folder, 'missing'), second].join(path.delimiter)};
	const connected = await connect({env});
	expect(connected).toMatchObject({
		value: {context: {name: 'a', server: 'https://api.shop:6443', namespace: 'shop', isLocal: false}},
	});
	const other = await connect({env, context: 'b'});
	expect(other).toMatchObject({value: {context: {namespace: 'default', isLocal: true, isInsecure: false}}});
	expect(listContexts({env})).toEqual({
		ok: true,
		value: [
			{
				name: 'a',
				cluster: 'c',
				user: 'u',
				namespace: 'shop',
				server: 'https://api.shop:6443',
				isCurrent: true,
			},
			{
				name: 'b',
				cluster: 'd',
				user: 'u',
				namespace: 'default',
				server: 'http://127.0.0.1:1',
				isCurrent: false,
			},
		],
	});
});

test('a chosen file wins over KUBECONFIG, and is left as it is', async () => {
	const file = write('chosen', whole);
	const before = readFileSync(file, 'utf8');
	const connected = await connect({kubeconfig: file, env: {KUBECONFIG: '/nowhere'}});
	expect(connected).toMatchObject({ok: true});
	expect(readFileSync(file, 'utf8')).toBe(before);
});

test.each([
	['22.19.0', false],
	['22.21.0', true],
	['23.11.0', false],
	['24.4.1', false],
	['24.5.0', true],
	['25.0.0', true],
])('Node %s reaches a server through a proxy: %s', (version, can) => {
	expect(canProxy(version)).toBe(can);
});
