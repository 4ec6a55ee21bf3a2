import {describe, expect, test} from 'vitest';
import type {PodRow} from '../../source/resources/pod-row.ts';
import {needsOf} from '../../source/run/needs.ts';
import {listingOf} from '../../source/store/listing.ts';
import {notesOf} from '../../source/store/lists/notes.ts';
import {engineViews, rolloutOf, rolloutRows} from '../../source/store/lists/rollouts.ts';
import {splitOf} from '../../source/store/lists/splits.ts';
import {rowsOf} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import {podsBehind, podsOf} from '../../source/store/workloads.ts';
import {around, engineObject, half, onCheckout, revisionSet} from '../screens/rollouts-world.ts';
import {rowsFrom, served, storeOf, told, type World} from '../screens/world.ts';

const argo = (name: string, change?: Parameters<typeof engineObject>[1]) =>
	engineObject(`argo-rollouts/${name}`, change);

function stateOf(world: World, screen = {name: 'list', view: 'rollouts'} as const) {
	return storeOf(world, {screen, now: half}).get();
}

test('rollouts are joined with the images and pods that their ReplicaSets tell', () => {
	const state = stateOf(around(argo('paused-until-promoted')));
	expect(rolloutOf(state, onCheckout.uid)?.rollout.versions).toMatchObject([
		{role: 'champion', image: 'registry.example.com/checkout:1.0.0', pods: {ready: 4, wanted: 4}},
		{role: 'challenger', image: 'registry.example.com/checkout:2.0.0', pods: {ready: 1, wanted: 1}},
	]);
	expect(rowsOf(state, topScreen(state)).map(({name}) => name)).toEqual(['checkout']);
});

test('a version without pods is known by its image, and to have none', () => {
	const sets = [revisionSet('7d9c6b5f8', 2, {wanted: 0}), revisionSet('5b8f9d4c6', 1, {wanted: 4})];
	const state = stateOf(around(argo('aborted'), {replicasets: sets}));
	expect(rolloutOf(state, onCheckout.uid)?.rollout.versions[1]).toMatchObject({
		image: 'registry.example.com/checkout:2.0.0',
		pods: {ready: 0, wanted: 0},
	});
});

test('rows stay the same ones until something they are made of changes', () => {
	const store = storeOf(around(argo('paused-until-promoted')), {now: half});
	const before = rolloutRows(store.get());
	store.dispatch({type: 'ticked', now: half + 1000, wallTime: half + 1000});
	expect(rolloutRows(store.get())).toBe(before);
	store.dispatch(
		told(
			'rollouts.argoproj.io',
			rowsFrom('rollouts.argoproj.io', [argo('analysing')]).map(row => ({type: 'changed', row})),
		),
	);
	expect(rolloutOf(store.get(), onCheckout.uid)?.rollout.stepsDone).toBe(4);
});

test.each(['absent', 'denied'] as const)('where every engine is %s, the list says so', state => {
	const store = storeOf({}, {screen: {name: 'list', view: 'rollouts'}});
	const trouble = {reason: 'forbidden', says: 'You may not list them.'} as const;
	for (const view of engineViews) {
		const health = state === 'absent' ? ({state} as const) : ({state, trouble} as const);
		store.dispatch({type: 'streamOpened', view, stream: view}, told(view, [{type: 'health', health}]));
	}
	expect(listingOf(store.get(), topScreen(store.get()))).toMatchObject({health: {state}, hasListed: true});
});

test('the pods of a version are found by what they carry, as are those of the whole rollout', () => {
	const state = stateOf(around(argo('paused-until-promoted')));
	const split = splitOf(state, `${onCheckout.uid}/`)!;
	const behind = split.backends.map(backend => podsBehind(state, backend).map(({hash}) => hash));
	expect(behind).toEqual([Array(4).fill('5b8f9d4c6'), ['7d9c6b5f8']]);
	expect(podsOf(state, onCheckout)).toHaveLength(5);
	expect((state.streams.pods!.table.rows.get('uid-checkout-7d9c6b5f8-e') as PodRow).workload).toEqual({
		kind: 'Rollout',
		name: 'checkout',
	});
});

describe('the first screen', () => {
	function notes(name: string, change?: Parameters<typeof engineObject>[1]) {
		const found = notesOf(stateOf(around(argo(name, change))));
		return found
			.filter(({subject}) => subject?.view === 'rollouts')
			.map(({group, tone, says, hint}) => [group, tone, says, hint]);
	}

	test.each([
		['aborted', 'Troubles', 'bad', 'Rollout checkout: Degraded, aborted', 'It was aborted'],
		[
			'paused-until-promoted',
			'In progress',
			'warning',
			'10 % at the challenger',
			'until somebody promotes it',
		],
		['analysing', 'In progress', 'progress', '40 % at the challenger', 'checkout-7d9c6b5f8-2-4 is running'],
	])('%s', (name, group, tone, says, hint) => {
		const [note, ...more] = notes(name);
		expect(note?.slice(0, 2)).toEqual([group, tone]);
		expect(note?.[2]).toContain(says);
		expect(note?.[3]).toContain(hint);
		expect(more).toEqual([]);
	});

	test('says nothing of one that is settled, but of what was left in it', () => {
		expect(notes('healthy')).toEqual([]);
		const left = JSON.stringify([{what: 'skips-analysis', since: '2026-11-23T10:12:00Z'}]);
		const changed = notes('healthy', object => {
			object.metadata.annotations['sluice.dev/left'] = left;
		});
		expect(changed).toEqual([
			['In progress', 'warning', 'Rollout checkout: its analysis is skipped', ':resume takes it back.'],
		]);
	});

	test('says once that one is paused by hand', () => {
		const left = JSON.stringify([{what: 'paused', since: '2026-11-23T10:12:00Z'}]);
		const paused = notes('paused-by-hand', object => {
			object.metadata.annotations['sluice.dev/left'] = left;
		});
		expect(paused).toHaveLength(1);
		expect(paused[0]?.[3]).toContain('paused by hand');
	});
});

test('runs of analyses are followed only while a rollout is on screen', () => {
	const world = around(argo('analysing'));
	const views = (screen: Parameters<typeof storeOf>[1]) =>
		needsOf(storeOf(world, {...screen, now: half}).get()).flatMap(need =>
			need.type === 'stream' || need.type === 'absent' ? [need.view] : [],
		);
	expect(views({screen: {name: 'now'}})).not.toContain('analysisruns');
	expect(views({screen: {name: 'list', view: 'rollouts'}})).not.toContain('analysisruns');
	expect(views({screen: {name: 'rollout', subject: onCheckout}})).toEqual(
		expect.arrayContaining(['analysisruns', 'experiments.argoproj.io']),
	);
	expect(served().resources.map(({plural}) => plural)).toContain('analysisruns');
});
