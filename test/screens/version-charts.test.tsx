import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {Figures, LatencyBucket} from '../../source/model/measured.ts';
import {unmeasured} from '../../source/model/measured.ts';
import type {Event} from '../../source/store/events.ts';
import type {ChartName} from '../../source/store/screen.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {showApp, sizes} from './show.tsx';
import {noon, route, rowsFrom, shop, storeOf, told} from './world.ts';

const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};

const upTo100: LatencyBucket = {aboveMs: 50, toMs: 100};

function figures(at: number, failed: number, p99: LatencyBucket | undefined): Figures {
	return {
		state: 'measured',
		meter: 'Istio',
		source: 'monitoring/prometheus:9090',
		side: 'gateway',
		extent: 'backend',
		at,
		windowMs: 60_000,
		backends: [
			{name: 'cards-v1', requests: 900, perSecond: 15, failed: 0, failures: [], p99: upTo100},
			{
				name: 'cards-v2',
				requests: 100,
				perSecond: 2,
				failed,
				failures: [],
				...(p99 === undefined ? {gap: {why: 'missing' as const}} : {p99}),
			},
		],
		remarks: [],
	};
}

const measured = (agoMs: number, failed: number, p99: LatencyBucket | undefined): Event => ({
	type: 'measured',
	split: subject.uid,
	measured: figures(noon - agoMs, failed, p99),
});

const weights = (agoMs: number, challenger: number): Event => ({
	...(told('httproutes', [
		{type: 'changed', row: rowsFrom('httproutes', [route('checkout', 100 - challenger, challenger)])[0]!},
	]) as Extract<Event, {type: 'rowsChanged'}>),
	at: noon - agoMs,
});

/** It had no series for a while, then turned slow and failed, after it got half of all. */
const story: readonly Event[] = [
	measured(110_000, 0, upTo100),
	measured(95_000, 0, undefined),
	weights(70_000, 50),
	measured(65_000, 2, {aboveMs: 250, toMs: 500}),
	measured(35_000, 31, {aboveMs: 2500, toMs: 5000}),
	measured(10_000, 44, {aboveMs: 10_000}),
];

function storeWith(
	chart: ChartName | undefined,
	events = story,
	size: (typeof sizes)[number] = sizes[0],
): Store {
	const store = storeOf({...shop, httproutes: []}, {screen: {name: 'split', subject}, size, now: noon});
	store.dispatch(weights(115_000, 10), ...events);
	if (chart !== undefined) store.dispatch({type: 'chartChosen', chart});
	return store;
}

const read = async (chart: ChartName, events = story) => (await showApp(storeWith(chart, events))).read();

describe('what is drawn of an incident', () => {
	test.each(['errors', 'p99', 'cpu', 'memory'] as const)('%s', async chart => {
		await expectGolden(`split-chart-${chart}-80x24`, await showApp(storeWith(chart)));
	});

	test('two side by side where there is room', async () => {
		await expectGolden('split-charts-160x50', await showApp(storeWith('errors', story, sizes[1]), sizes[1]));
	});

	test(' the change of weights is marked', async () => {
		const screen = await read('errors');
		expect(screen).toContain('weights changed ↑');
		expect(screen).toContain('cards-v2 44 %');
	});

	test('what was not known is a gap', async () => {
		const store = storeWith('p99', [
			measured(110_000, 0, upTo100),
			measured(95_000, 0, undefined),
			measured(20_000, 0, undefined),
		]);
		const screen = await (await showApp(store)).read();
		expect(screen).toContain('cards-v2 not known');
		// Nobody counted for half a minute: no line leads over that, of neither version.
		expect(screen).toMatch(/┤ +─+ +─+\n/);
	});

	test('a bucket is said as what it is, and has no figure of its own', async () => {
		const screen = await read('p99');
		expect(screen).toContain('cards-v2 over 10 s');
		expect(screen).toContain('>10 s ┤');
		expect(screen).toContain('100 ms ┤');
		expect(screen).not.toMatch(/cards-v2 \d+ ms/);
	});

	test('where nothing is measured it says why', async () => {
		const nothing: Event = {
			type: 'measured',
			split: subject.uid,
			measured: unmeasured('no-source', 'No Prometheus was found.'),
		};
		expect(await read('errors', [nothing])).toContain('Not measured: No Prometheus was found.');
		expect(await read('cpu', [])).toContain('this server has no metrics.k8s.io');
	});
});

test('tab goes on to the next chart, by two where two are drawn, and round', () => {
	const charts = (size: (typeof sizes)[number], count: number) => {
		const store = storeWith(undefined, story, size);
		return Array.from({length: count}, () => {
			pressKeys(store, ['tab'], {at: noon});
			return topScreen(store.get()).chart;
		});
	};
	expect(charts(sizes[0], 6)).toEqual(['changes', 'errors', 'p99', 'cpu', 'memory', 'share']);
	expect(charts(sizes[1], 2)).toEqual(['p99', 'memory']);
});

test('a chart says how much of what it shows is known', async () => {
	const store = storeOf(shop, {screen: {name: 'split', subject}});
	const shownAt = async (afterMs: number) => {
		store.dispatch({type: 'ticked', now: noon + afterMs, wallTime: noon + afterMs});
		return (await showApp(store, {columns: 80, rows: 24})).read();
	};
	expect(await shownAt(20_000)).toContain('less than 1 of the last 2 min');
	expect(await shownAt(200_000)).toContain('3 of the last 6 min');
	expect(await shownAt(600_000)).toMatch(/ last \d+ min/);
});
