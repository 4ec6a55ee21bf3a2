import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {usualTimeouts} from '../../source/cluster/exchange.ts';
import type {Change} from '../../source/model/change.ts';
import {type Clock, systemClock} from '../../source/model/clock.ts';
import type {Cluster, Stop} from '../../source/model/cluster.ts';
import type {Health} from '../../source/model/health.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {
	type Asked,
	breakOff,
	hang,
	json,
	type ScriptedApi,
	slam,
	startScriptedApi,
	status,
	stream,
} from '../kit/scripted-api.ts';

type Row = {readonly uid: string; readonly name: string};
type Told = Change<Row>;

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

/** A clock two hundred times as fast as the wall's: minutes pass in parts of a second. */
const hurried: Clock = {
	now: () => Date.now() * 200,
	after(delayMs, call) {
		const timer = setTimeout(call, delayMs / 200);
		return () => clearTimeout(timer);
	},
};

let api: ScriptedApi;
let cluster: Cluster;
let told: Told[];
/** What the objects said they are. */
const kinds = new Set<string>();
let stop: Stop;

beforeEach(async () => {
	api = await startScriptedApi();
	told = [];
	kinds.clear();
});

afterEach(async () => {
	stop?.();
	cluster?.close();
	await api.close();
});

const isPods = ({path}: Asked) => path === '/api/v1/namespaces/shop/pods';
const isWatch = (asked: Asked) => isPods(asked) && asked.query.get('watch') === 'true';
const isStreamedList = (asked: Asked) => isWatch(asked) && asked.query.has('sendInitialEvents');
const isResume = (asked: Asked) => isWatch(asked) && !asked.query.has('sendInitialEvents');
const isList = (asked: Asked) => isPods(asked) && !asked.query.has('watch');

const forbidStreaming = status(422, 'Invalid', 'sendInitialEvents is forbidden', {
	causes: [{message: 'forbidden'}],
});

function pod(uid: string, version = '1', name = uid) {
	return {metadata: {uid, name, namespace: 'shop', resourceVersion: version}};
}

function list(version: string, items: readonly object[], next?: string) {
	return json({
		kind: 'PodList',
		apiVersion: 'v1',
		metadata: {resourceVersion: version, continue: next},
		items,
	});
}

function event(type: string, object: object) {
	return {type, object};
}

function bookmark(version: string, isEnd = false) {
	const annotations = isEnd ? {'k8s.io/initial-events-end': 'true'} : undefined;
	return event('BOOKMARK', {kind: 'Pod', metadata: {resourceVersion: version, annotations}});
}

const expired = event('ERROR', {kind: 'Status', code: 410, reason: 'Expired', message: 'too old'});

async function follow(luck = 0): Promise<void> {
	const connected = await connect({
		kubeconfig: api.kubeconfig(),
		env: {},
		clock: hurried,
		absenceClock: systemClock,
		luck: () => luck,
		timeouts: {...usualTimeouts, firstByteMs: 300},
		listWays: {first: 'streamed', later: 'streamed'},
	});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
	const project = ({apiVersion, kind, metadata}: KubernetesObject) => {
		kinds.add(`${apiVersion} ${kind}`);
		return {uid: metadata.uid, name: metadata.name};
	};
	stop = cluster.follow(pods, {namespace: 'shop'}, project, change => told.push(change));
}

function healths(): Health[] {
	return told.flatMap(change => (change.type === 'health' ? [change.health] : []));
}

function states(): string[] {
	return healths().map(health => health.state);
}

/** The rows a table would show after everything told so far. */
function rows(): string[] {
	const shown = new Map<string, string>();
	for (const change of told) {
		if (change.type === 'replaced') shown.clear();
		if (change.type === 'replaced' || change.type === 'added-page') {
			for (const row of change.rows) shown.set(row.uid, row.name);
		}
		if (change.type === 'changed') shown.set(change.row.uid, change.row.name);
		if (change.type === 'deleted') shown.delete(change.uid);
	}
	return [...shown.keys()].sort();
}

async function until(isTrue: () => boolean): Promise<void> {
	await expect.poll(isTrue, {timeout: 5000, interval: 5}).toBe(true);
}

describe('streamed lists', () => {
	test('show what is there, then what changes', async () => {
		api.on(
			isStreamedList,
			stream([
				event('ADDED', pod('a')),
				event('ADDED', pod('b')),
				bookmark('10', true),
				event('MODIFIED', pod('a', '11', 'renamed')),
				event('DELETED', pod('b', '12')),
				event('ADDED', pod('c', '13')),
			]),
		);
		await follow();
		await until(() => told.some(change => change.type === 'changed' && change.row.uid === 'c'));
		expect(rows()).toEqual(['a', 'c']);
		expect(states().filter(state => state !== 'listing')).toEqual(['connecting', 'live']);
		expect(told).toContainEqual({type: 'deleted', uid: 'b'});
		expect(api.asked[0]!.query.get('timeoutSeconds')).toBe('300');
		expect(api.asked[0]!.query.get('allowWatchBookmarks')).toBe('true');
	});

	test('that change while they are read end up right', async () => {
		api.on(
			isStreamedList,
			stream([
				event('ADDED', pod('a')),
				event('ADDED', pod('b')),
				event('DELETED', pod('a', '5')),
				event('MODIFIED', pod('b', '6', 'newer')),
				bookmark('10', true),
			]),
		);
		await follow();
		await until(() => states().includes('live'));
		expect(rows()).toEqual(['b']);
	});

	test('are not live before their end has come', async () => {
		api.on(isStreamedList, stream([event('ADDED', pod('a'))]));
		await follow();
		await until(() => rows().length === 1 || api.asked.length > 1);
		expect(states()).not.toContain('live');
	});

	test('give way to pages where a server takes them for a plain watch', async () => {
		api.on(isList, list('10', [pod('a'), pod('b')]));
		api.on(isResume, stream([]));
		api.on(isStreamedList, stream([event('ADDED', pod('a'))]));
		await follow();
		await until(() => states().includes('live'));
		expect(rows()).toEqual(['a', 'b']);
		expect(states()).not.toContain('stale');
	});
});

describe('paged lists', () => {
	beforeEach(() => api.on(isStreamedList, forbidStreaming));

	test('show each page as it comes and watch from their version', async () => {
		api.on(isList, list('10', [pod('a')], 'more'), list('10', [pod('b')]));
		api.on(isResume, stream([event('ADDED', pod('c', '11'))]));
		await follow();
		await until(() => rows().length === 3);
		expect(told.filter(change => change.type === 'added-page')).toHaveLength(2);
		expect(told.filter(change => change.type === 'replaced')).toHaveLength(0);
		const lists = api.asked.filter(isList);
		expect(lists.map(asked => asked.query.get('continue'))).toEqual([null, 'more']);
		expect(lists.map(asked => asked.query.get('limit'))).toEqual(['500', '2000']);
		expect(api.asked.find(isResume)!.query.get('resourceVersion')).toBe('10');
		expect(states()).toEqual(['connecting', 'listing', 'listing', 'live']);
		expect([...kinds], 'members of a list leave it out').toEqual(['v1 Pod']);
	});

	test('broken off in the middle are read again and swap in whole', async () => {
		api.on(
			isList,
			list('10', [pod('a')], 'more'),
			breakOff('{"metadata":{},"items":[{"meta'),
			list('12', [pod('b')]),
		);
		api.on(isResume, stream([]));
		await follow();
		await until(() => states().includes('live'));
		expect(rows()).toEqual(['b']);
		expect(told.at(-2)).toEqual({type: 'replaced', rows: [{uid: 'b', name: 'b'}]});
		expect(states()).toContain('stale');
	});

	test('resume a watch that broke from the last bookmark', async () => {
		api.on(isList, list('10', [pod('a')]));
		api.on(isResume, stream([event('MODIFIED', pod('a', '11')), bookmark('42')], 'break'), stream([]));
		await follow();
		await until(() => states().filter(state => state === 'live').length === 2);
		expect(states().slice(-3)).toEqual(['live', 'stale', 'live']);
		expect(api.asked.filter(isList)).toHaveLength(1);
		expect(api.asked.filter(isResume)[1]!.query.get('resourceVersion')).toBe('42');
	});

	test.each([
		['in the stream', stream([expired])],
		['as the status', status(410, 'Expired', 'too old resource version')],
	])('swap in whole after an expired version, told %s', async (_, gone) => {
		api.on(isList, list('10', [pod('a'), pod('b')]), list('20', [pod('b'), pod('c')]));
		api.on(isResume, gone, stream([]));
		await follow();
		await until(() => api.asked.filter(isResume).length === 2 && states().at(-1) === 'live');
		expect(rows()).toEqual(['b', 'c']);
		const swaps = told.filter(change => change.type === 'replaced');
		expect(swaps).toHaveLength(1);
		expect(swaps[0]!.rows).toHaveLength(2);
	});

	test('are read anew after a garbled event, which is told and not swallowed', async () => {
		api.on(isList, list('10', [pod('a')]), list('20', [pod('b')]));
		api.on(isResume, stream([event('ADDED', pod('x', '11')), '{"type":"ADDED","obj']), stream([]));
		await follow();
		await until(() => rows().includes('b') && states().at(-1) === 'live');
		expect(rows()).toEqual(['b']);
		const stale = healths().find(health => health.state === 'stale');
		expect(stale).toMatchObject({trouble: {reason: 'garbled'}});
	});

	test('that cannot be read are a trouble, and tried again', async () => {
		api.on(isList, json('<html>log in</html>'), json('{"items":[{"metadata":}]}'), list('20', [pod('b')]));
		api.on(isResume, stream([]));
		await follow();
		await until(() => states().at(-1) === 'live');
		expect(healths().flatMap(health => (health.state === 'stale' ? [health.trouble.reason] : []))).toEqual([
			'garbled',
			'garbled',
		]);
		expect(rows()).toEqual(['b']);
	});

	test.each([
		['hangs', hang, 'timed-out'],
		['slams the door', slam, 'unreachable'],
		['fails', status(500, 'InternalError', 'etcd is away'), 'server-error'],
		['is throttling', status(429, 'TooManyRequests', 'slow down', {}, {'Retry-After': '2'}), 'throttled'],
		['takes no credentials', status(401, 'Unauthorized', 'Unauthorized'), 'unauthorized'],
	])('recover from a server that %s', async (_, fault, reason) => {
		// Twice, since a kept connection that turns out closed is replaced without a word.
		api.on(isList, fault, fault, list('10', [pod('a')]));
		api.on(isResume, stream([]));
		await follow();
		await until(() => states().at(-1) === 'live');
		const stale = healths().find(health => health.state === 'stale');
		expect(stale).toMatchObject({trouble: {reason}});
		expect(rows()).toEqual(['a']);
	});

	test('wait as long as a throttling server asks', async () => {
		api.on(isList, status(429, 'TooManyRequests', 'slow down', {}, {'Retry-After': '20'}), list('10', []));
		api.on(isResume, stream([]));
		await follow();
		await until(() => states().includes('stale'));
		const stale = healths().find(health => health.state === 'stale')!;
		expect(stale.state === 'stale' && stale.retryAt - hurried.now()).toBeGreaterThan(10_000);
		await until(() => states().at(-1) === 'live');
	});

	test('renew a watch that fell silent, without fuss', async () => {
		api.on(isList, list('10', [pod('a')]));
		api.on(isResume, stream([]));
		await follow();
		await until(() => api.asked.filter(isResume).length >= 3);
		expect(states()).toEqual(['connecting', 'listing', 'live']);
		expect(api.asked.filter(isList)).toHaveLength(1);
	});

	test('renew a watch that the server ended, without fuss', async () => {
		api.on(isList, list('10', [pod('a')]));
		api.on(isResume, stream([bookmark('11')], 'end'), stream([bookmark('12')], 'end'), stream([]));
		await follow();
		await until(() => api.asked.filter(isResume).length === 3);
		expect(states()).toEqual(['connecting', 'listing', 'live']);
		expect(api.asked.filter(isResume).map(asked => asked.query.get('resourceVersion'))).toEqual([
			'10',
			'11',
			'12',
		]);
	});

	test('keep the incarnations of a name apart', async () => {
		api.on(isList, list('10', [pod('u1', '1', 'same')]));
		api.on(
			isResume,
			stream([event('DELETED', pod('u1', '11', 'same')), event('ADDED', pod('u2', '12', 'same'))]),
		);
		await follow();
		await until(() => rows().includes('u2'));
		expect(rows()).toEqual(['u2']);
	});
});

describe('rights', () => {
	const mayNot = status(403, 'Forbidden', 'pods is forbidden: User "bob" cannot watch resource "pods"');

	test('a list that may not be watched is polled, and only differences are told', async () => {
		api.on(
			isList,
			list('10', [pod('a'), pod('b')]),
			list('10', [pod('a'), pod('b')]),
			list('11', [pod('a', '11', 'newer'), pod('c', '11')]),
		);
		api.on(isWatch, mayNot);
		await follow();
		await until(() => rows().includes('c') && !rows().includes('b'));
		expect(rows()).toEqual(['a', 'c']);
		expect(states().slice(0, 3)).toEqual(['connecting', 'listing', 'polling']);
		const later = told.slice(told.findIndex(change => change.type === 'replaced') + 1);
		expect(later.filter(change => change.type !== 'health')).toEqual([
			{type: 'changed', row: {uid: 'a', name: 'newer'}},
			{type: 'changed', row: {uid: 'c', name: 'c'}},
			{type: 'deleted', uid: 'b'},
		]);
		expect(api.asked.filter(isList)[1]!.query.get('resourceVersionMatch')).toBe('NotOlderThan');
	});

	test.each([
		['with 405', status(405, 'MethodNotAllowed', 'watch is not supported')],
		['with a list', list('10', [pod('a')])],
	])('a kind that answers a watch %s is polled', async (_, answer) => {
		const first = list('10', [pod('a')]);
		api.on(isList, first, first, list('11', [pod('a', '11', 'newer')]));
		api.on(isWatch, answer);
		await follow();
		await until(() => told.some(change => change.type === 'changed'));
		expect(states().at(-1)).toBe('polling');
		expect(states()).not.toContain('stale');
	});

	test('a right to watch given later ends the polling', async () => {
		api.on(isList, list('10', [pod('a')]));
		api.on(isWatch, mayNot, mayNot, mayNot, stream([event('ADDED', pod('z', '20'))]));
		await follow();
		await until(() => rows().includes('z'));
		expect(new Set(states())).toEqual(new Set(['connecting', 'listing', 'polling', 'live']));
		expect(states().at(-1)).toBe('live');
	});

	test('a kind that may not be listed is denied, and asked for again after a minute', async () => {
		api.on(isPods, mayNot, mayNot, list('10', [pod('a')]));
		api.on(isResume, stream([]));
		await follow();
		await until(() => states().includes('live'));
		expect(healths()[1]).toMatchObject({state: 'denied', trouble: {reason: 'forbidden', status: 403}});
	});

	test('a kind that is not served is absent', async () => {
		await follow();
		await until(() => states().includes('absent'));
		expect(states()).toEqual(['connecting', 'absent']);
	});
});

test('after a stop nothing is told and no connection stays', async () => {
	api.on(isStreamedList, stream([event('ADDED', pod('a')), bookmark('10', true)]));
	await follow();
	await until(() => states().includes('live'));
	const count = told.length;
	stop();
	cluster.close();
	await new Promise(resolve => setTimeout(resolve, 50));
	expect(told).toHaveLength(count);
});
