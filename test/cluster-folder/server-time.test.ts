import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Dated, nextSkew, type Skew} from '../../source/cluster/server-time.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {json, type ScriptedApi, startScriptedApi} from '../kit/scripted-api.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;

/** An answer in 100 ms of a server so far ahead. */
function dated(aheadMs: number, tookMs = 100): Dated {
	return {date: noon + aheadMs - 500, askedAt: noon - tookMs / 2, heardAt: noon + tookMs / 2};
}

test.each<[string, readonly Dated[], number]>([
	['no answer says nothing', [], 0],
	['clocks within 2 s are the same', [dated(1900), dated(-1900)], 0],
	['one answer proves nothing', [dated(5 * minute)], 0],
	['two that agree are believed', [dated(5 * minute), dated(5 * minute + 900)], 5 * minute + 900],
	['a server behind', [dated(-minute), dated(-minute)], -minute],
	['two that differ are not believed', [dated(5 * minute), dated(9 * minute)], 0],
	[
		'a cached answer in between changes nothing',
		[dated(minute), dated(minute), dated(-3 * minute), dated(minute)],
		minute,
	],
	['seconds of drift do not flicker', [dated(minute), dated(minute), dated(minute + 1500)], minute],
	['a clock that was set right meanwhile', [dated(minute), dated(minute), dated(0), dated(0)], 0],
	['an answer that took long says too little', [dated(minute, 11_000), dated(minute, 11_000)], 0],
	['an unreadable date', [{...dated(minute), date: Number.NaN}, dated(minute)], 0],
])('%s', (_, answers, aheadMs) => {
	const skew = answers.reduce<Skew>(nextSkew, {aheadMs: 0});
	expect(skew.aheadMs).toBe(aheadMs);
});

let api: ScriptedApi;
let cluster: Cluster;
const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const pod = {resource: pods, namespace: 'shop', name: 'a'};

beforeEach(async () => {
	api = await startScriptedApi();
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
});

afterEach(async () => {
	cluster.close();
	await api.close();
});

test("the server's clock is read from its answers, refusals too", async () => {
	const at = (aheadMs: number) => ({Date: new Date(Date.now() + aheadMs).toUTCString()});
	api.on(
		() => true,
		(response, asked) => json({metadata: {}}, 404, at(60 * minute))(response, asked),
	);
	await cluster.get(pod);
	expect(cluster.clockAheadMs()).toBe(0);
	await cluster.get(pod);
	expect(Math.abs(cluster.clockAheadMs() - 60 * minute)).toBeLessThan(1500);
});

test('what a cache kept is no clock', async () => {
	const old = {Date: new Date(Date.now() - 60 * minute).toUTCString(), Age: '3600'};
	api.on(() => true, json({metadata: {}}, 200, old));
	for (let turn = 0; turn < 3; turn++) await cluster.get(pod);
	expect(cluster.clockAheadMs()).toBe(0);
});
