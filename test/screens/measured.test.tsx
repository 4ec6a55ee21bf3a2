import {describe, expect, test} from 'vitest';
import type {Figures, Measured} from '../../source/model/measured.ts';
import {unmeasured} from '../../source/model/measured.ts';
import type {Event} from '../../source/store/events.ts';
import {notesOf} from '../../source/store/lists/notes.ts';
import {measureOf} from '../../source/store/measures.ts';
import {expectGolden} from '../kit/golden.ts';
import {showApp} from './show.tsx';
import {noon, shop, storeOf} from './world.ts';

const key = 'uid-checkout/cards';
const subject = {view: 'splits', uid: key, namespace: 'shop', name: 'checkout'};
const size = {columns: 80, rows: 24};

const figures: Figures = {
	state: 'measured',
	meter: 'Istio',
	source: 'monitoring/prometheus:9090',
	side: 'gateway',
	extent: 'backend',
	at: noon,
	windowMs: 60_000,
	backends: [
		{
			name: 'cards-v1',
			requests: 4420,
			perSecond: 73.7,
			share: {percent: 89.8, plusMinus: 0.85},
			failed: 5,
			failures: [{what: '500', count: 5}],
			p99: {aboveMs: 100, toMs: 250},
		},
		{
			name: 'cards-v2',
			requests: 502,
			perSecond: 8.4,
			share: {percent: 10.2, plusMinus: 0.85},
			failed: 502,
			failures: [{what: '503 UF', count: 502}],
			p99: {aboveMs: 10_000},
		},
	],
	remarks: [],
};

function measured(...all: readonly Measured[]) {
	return storeOf(shop, {
		screen: {name: 'split', subject},
		events: all.map(each => ({type: 'measured', split: key, measured: each}) as const),
	});
}

const read = async (...all: readonly Measured[]) => (await showApp(measured(...all), size)).read();

const ended: Figures = {
	...figures,
	backends: [
		{...figures.backends[0]!, share: undefined},
		{name: 'cards-v2', requests: 0, perSecond: 0, failed: 0, failures: [], gap: {why: 'missing'}},
	],
};

describe('what is seen of a split', () => {
	test.each([
		['measured', figures],
		['series-missing', ended],
		['unmeasured', unmeasured('no-source', 'Nothing measures this: no Prometheus was found in the cluster.')],
	] as const)('%s', async (name, each) => {
		await expectGolden(`split-${name}-80x24`, await showApp(measured(each), size));
	});

	test('a dead version is seen to fail, with the errors of whoever calls it', async () => {
		const screen = await read(figures);
		expect(screen).toContain('10.2 ± 0.8');
		expect(screen).toContain('100 % (503 UF)');
		expect(screen).toContain('100 to 250 ms');
		expect(screen).toContain('over 10 s');
		expect(screen).toContain('cards-v2 is set to 10 % and 100 % of its requests fail (503 UF).');
	});

	test('and the first screen names it, until figures are old or it gets nothing', async () => {
		const now = (...events: readonly Event[]) => {
			const store = storeOf(shop, {screen: {name: 'now'}, events});
			return notesOf(store.get()).filter(({uid}) => uid.startsWith('seen '));
		};
		const told = {type: 'measured', split: key, measured: figures} as const;
		expect(now(told)).toMatchObject([
			{
				tone: 'bad',
				says: 'HTTPRoute checkout rule cards: cards-v2 is set to 10 % and 100 % of its requests fail (503 UF)',
				subject,
				since: noon,
			},
		]);
		expect(now({...told, measured: {...figures, at: noon - 180_000}})).toEqual([]);
		expect(now(told, {...told, measured: unmeasured('unreachable', 'No answer.')})).toEqual([]);
		expect(now()).toEqual([]);
	});

	test('what is missing is never shown as zero', async () => {
		const screen = await read(ended);
		expect(screen).toContain('no series');
		expect(screen).not.toMatch(/ 0(\.0)? ±/);
	});

	test('old figures stay where only newer ones are missing, and are said to be old', async () => {
		const screen = await read(figures, unmeasured('unreachable', 'The server eu1 does not answer.'));
		expect(screen).toContain('10.2 ± 0.8');
		expect(screen).toContain('These figures are old: The server eu1');
	});

	test('figures of other shares do not stay', async () => {
		const screen = await read(figures, unmeasured('too-soon', 'Shares changed at 12:00:00 UTC.'));
		expect(screen).not.toContain('10.2');
		expect(screen).toContain('not measured: Shares changed');
	});
});

test('what was measured is kept for ten minutes, once for each time that counts came', () => {
	const store = measured(figures, figures, {...figures, at: noon + 15_000}, {...ended, at: noon + 605_000});
	expect(measureOf(store.get(), key)!.series.map(({at}) => at - noon)).toEqual([15_000, 605_000]);
	expect(measureOf(store.get(), key)!.series.at(-1)!.backends[1]).toEqual({name: 'cards-v2'});
});

test('the same answer changes nothing that is drawn', () => {
	const store = measured(unmeasured('no-source', 'Nothing measures this.'));
	const before = store.get();
	store.dispatch({type: 'measured', split: key, measured: unmeasured('no-source', 'Nothing measures this.')});
	expect(store.get()).toBe(before);
});
