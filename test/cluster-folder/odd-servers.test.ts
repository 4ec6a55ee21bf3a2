/** Servers that restart, slow down, fall silent, or say what no API server should: nothing ends, and nothing untrue is told. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {usualTimeouts} from '../../source/cluster/exchange.ts';
import {statusTrouble} from '../../source/cluster/trouble-of.ts';
import type {Change} from '../../source/model/change.ts';
import {type Clock, systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Health} from '../../source/model/health.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {resourceViews} from '../../source/resources/index.ts';
import {pods as podsView} from '../../source/resources/pods.ts';
import {
	type Asked,
	hang,
	json,
	type ScriptedAnswer,
	type ScriptedApi,
	slam,
	startScriptedApi,
	status,
	stream,
} from '../kit/scripted-api.ts';

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const one = {resource: pods, namespace: 'shop', name: 'a'};
const speed = 200;

/** Minutes pass in parts of a second. */
const hurried: Clock = {
	now: () => Date.now() * speed,
	after(delayMs, call) {
		const timer = setTimeout(call, delayMs / speed);
		return () => clearTimeout(timer);
	},
};

type Told = Change<{readonly uid: string; readonly name: string}>;

let api: ScriptedApi;
let cluster: Cluster;
let told: Told[];

beforeEach(async () => {
	api = await startScriptedApi();
	told = [];
	api.on(isList, list('10', []));
	api.on(isWatch, stream([]));
	cluster = await open(hurried);
});

async function open(clock: Clock): Promise<Cluster> {
	const connected = await connect({
		kubeconfig: api.kubeconfig(),
		env: {},
		clock,
		absenceClock: systemClock,
		luck: () => 0,
		listWays: {first: 'paged', later: 'paged'},
		timeouts: {...usualTimeouts, firstByteMs: 300, idleMs: 200},
	});
	if (!connected.ok) throw new Error(connected.trouble.says);
	return connected.value;
}

afterEach(async () => {
	cluster.close();
	await api.close();
});

function isWatch({path, query}: Asked): boolean {
	return path.endsWith('/pods') && query.get('watch') === 'true';
}

function isList({path, query}: Asked): boolean {
	return path.endsWith('/pods') && !query.has('watch');
}

function pod(uid: string, version = '1', more: object = {}) {
	return {metadata: {uid, name: uid, namespace: 'shop', resourceVersion: version}, ...more};
}

function list(version: string, items: readonly object[]): ScriptedAnswer {
	return json({kind: 'PodList', apiVersion: 'v1', metadata: {resourceVersion: version}, items});
}

function follow(
	project: (object: KubernetesObject) => {uid: string; name: string} | undefined = nameOf,
): void {
	cluster.follow(pods, {namespace: 'shop'}, project, change => told.push(change));
}

function nameOf({metadata}: KubernetesObject) {
	return {uid: metadata.uid, name: metadata.name};
}

function healths(): Health[] {
	return told.flatMap(change => (change.type === 'health' ? [change.health] : []));
}

const states = () => healths().map(({state}) => state);
const last = () => healths().at(-1)!;
const live = () => vi.waitFor(() => expect(states().at(-1)).toBe('live'), 4000);

/** The rows a table would show, with the version they were told last where rows hold one. */
function rows(): string[] {
	const shown = new Map<string, string>();
	for (const change of told) {
		if (change.type === 'replaced') shown.clear();
		if (change.type === 'replaced' || change.type === 'added-page')
			for (const row of change.rows) shown.set(row.uid, row.name);
		if (change.type === 'changed') shown.set(change.row.uid, change.row.name);
		if (change.type === 'deleted') shown.delete(change.uid);
	}
	return [...shown.values()].sort();
}

const unreadable = () => told.findLast(change => change.type === 'unreadable');

describe('a server that restarts', () => {
	test.each<[string, ScriptedAnswer]>([
		['closes its connections', slam],
		['is not ready', status(503, 'ServiceUnavailable', 'apiserver not ready')],
		['shuts down', status(503, 'ServiceUnavailable', 'apiserver is shutting down', {retryAfterSeconds: 1})],
		['is not there yet behind its load balancer', json('<html>502 Bad Gateway</html>', 502)],
		['times out', status(504, 'Timeout', 'request timed out')],
		['has lost its storage', status(500, 'InternalError', 'etcdserver: leader changed')],
	])('%s: its stream is stale all the while, and live again on proof', async (_, fault) => {
		api.on(isWatch, stream([], 'break'), fault, fault, fault, stream([]));
		follow();
		await vi.waitFor(() =>
			expect(states().filter(state => state === 'stale').length).toBeGreaterThanOrEqual(4),
		);
		await live();
		expect(states().slice(0, 3)).toEqual(['connecting', 'listing', 'live']);
		// Between the first failure and the answer nothing claims to be well.
		expect(
			states()
				.slice(3, -1)
				.every(state => state === 'stale'),
		).toBe(true);
		const since = healths().flatMap(health => (health.state === 'stale' ? [health.since] : []));
		expect(new Set(since).size).toBe(1);
	});

	test('as another one that knows nothing of our version is listed anew', async () => {
		const gone = {type: 'ERROR', object: {kind: 'Status', code: 410, reason: 'Expired', message: 'too old'}};
		api.on(isList, list('10', [pod('a')]), list('3', [pod('b')]));
		api.on(isWatch, stream([], 'break'), stream([gone], 'end'), stream([]));
		follow();
		await vi.waitFor(() => expect(rows()).toEqual(['b']));
		await live();
	});
});

describe('a server that asks to slow down', () => {
	const date = new Date('2026-01-01T12:00:00Z').toUTCString();
	const later = new Date('2026-01-01T12:00:30Z').toUTCString();

	test.each<[string, {retryAfter?: string; date?: string; body?: string}, number | undefined]>([
		['in seconds', {retryAfter: '30'}, 30_000],
		["by a date, counted by the server's clock", {retryAfter: later, date}, 30_000],
		['by a date that is past', {retryAfter: date, date: later}, 0],
		['by a date without knowing its own', {retryAfter: later}, undefined],
		['in words', {retryAfter: 'soon'}, undefined],
		['in its body', {body: '{"details":{"retryAfterSeconds":7}}'}, 7000],
		['in words, and in its body', {retryAfter: 'soon', body: '{"details":{"retryAfterSeconds":7}}'}, 7000],
		['not at all', {}, undefined],
	])('%s', (_, {body = '', ...said}, retryAfterMs) => {
		const trouble = statusTrouble({status: 429, body, ...said}, {doing: 'list pods', server: 'x'});
		expect(trouble.retryAfterMs).toBe(retryAfterMs);
		if (retryAfterMs) expect(trouble.hint).toContain(`left alone for ${retryAfterMs / 1000} s`);
	});

	const slow = (seconds: string | number, code = 429) =>
		status(code, 'TooManyRequests', 'slow down', {}, {'Retry-After': seconds});

	test('for a moment is given it by what may be asked again', async () => {
		api.on(({path}) => path.endsWith('/a'), slow(2), slow(1, 503), json(pod('a')));
		const began = hurried.now();
		expect(await cluster.get(one)).toMatchObject({ok: true});
		expect(hurried.now() - began).toBeGreaterThanOrEqual(2900);
		api.on(isList, slow(1), list('10', [pod('a')]));
		expect(await cluster.list(pods, {namespace: 'shop'})).toMatchObject({ok: true, value: [{}]});
	});

	test('again and again, or for long, is said', async () => {
		api.on(({path}) => path.endsWith('/a'), slow(1));
		expect(await cluster.get(one)).toMatchObject({ok: false, trouble: {reason: 'throttled'}});
		expect(api.asked).toHaveLength(4);
		api.on(({path}) => path.endsWith('/a'), slow(60));
		expect(await cluster.get(one)).toMatchObject({
			ok: false,
			trouble: {hint: 'It asks to be left alone for 60 s, and is tried again then.'},
		});
		expect(api.asked).toHaveLength(5);
	});

	test('is left alone by streams for so long, which say so', async () => {
		api.on(isWatch, slow(40), stream([]));
		follow();
		await vi.waitFor(() => expect(states()).toContain('stale'));
		const asked = api.asked.length;
		const health = healths().find(({state}) => state === 'stale')!;
		if (health.state !== 'stale') throw new Error('not stale');
		expect(health.retryAt - hurried.now()).toBeGreaterThan(20_000);
		expect(health.trouble.hint).toContain('left alone for 40 s');
		await new Promise(resolve => setTimeout(resolve, 50));
		expect(api.asked).toHaveLength(asked);
		await live();
	});
});

describe('a server that falls silent', () => {
	test('with its connection half-open is noticed by a watch within 100 s', async () => {
		follow();
		await live();
		api.on(() => true, hang);
		const at = hurried.now();
		await vi.waitFor(() => expect(last().state).toBe('stale'), 4000);
		// The silence is 90 s of the hurried clock; a first byte is awaited for 300 ms of ours.
		expect(hurried.now() - at).toBeLessThan(100_000 + 1000 * speed);
		expect(last()).toMatchObject({trouble: {reason: 'timed-out'}});
	});

	test('in the middle of a body is noticed by what was asked once', async () => {
		const dribble: ScriptedAnswer = response => {
			response.writeHead(200, {'Content-Type': 'application/json'});
			response.write('{"metadata":');
		};
		api.on(({path}) => path.endsWith('/a'), dribble);
		expect(await cluster.get(one)).toMatchObject({ok: false, trouble: {reason: 'timed-out'}});
	});

	test('a single answer that never ends is given up, in bounded memory', async () => {
		const part = Buffer.alloc(8 * 1024 * 1024, 120);
		api.on(
			({path}) => path.endsWith('/a'),
			response => {
				response.writeHead(200, {'Content-Type': 'application/json'});
				const more = () => void (response.destroyed || response.write(part, more));
				more();
			},
		);
		const says = expect.stringContaining('sent more than 64 MB as one object');
		expect(await cluster.get(one)).toMatchObject({ok: false, trouble: {reason: 'garbled', says}});
	});

	test('only between the parts of a slow body is waited for', async () => {
		const slow: ScriptedAnswer = response => {
			response.writeHead(200, {'Content-Type': 'application/json'});
			const parts = [...JSON.stringify(pod('a'))];
			const next = () => (parts.length > 0 ? response.write(parts.splice(0, 12).join('')) : response.end());
			const timer = setInterval(next, 40);
			response.on('close', () => clearInterval(timer));
		};
		api.on(({path}) => path.endsWith('/a'), slow);
		expect(await cluster.get(one)).toMatchObject({ok: true, value: {metadata: {uid: 'a'}}});
	});
});

describe('a server that tells nonsense', () => {
	const wrong: readonly [string, unknown][] = [null, 1, 'x', [null], {a: null}, true].map(value => [
		JSON.stringify(value),
		value,
	]);

	test.each(wrong)('as %s where objects should be, about every kind, ends nothing', async (_, value) => {
		const {project} = podsView;
		const items = [pod('good'), pod('odd', '2', {spec: value, status: value})];
		api.on(isList, list('10', items));
		api.on(
			isWatch,
			stream([
				{type: 'ADDED', object: pod('odder', '11', {spec: {containers: value}})},
				{type: 'ADDED', object: pod('late', '12')},
			]),
		);
		follow(object => project(object));
		await live();
		await vi.waitFor(() => expect(rows()).toContain('late'));
		expect(rows()).toContain('good');
		for (const each of resourceViews) {
			cluster.follow(pods, {namespace: 'shop'}, each.project, () => undefined);
		}
		await new Promise(resolve => setTimeout(resolve, 50));
	});

	test('names what cannot be read, and takes it back once it can', async () => {
		api.on(isList, list('10', [pod('a'), pod('odd', '2', {spec: null, status: null})]));
		const mended = {type: 'MODIFIED', object: pod('odd', '12', {spec: {containers: []}, status: {}})};
		let mend = () => {};
		api.on(isWatch, response => {
			response.writeHead(200);
			response.flushHeaders();
			mend = () => response.write(`${JSON.stringify(mended)}\n`);
		});
		follow(object => podsView.project(object));
		await live();
		expect(rows()).toEqual(['a']);
		expect(unreadable()).toEqual({type: 'unreadable', names: ['shop/odd']});
		mend();
		await vi.waitFor(() => expect(rows()).toEqual(['a', 'odd']));
		expect(unreadable()).toEqual({type: 'unreadable', names: []});
	});

	test('as names that are no text leaves them out', async () => {
		const odd = {metadata: {uid: 'n', name: 5, resourceVersion: '2'}};
		api.on(isList, list('10', [pod('a'), odd]));
		follow();
		await live();
		expect(rows()).toEqual(['a']);
		expect(unreadable()).toMatchObject({names: ['5']});
	});

	test.each<[string, ScriptedAnswer]>([
		['an object without metadata', list('10', [{}])],
		['no JSON', json('hello')],
		['a list of nothing', json('{"metadata":{"resourceVersion":"1"},"items":null}')],
		['nothing', json('')],
		['a list that was cut off', json('{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"uid":"a"')],
	])('as %s is said or passed over, and read again', async (_, answer) => {
		api.on(isList, answer, list('10', [pod('a')]));
		follow();
		await vi.waitFor(() => expect(states()).toContain('live'));
		expect(rows().filter(name => name !== 'a')).toEqual([]);
	});

	test('as one line that never ends is given up, in bounded memory', async () => {
		cluster.close();
		cluster = await open(systemClock);
		const part = Buffer.alloc(8 * 1024 * 1024, 120);
		let sent = 0;
		api.on(
			isWatch,
			response => {
				response.writeHead(200);
				const more = () => {
					if (response.destroyed || sent > 30) return;
					sent++;
					response.write(part, more);
				};
				more();
			},
			stream([]),
		);
		follow();
		await vi.waitFor(
			() =>
				expect(healths().some(health => health.state === 'stale' && /64 MB/.test(health.trouble.says))).toBe(
					true,
				),
			20_000,
		);
		expect(sent).toBeLessThan(16);
		await live();
	}, 30_000);
});

describe('events', () => {
	const modified = (uid: string, version: string, name: string) => ({
		type: 'MODIFIED',
		object: {metadata: {uid, name, namespace: 'shop', resourceVersion: version}},
	});
	const deleted = (uid: string, version: string) => ({type: 'DELETED', object: pod(uid, version)});
	const end = {type: 'ADDED', object: pod('end', '99')};

	test.each<[string, readonly object[], readonly string[]]>([
		['told twice count once', [modified('a', '11', 'new'), modified('a', '11', 'new')], ['end', 'new']],
		[
			'that come late do not turn time back',
			[modified('a', '12', 'new'), modified('a', '11', 'old')],
			['end', 'new'],
		],
		[
			'that come late, by number and not by letter',
			[modified('a', '100', 'new'), modified('a', '99', 'old')],
			['end', 'new'],
		],
		['of what was deleted do not bring it back', [deleted('a', '12'), modified('a', '11', 'ghost')], ['end']],
		[
			'of what came back after it was deleted count',
			[deleted('a', '12'), modified('a', '13', 'again')],
			['again', 'end'],
		],
		['that delete late what came back', [modified('a', '13', 'again'), deleted('a', '12')], ['again', 'end']],
		['deleted twice', [deleted('a', '12'), deleted('a', '12')], ['end']],
		[
			'without versions count as they come',
			[modified('a', '', 'one'), modified('a', '', 'two')],
			['end', 'two'],
		],
	])('%s', async (_, events, shown) => {
		api.on(isList, list('10', [pod('a')]));
		api.on(isWatch, stream([...events, end]));
		follow();
		await vi.waitFor(() => expect(rows()).toContain('end'));
		expect(rows()).toEqual(shown);
	});

	test('after a gap are told from where the last bookmark stood', async () => {
		const bookmark = {type: 'BOOKMARK', object: {kind: 'Pod', metadata: {resourceVersion: '50'}}};
		api.on(isWatch, stream([bookmark], 'break'), stream([end]));
		follow();
		await vi.waitFor(() => expect(rows()).toEqual(['end']));
		expect(api.asked.filter(isWatch).map(({query}) => query.get('resourceVersion'))).toEqual(['10', '50']);
	});
});
