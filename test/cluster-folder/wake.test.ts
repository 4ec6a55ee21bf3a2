/** A computer that slept is told from one whose clock was set, by counters that nobody can set. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {sleptMs, steadyClock} from '../../source/cluster/steady-clock.ts';
import {absenceMs} from '../../source/cluster/wake.ts';
import type {Clock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Health} from '../../source/model/health.ts';
import {hang, json, type ScriptedApi, slam, startScriptedApi, stream} from '../kit/scripted-api.ts';

const hour = 3_600_000;

describe('how long the machine slept', () => {
	test.each([
		['not at all', {ranMs: 5000, upMs: 905_000}, 0, 0],
		['not at all: counters are coarse', {ranMs: 5000, upMs: 905_010}, 0, 0],
		['an hour', {ranMs: 5000, upMs: 905_000 + hour}, 0, hour],
		[
			'an hour, known already, though now it looks a little less',
			{ranMs: 9000, upMs: 908_990 + hour},
			hour,
			hour,
		],
		['once more', {ranMs: 9000, upMs: 909_000 + 2 * hour}, hour, 2 * hour],
		['what the counter tells by itself elsewhere than on Linux', {ranMs: hour, upMs: undefined}, 0, 0],
	])('%s', (_, now, known, slept) => {
		const first = {ranMs: 0, upMs: now.upMs === undefined ? undefined : 900_000};
		expect(sleptMs(first, now, known)).toBe(slept);
	});
});

test.each([
	[1000, undefined],
	[1500, undefined],
	[10_999, undefined],
	[11_000, 10_000],
	[hour, hour - 1000],
	[0, undefined],
])('%i ms after a tick that is due each second is an absence of %s', (since, absent) => {
	expect(absenceMs(since)).toBe(absent);
});

/** The machine as it is, but for how long it slept and what its wall clock was set to. */
let asleepMs: number;
let setByMs: number;
/** Some counters count sleep themselves. */
let isCounting: boolean;

/** Second by second takes 20 ms. */
const wall: Clock = {
	now: () => Date.now() + setByMs,
	after(delayMs, call) {
		const timer = setTimeout(call, Math.min(delayMs, 20));
		return () => clearTimeout(timer);
	},
};

function machine(): Clock {
	return steadyClock(wall, () => {
		const ran = performance.now();
		return isCounting
			? {ranMs: ran + asleepMs, upMs: undefined}
			: {ranMs: ran, upMs: ran + 900_000 + asleepMs};
	});
}

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const services = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true};

let api: ScriptedApi;
let cluster: Cluster | undefined;
let clock: Clock;
let told: [string, Health][];

beforeEach(async () => {
	asleepMs = 0;
	setByMs = 0;
	isCounting = false;
	told = [];
	api = await startScriptedApi();
	api.on(() => true, json({metadata: {resourceVersion: '10'}, items: []}));
	api.on(({query}) => query.get('watch') === 'true', stream([]));
});

afterEach(async () => {
	cluster?.close();
	await api.close();
});

async function follow(): Promise<void> {
	clock = machine();
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}, clock, luck: () => 0});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const opened = connected.value;
	cluster = opened;
	for (const resource of [pods, services])
		opened.follow(
			resource,
			{},
			({metadata}) => metadata,
			change => change.type === 'health' && told.push([resource.plural, change.health]),
		);
	await vi.waitFor(() => expect(statesOf('pods')).toContain('live'));
	await vi.waitFor(() => expect(statesOf('services')).toContain('live'));
}

function statesOf(plural: string): string[] {
	return told.filter(([of]) => of === plural).map(([, {state}]) => state);
}

const watches = () => api.asked.filter(({query}) => query.get('watch') === 'true').length;

test.each([
	['and its counter stood still', false],
	['and its counter went on', true],
])('a computer that slept resumes every stream at once, %s', async (_, isCountingSleep) => {
	isCounting = isCountingSleep;
	await follow();
	const sleptAt = clock.now();
	asleepMs = hour;
	await vi.waitFor(() => expect(statesOf('pods').slice(-2)).toEqual(['stale', 'live']));
	await vi.waitFor(() => expect(statesOf('services').slice(-2)).toEqual(['stale', 'live']));
	// Two streams, resumed once each; a silence that is noticed first resumes them too.
	expect(watches()).toBeLessThanOrEqual(6);
	const [, stale] = told.find(([, {state}]) => state === 'stale')!;
	if (stale.state !== 'stale') throw new Error('not stale');
	expect(stale.since).toBeLessThanOrEqual(sleptAt);
	expect(clock.now() - stale.since).toBeGreaterThanOrEqual(hour);
	expect(stale.trouble.says).toMatch(/as this computer slept/);
});

test('a computer that wakes without a network says since when, and nothing else', async () => {
	await follow();
	api.on(() => true, slam);
	const sleptAt = clock.now();
	asleepMs = hour;
	await vi.waitFor(() =>
		expect(statesOf('pods').filter(state => state === 'stale').length).toBeGreaterThan(3),
	);
	for (const [, health] of told.slice(-3)) {
		expect(health).toMatchObject({state: 'stale'});
		if (health.state === 'stale') expect(health.since).toBeLessThanOrEqual(sleptAt);
	}
	expect(told.filter(([, {state}]) => state === 'live')).toHaveLength(2);
});

test.each([
	['forward', hour],
	['back', -hour],
])('a wall clock that is set %s ends nothing, and makes nothing look old', async (_, byMs) => {
	await follow();
	const before = clock.now();
	setByMs = byMs;
	await new Promise(resolve => setTimeout(resolve, 300));
	expect(watches()).toBe(2);
	expect(told.map(([, {state}]) => state)).not.toContain('stale');
	expect(clock.now() - before).toBeLessThan(2000);
});

test('what was asked when the computer fell asleep is given up when it wakes', async () => {
	await follow();
	api.on(({path}) => path.endsWith('/pods/a'), hang);
	const asked = cluster!.get({resource: pods, namespace: 'shop', name: 'a'});
	await vi.waitFor(() => expect(api.asked.at(-1)?.path).toMatch(/pods\/a$/));
	asleepMs = hour;
	expect(await asked).toMatchObject({ok: false, trouble: {says: expect.stringMatching(/slept/)}});
});
