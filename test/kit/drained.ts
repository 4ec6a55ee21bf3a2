// A drain of the split in the shop of the screens' tests, as its run tells it and as the journal keeps it.

import type {Entry} from '../../source/journal/entry.ts';
import type {Figures} from '../../source/model/measured.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Row} from '../../source/resources/view.ts';
import type {Event} from '../../source/store/events.ts';
import type {Store} from '../../source/store/store.ts';
import {noon, route, rowsFrom, told} from '../screens/world.ts';
import {httpRoutes} from './resources.ts';

export const split = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};

export const target = {
	resource: httpRoutes,
	namespace: 'shop',
	name: 'checkout',
	uid: 'uid-checkout',
};

const weight = (index: number, from: number, to: number) => ({
	at: `/spec/rules/0/backendRefs/${index}/weight`,
	from,
	to,
});

export const drain: Plan = {
	action: 'drain-traffic',
	says: 'Drain HTTPRoute shop/checkout rule cards: everything to cards-v1',
	lines: [
		{subject: 'cards-v1 (rule cards)', from: '90 %', to: '100 %'},
		{subject: 'cards-v2 (rule cards)', from: '10 %', to: '0 %'},
	],
	shares: {[split.uid]: [100, 0]},
	formerShares: {[split.uid]: [90, 10]},
	steps: [{target, type: 'edit', guards: [], edits: [weight(0, 90, 100), weight(1, 10, 0)]}],
	undo: {way: 'swap'},
	settledWhen: [],
	concerns: [],
	owners: [],
	isEscape: true,
};

export function entryOf(more: Partial<Entry> = {}): Entry {
	const {action, says, lines, steps, undo} = drain;
	return {
		id: 'drain-1',
		at: noon,
		who: 'ann',
		context: 'eu1',
		server: 'https://127.0.0.1:6443',
		action,
		says,
		lines,
		steps,
		undo,
		applied: 1,
		end: 'settled',
		endedAt: noon + 900,
		...more,
	};
}

/** What took the drain back. */
export function undoOf(entry: Entry, more: Partial<Entry> = {}): Entry {
	return entryOf({
		id: `undo-of-${entry.id}`,
		at: entry.at + 60_000,
		action: 'undo',
		says: `Undo: ${entry.says}`,
		undoOf: entry.id,
		...more,
	});
}

/** The route as somebody's write leaves it. */
export function weighed(champion: number, challenger: number): Event {
	const rows: readonly Row[] = rowsFrom('httproutes', [route('checkout', champion, challenger)]);
	return told(
		'httproutes',
		rows.map(row => ({type: 'changed', row})),
	);
}

/** It runs here, is written and accepted, and the dialog is left. */
export function drainHere(store: Store, id = 'drain-1'): void {
	store.dispatch({
		type: 'asked',
		commands: [{action: 'drain-traffic', target, rule: 'cards'}],
		says: 'Drain traffic',
	});
	const run = store.get().dialog!.runs[0]!;
	const tell = (telling: Extract<Event, {type: 'told'}>['telling'], at = noon): Event => ({
		type: 'told',
		run,
		telling,
		at,
	});
	store.dispatch(
		tell({type: 'planned', plan: drain}),
		tell({type: 'applied', step: drain.steps[0]!}),
		weighed(100, 0),
		tell({type: 'ended', outcome: {end: 'settled', plan: drain, id, tookMs: 900, progress: 'accepted'}}),
		{type: 'journalRead', entries: [entryOf({id})]},
		{type: 'dialogClosed'},
	);
}

/** What was counted so long after the drain was written. */
export function counted(afterS: number, challenger: Partial<Figures['backends'][number]>): Event {
	const none = {requests: 0, perSecond: 0, failed: 0, failures: []};
	const measured: Figures = {
		state: 'measured',
		meter: 'Istio',
		source: 'monitoring/prometheus:9090',
		side: 'gateway',
		extent: 'backend',
		at: noon + afterS * 1000,
		windowMs: 15_000,
		backends: [
			{name: 'cards-v1', ...none, requests: 900, perSecond: 60},
			{name: 'cards-v2', ...none, ...challenger},
		],
		remarks: [],
	};
	return {type: 'measured', split: split.uid, measured};
}

export function after(seconds: number): Event {
	const now = noon + seconds * 1000;
	return {type: 'ticked', now, wallTime: now};
}
