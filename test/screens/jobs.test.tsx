import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {jobDuration, projectJob, sayOutcome} from '../../source/resources/jobs.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {type State, topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {noon, pod, shop, storeOf, type World} from './world.ts';

const minute = 60_000;
const ago = (minutes: number) => new Date(noon - minutes * minute).toISOString();

function cronJob(name: string, spec: JsonObject = {}, status: JsonObject = {}) {
	return {
		metadata: {name, namespace: 'shop', uid: `uid-${name}`, creationTimestamp: ago(9000)},
		spec: {schedule: '*/30 * * * *', timeZone: 'Etc/UTC', ...spec},
		status,
	} as unknown as KubernetesObject;
}

function job(
	name: string,
	startedAgo: number,
	of: {status?: JsonObject; byHand?: true; owner?: string} = {},
) {
	const {status = {}, byHand, owner = 'nightly'} = of;
	return {
		metadata: {
			name,
			namespace: 'shop',
			uid: `uid-${name}`,
			creationTimestamp: ago(startedAgo),
			...(byHand && {annotations: {'cronjob.kubernetes.io/instantiate': 'manual'}}),
			ownerReferences: [
				{apiVersion: 'batch/v1', kind: 'CronJob', name: owner, uid: `uid-${owner}`, controller: true},
			],
		},
		spec: {completions: 1},
		status: {startTime: ago(startedAgo), ...status},
	} as unknown as KubernetesObject;
}

const done = (endedAgo: number) => ({
	succeeded: 1,
	completionTime: ago(endedAgo),
	conditions: [{type: 'Complete', status: 'True'}],
});

const failed = (endedAgo: number) => ({
	failed: 3,
	conditions: [
		{
			type: 'Failed',
			status: 'True',
			reason: 'BackoffLimitExceeded',
			message: 'Job has reached the specified backoff limit',
			lastTransitionTime: ago(endedAgo),
		},
	],
});

const world: World = {
	...shop,
	pods: [
		...shop.pods!,
		pod('nightly-3-x', {
			metadata: {
				ownerReferences: [
					{apiVersion: 'batch/v1', kind: 'Job', name: 'nightly-3', uid: 'uid-nightly-3', controller: true},
				],
			},
		}),
	],
	cronjobs: [
		cronJob(
			'nightly',
			{},
			{active: [{name: 'nightly-3'}], lastScheduleTime: ago(1), lastSuccessfulTime: ago(58)},
		),
		cronJob('report', {suspend: true}),
		cronJob('sync', {}, {lastScheduleTime: ago(30), lastSuccessfulTime: ago(90)}),
	],
	jobs: [
		job('nightly-1', 60, {status: done(58)}),
		job('nightly-2', 30, {status: failed(20)}),
		job('nightly-3', 1, {status: {active: 1}}),
		job('nightly-by-hand', 45, {status: done(44), byHand: true}),
		job('sync-1', 30, {status: failed(29), owner: 'sync'}),
	],
};

const nightly = {view: 'cronjobs', uid: 'uid-nightly', namespace: 'shop', name: 'nightly'};

const screens: Readonly<Record<string, NewScreen>> = {
	cronjobs: {name: 'list', view: 'cronjobs'},
	'cronjob-runs': {name: 'list', view: 'jobs', part: {by: 'owner', of: nightly, kind: 'CronJob'}},
	'detail-cronjob': {name: 'detail', subject: nightly},
};

describe.each(sizes.map(size => [sayOf(size), size] as const))('at %s', (name, size) => {
	test.each(Object.entries(screens))('%s', async (what, screen) => {
		await expectGolden(`${what}-${name}`, await showApp(storeOf(world, {screen}), size));
	});
});

test.each([
	['succeeded', done(58), 'succeeded', 2],
	['failed', failed(50), 'failed (BackoffLimitExceeded)', 10],
	['still runs', {active: 1}, 'running', 60],
])('a run that %s is told with how long it took', (_what, status, says, minutes) => {
	const row = projectJob(job('one', 60, {status}));
	expect(sayOutcome(row)).toBe(says);
	expect(jobDuration(row, noon)).toBe(minutes * minute);
});

function press(store: Store, ...keys: readonly string[]): State {
	for (const key of keys) pressKeys(store, [key], {at: noon});
	return store.get();
}

test('enter leads from a CronJob to its runs, to their pods, and l to the log', () => {
	const store = storeOf(world, {screen: screens.cronjobs!});
	expect(topScreen(press(store, 'enter'))).toMatchObject({
		name: 'list',
		view: 'jobs',
		part: {of: {name: 'nightly'}},
	});
	store.dispatch({type: 'cursorPut', uid: 'uid-nightly-3'});
	expect(topScreen(press(store, 'enter'))).toMatchObject({
		view: 'pods',
		part: {kind: 'Job', of: {name: 'nightly-3'}},
	});
	press(store, 'esc');
	store.dispatch({type: 'cursorPut', uid: 'uid-nightly-3'});
	expect(topScreen(press(store, 'l'))).toMatchObject({name: 'logs', subject: {name: 'nightly-3-x'}});
});

test.each([
	['r', {action: 'do', objective: 'run-now', values: {name: 'nightly'}, namespace: 'shop'}],
	['s', {action: 'pause', target: {name: 'nightly', uid: 'uid-nightly'}}],
])('%s on a CronJob asks for its change', (key, command) => {
	const store = storeOf(world, {screen: screens.cronjobs!});
	expect(press(store, key).runs.map(run => run.command)).toMatchObject([command]);
});

test.each([
	['uid-nightly', 'u', 'It is not suspended.'],
	['uid-report', 's', 'It is suspended already: resume-schedule lets it go on.'],
])('on %s the key %s says why it is disabled', (uid, key, says) => {
	const store = storeOf(world, {screen: screens.cronjobs!});
	store.dispatch({type: 'cursorPut', uid});
	const state = press(store, key);
	expect(state.runs).toEqual([]);
	expect(state.flash?.says).toContain(says);
});

test('the page of a CronJob follows its runs', () => {
	const views = needsOf(storeOf(world, {screen: screens['detail-cronjob']!}).get()).flatMap(need =>
		need.type === 'stream' ? [need.view] : [],
	);
	expect(views).toEqual(expect.arrayContaining(['cronjobs', 'jobs']));
});
