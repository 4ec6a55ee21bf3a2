import {expect, test} from 'vitest';
import type {Figures} from '../../source/model/measured.ts';
import type {Plan} from '../../source/model/plan.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {Event} from '../../source/store/events.ts';
import {notesOf} from '../../source/store/lists/notes.ts';
import {rolloutOf} from '../../source/store/lists/rollouts.ts';
import type {Store} from '../../source/store/store.ts';
import {timelineOf} from '../../source/store/timeline.ts';
import {around, drivenRoute, engineObject, half, onCheckout, overRoute} from '../screens/rollouts-world.ts';
import {showApp} from '../screens/show.tsx';
import {rowsFrom, storeOf, told} from '../screens/world.ts';

const route = {view: 'splits', uid: 'uid-route/0', namespace: 'shop', name: 'checkout'};

/** A canary over a route that was given up here. */
function givenUp(): Store {
	const rollout = engineObject('argo-rollouts/paused-until-promoted', overRoute);
	const store = storeOf(around(rollout, {httproutes: [drivenRoute(20)]}), {
		screen: {name: 'now'},
		now: half,
	});
	const {ref} = rolloutOf(store.get(), onCheckout.uid)!.part;
	const plan: Plan = {
		action: 'abort',
		says: 'Abort Rollout shop/checkout: everything back to 5b8f9d4c6',
		lines: [],
		steps: [{type: 'edit', target: ref, subresource: 'status', guards: [], edits: []}],
		undo: {way: 'none', because: ''},
		settledWhen: [],
		concerns: [],
		owners: [],
		isEscape: true,
	};
	store.dispatch({type: 'asked', commands: [{action: 'abort', target: ref}], says: 'Abort'});
	const run = store.get().dialog!.runs[0]!;
	const tell = (telling: Extract<Event, {type: 'told'}>['telling']): Event => ({
		type: 'told',
		run,
		telling,
		at: half,
	});
	store.dispatch(
		tell({type: 'planned', plan}),
		tell({type: 'applied', step: plan.steps[0]!}),
		told(
			'httproutes',
			rowsFrom('httproutes', [drivenRoute(0)]).map(row => ({type: 'changed', row})),
		),
		tell({type: 'ended', outcome: {end: 'settled', plan, id: 'abort-1', tookMs: 900, progress: ''}}),
	);
	return store;
}

function counted(store: Store, afterS: number, canary: object): void {
	const none = {requests: 0, perSecond: 0, failed: 0, failures: []};
	const measured: Figures = {
		state: 'measured',
		meter: 'Istio',
		source: 'monitoring/prometheus:9090',
		side: 'gateway',
		extent: 'backend',
		at: half + afterS * 1000,
		windowMs: 15_000,
		backends: [
			{name: 'checkout-stable', ...none, requests: 900, perSecond: 60},
			{name: 'checkout-canary', ...none, ...canary},
		],
		remarks: [],
	};
	const now = half + (afterS + 1) * 1000;
	store.dispatch({type: 'measured', split: route.uid, measured}, {type: 'ticked', now, wallTime: now});
}

test('what an engine gave up is measured by the route that it writes, in its dialog and on the first screen', () => {
	const store = givenUp();
	const measuring = () => needsOf(store.get()).flatMap(need => (need.type === 'measure' ? [need.split] : []));
	expect(measuring()).toContain(route.uid);
	store.dispatch({type: 'dialogClosed'});
	expect(measuring()).toEqual([route.uid]);
});

test('an abort that does not happen is serious on the first screen, and said on both of its screens', async () => {
	const store = givenUp();
	store.dispatch({type: 'dialogClosed'});
	counted(store, 40, {requests: 120, perSecond: 8, lastAt: half + 40_000});
	const notes = notesOf(store.get()).filter(({uid}) => uid.startsWith('drain '));
	expect(notes).toMatchObject([
		{
			group: 'Troubles',
			says: expect.stringMatching(/^Abort Rollout .* It is not happening: 8\/s still reach checkout-canary/),
		},
	]);
	for (const screen of [
		{name: 'split', subject: route},
		{name: 'rollout', subject: onCheckout},
	] as const) {
		store.dispatch({type: 'screenOpened', screen});
		const shown = await (await showApp(store, {columns: 120, rows: 40})).read();
		expect(shown).toContain('It is not happening: 8/s still reach checkout-canary');
	}
});

test('its proof is in the timeline of the rollout and of the route', () => {
	const store = givenUp();
	counted(store, 60, {lastAt: half + 4000});
	for (const subject of [onCheckout, route]) {
		const says = timelineOf(store.get(), subject)!.moments.map(each => each.says);
		expect(says).toContain('written');
		expect(says).toContain('So far: Nothing reaches checkout-canary any more, as far as is counted.');
	}
});
