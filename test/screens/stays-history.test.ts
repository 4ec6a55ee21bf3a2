import {expect, test} from 'vitest';
import {staysHistory} from '../../source/screens/stays-history.ts';
import type {Event} from '../../source/store/events.ts';
import {splitOf} from '../../source/store/lists/splits.ts';
import {noon, pod, route, rowsFrom, shop, storeOf, told} from './world.ts';

const minute = 60_000;

const weights = (agoMs: number, challenger: number): Event => ({
	...(told('httproutes', [
		{type: 'changed', row: rowsFrom('httproutes', [route('checkout', 100 - challenger, challenger)])[0]!},
	]) as Extract<Event, {type: 'rowsChanged'}>),
	at: noon - agoMs,
});

/** It was ready so many seconds after it was made. */
const started = (name: string, seconds: number) =>
	pod(name, {
		workload: 'cards-v1',
		status: {
			conditions: [
				{
					type: 'Ready',
					status: 'True',
					lastTransitionTime: new Date(noon - 90 * minute + seconds * 1000).toISOString(),
				},
			],
		},
	});

function said(events: readonly Event[], pods = shop.pods!) {
	const state = storeOf({...shop, httproutes: [], pods}, {screen: {name: 'now'}, events}).get();
	const split = splitOf(state, 'uid-checkout/cards')!;
	return staysHistory(state, split, split.backends[0]!);
}

test('of the version that stays is said until when it held all traffic, as far as that was seen', () => {
	expect(said([weights(20 * minute, 0), weights(5 * minute, 10)], [])).toEqual([
		'It held all traffic until 11:55:00 UTC.',
	]);
	expect(said([weights(20 * minute, 5), weights(5 * minute, 10)], [])).toEqual([]);
});

test('and how long its newest pods took to be ready, whatever one of them did', () => {
	const pods = [started('a', 12), started('b', 14), started('c', 1500)];
	expect(said([weights(20 * minute, 10)], pods)).toEqual([
		'Its newest 3 pods were ready about 14s after they were created.',
	]);
	expect(said([weights(20 * minute, 10)], [started('a', 12)])).toEqual([
		'Its newest pod was ready about 12s after it was created.',
	]);
});
