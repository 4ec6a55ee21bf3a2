import {describe, expect, test} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Trouble} from '../../source/model/trouble.ts';
import {sayLeft} from '../../source/screens/span-words.ts';
import {splitRows} from '../../source/store/lists/splits.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {
	around,
	drivenRoute,
	engineObject,
	flaggerWorld,
	half,
	kruiseWorld,
	onCheckout,
	overRoute,
	podOf,
	revisionSet,
} from './rollouts-world.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {storeOf, told, type World} from './world.ts';

function on(world: World, view = 'rollouts.argoproj.io'): Store {
	const [{metadata}] = world[view] as [KubernetesObject];
	const {uid, name} = metadata;
	return storeOf(world, {screen: {name: 'rollout', subject: {...onCheckout, uid, name}}, now: half});
}

const argo = (name: string, change?: Parameters<typeof engineObject>[1]) =>
	engineObject(`argo-rollouts/${name}`, change);

const failing = argo('analysis-run', run => {
	run.status.phase = 'Running';
	delete run.status.message;
	delete run.status.completedAt;
	const [p99, errors] = run.status.metricResults;
	Object.assign(p99, {phase: 'Running', failed: 1, inconclusive: 1});
	Object.assign(errors, {phase: 'Running', error: 1, consecutiveError: 1});
});

const denied: Trouble = {
	reason: 'forbidden',
	says: 'User dana may not list analysisruns.argoproj.io in namespace shop.',
	hint: 'Ask for the verb list on it.',
	status: 403,
};

const unreachable: Trouble = {
	reason: 'unreachable',
	says: 'The server 127.0.0.1:6443 does not answer.',
	hint: 'It is tried again by itself.',
};

const moods: Readonly<Record<string, () => Store>> = {
	'paused-until-promoted': () =>
		on(around(argo('paused-until-promoted', overRoute), {httproutes: [drivenRoute(10)]})),
	'paused-for-a-time': () =>
		on(
			around(
				argo('paused-for-a-time', rollout => {
					rollout.status.pauseConditions[0].startTime = '2026-11-23T10:23:20Z';
				}),
			),
		),
	analysing: () => on(around(argo('analysing'), {analysisruns: [failing]})),
	experimenting: () =>
		on(
			around(
				argo('analysing', rollout => {
					rollout.spec.strategy.canary.steps[4] = {
						experiment: {templates: [{name: 'baseline'}, {name: 'canary'}]},
					};
					delete rollout.status.canary.currentStepAnalysisRunStatus;
					rollout.status.canary.currentExperiment = 'checkout-7d9c6b5f8-2-0';
				}),
				{'experiments.argoproj.io': [argo('experiment')]},
			),
		),
	aborted: () =>
		on(
			around(argo('aborted'), {
				analysisruns: [argo('analysis-run')],
				replicasets: [
					revisionSet('7d9c6b5f8', 2, {wanted: 1, ready: 0, stopsAt: '2026-11-23T10:30:25Z'}),
					revisionSet('5b8f9d4c6', 1, {wanted: 4}),
				],
				pods: [
					podOf('5b8f9d4c6', 'a'),
					podOf('7d9c6b5f8', 'e', {
						conditions: [{type: 'Ready', status: 'False', lastTransitionTime: '2026-11-23T10:10:00Z'}],
						containerStatuses: [
							{
								name: 'app',
								ready: false,
								restartCount: 7,
								state: {waiting: {reason: 'CrashLoopBackOff'}},
								lastState: {terminated: {exitCode: 137, reason: 'OOMKilled'}},
							},
						],
					}),
				],
			}),
		),
	'blue-green-waiting': () => on(around(argo('blue-green-paused'))),
	'promoting-in-full': () => on(around(argo('promoting-in-full'))),
	healthy: () => on(around(argo('healthy'))),
	'paused-by-hand': () =>
		on(
			around(
				argo('paused-by-hand', rollout => {
					rollout.metadata.annotations['sluice.dev/left'] = JSON.stringify([
						{what: 'paused', since: '2026-11-23T10:12:00Z'},
					]);
				}),
			),
		),
	'flagger-progressing': () => on(flaggerWorld('progressing'), 'canaries'),
	'flagger-waiting-at-gate': () => on(flaggerWorld('waiting-at-gate', 0), 'canaries'),
	'kruise-paused-until-approved': () =>
		on(kruiseWorld('paused-until-approved'), 'rollouts.rollouts.kruise.io'),
	'no-rights': () => {
		const store = on(around(argo('analysing')));
		store.dispatch(told('analysisruns', [{type: 'health', health: {state: 'denied', trouble: denied}}]));
		return store;
	},
	stale: () => {
		const store = on(around(argo('paused-until-promoted')));
		const health = {
			state: 'stale',
			since: half - 48_000,
			retryAt: half + 2000,
			trouble: unreachable,
		} as const;
		store.dispatch(told('rollouts.argoproj.io', [{type: 'health', health}]));
		return store;
	},
};

describe.each(sizes.map(size => [sayOf(size), size] as const))('a rollout at %s', (name, size) => {
	test.each(Object.entries(moods))('%s', async (mood, make) => {
		await expectGolden(`rollout-${mood}-${name}`, await showApp(make(), size));
	});
});

test.each(Object.entries(moods))('%s: why it stands is the first thing said', async (mood, make) => {
	const lines = (await (await showApp(make())).read()).split('\n');
	expect(lines[1]).toMatch(/(Rollout|Canary) shop\/\w+/);
	expect(lines[2], mood).toMatch(/^ [▲●◐✗] \S/);
});

test('a rollout that stands still sends nothing as time passes, but for whole minutes', async () => {
	const store = moods['paused-for-a-time']!();
	const screen = await showApp(store);
	const tick = async (passedMs: number) => {
		const before = screen.emulator.written.length;
		store.dispatch({type: 'ticked', now: half + passedMs, wallTime: half + passedMs});
		await screen.settled();
		return screen.emulator.written.length - before;
	};
	expect(await tick(1000)).toBe(0);
	expect(await tick(2000)).toBe(0);
	expect(await tick(40_000)).toBeGreaterThan(0);
	expect(await screen.read()).toContain('3 min left');
});

test.each([
	[59_500, '60 s'],
	[10_100, '12 s'],
	[9000, '10 s'],
	[-5, 'any moment now'],
	[61_000, '2 min'],
	[3_660_000, '1 h 1 min'],
])('%i ms are left: %s', (leftMs, says) => {
	expect(sayLeft(half + leftMs, half)).toBe(says);
});

test('what its versions are seen to get stands beside what the engine set', async () => {
	const store = on(around(argo('paused-until-promoted', overRoute), {httproutes: [drivenRoute(10)]}));
	const [row, ...driven] = splitRows(store.get());
	const {split} = [row!, ...driven].find(({split: each}) => each.drivenBy !== undefined)!;
	const figures = {requests: 1000, perSecond: 16, failed: 20, failures: [{what: '503', count: 20}]};
	const [first, second] = split.backends.map(({name}) => ({name, ...figures}));
	store.dispatch({
		type: 'measured',
		split: split.key,
		measured: {
			state: 'measured',
			meter: 'Istio',
			source: 'monitoring/prometheus:9090',
			side: 'gateway',
			extent: 'backend',
			at: half,
			windowMs: 60_000,
			backends: [
				{...first!, share: {percent: 90.1, plusMinus: 0.7}},
				{...second!, share: {percent: 9.9, plusMinus: 0.7}},
			],
			remarks: [],
		},
	});
	const screen = await (await showApp(store)).read();
	expect(screen).toContain('9.9 ± 0.7');
	expect(screen).toContain('2 % (503)');
	expect(screen).toContain('seen by Istio');
});
