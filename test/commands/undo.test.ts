import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {Entry} from '../../source/journal/entry.ts';
import {issuePermit} from '../../source/model/permit.ts';
import type {Step} from '../../source/model/plan.ts';
import type {Store} from '../../source/store/store.ts';
import {barePlan} from '../kit/plan.ts';
import {deployments} from '../kit/resources.ts';
import {shownRehearsal} from '../screens/scripted-rehearsal.ts';
import {context, noon, rowsFrom, shop, storeOf, told} from '../screens/world.ts';

function entry(id: string, name: string, more: Partial<Entry> = {}): Entry {
	const step: Step = {
		type: 'edit',
		target: {resource: deployments, namespace: 'shop', name, uid: `uid-${name}`},
		guards: [],
		edits: [],
	};
	return {
		id,
		at: noon,
		who: 'dana',
		context: context.name,
		server: context.server,
		action: 'scale',
		says: `Scale Deployment shop/${name} from 3 to 2`,
		lines: [],
		steps: [step],
		undo: {way: 'swap'},
		applied: 1,
		end: 'settled',
		...more,
	};
}

const restart = {
	says: 'Restart all pods of Deployment shop/cards-v1',
	action: 'restart',
	undo: {way: 'none', because: 'Pods that were stopped do not come back.'},
} as const;

function onDeployments(...newestFirst: readonly Entry[]): Store {
	return storeOf(shop, {
		screen: {name: 'list', view: 'deployments'},
		events: [
			{type: 'identified', me: 'dana'},
			{type: 'journalRead', entries: newestFirst},
		],
	});
}

function undoAsked(store: Store): readonly string[] {
	pressKeys(store, ['U'], {at: noon});
	return store.get().runs.map(({command}) => ('id' in command ? (command.id ?? '') : command.action));
}

test('U takes back the last change of the row', () => {
	expect(undoAsked(onDeployments(entry('b', 'cards-v2'), entry('a', 'cards-v1')))).toEqual(['a']);
});

test('U never passes over a change that cannot be taken back', () => {
	const store = onDeployments(entry('b', 'cards-v1', restart), entry('a', 'cards-v1'));
	expect(undoAsked(store)).toEqual([]);
	expect(store.get().flash?.says).toBe(
		'Your restart cannot be taken back. The change before it: U in :journal.',
	);
});

const commands = ['cards-v2', 'cards-v1'].map(name => ({
	action: 'scale' as const,
	replicas: 2,
	target: {resource: deployments, namespace: 'shop', name, uid: `uid-${name}`},
}));
test('U takes back all that were confirmed together, and the journal one of them', () => {
	const entries = [entry('b', 'cards-v2'), entry('a', 'cards-v1')];
	const store = onDeployments(...entries);
	store.dispatch({type: 'asked', commands, says: 'Scale'});
	store.get().dialog!.runs.forEach((run, r) => {
		const outcome = {end: 'settled', plan: barePlan, id: entries[r]!.id, tookMs: 1, progress: ''} as const;
		store.dispatch({type: 'told', run, telling: {type: 'ended', outcome}, at: noon});
	});
	store.dispatch({type: 'dialogClosed'});
	expect(undoAsked(store)).toEqual(['b', 'a']);
	store.dispatch({type: 'dialogClosed'}, {type: 'screenOpened', screen: {name: 'journal'}});
	pressKeys(store, ['U'], {at: noon});
	expect(store.get().dialog?.runs).toHaveLength(1);
});

test('what is still under way is taken back with the others', () => {
	const entries = [entry('b', 'cards-v2', {end: undefined}), entry('a', 'cards-v1', {end: undefined})];
	const store = onDeployments(...entries);
	store.dispatch({type: 'asked', commands, says: 'Scale'});
	store.get().dialog!.runs.forEach((run, r) => {
		const planned = {...barePlan, says: entries[r]!.says};
		const permit = issuePermit(planned, {by: 'key'});
		store.dispatch(
			{type: 'told', run, telling: {type: 'planned', plan: planned}, at: noon},
			{type: 'told', run, telling: {type: 'permitted', permit}, at: noon},
		);
	});
	store.dispatch({type: 'dialogShown', at: 0}, {type: 'answered', isConfirmed: true, at: noon});
	pressKeys(store, ['U'], {at: noon});
	expect(store.get().flash?.says).toContain('not over yet');
	pressKeys(store, ['esc'], {at: noon});
	expect(undoAsked(store).slice(-2)).toEqual(['b', 'a']);
});

test.each([
	[{context: 'us1'}, 'That was done in context us1: :ctx us1 goes there, U takes it back.'],
	[
		{context: 'calm-shop'},
		'That was done in the scenario calm-shop, which starts afresh when it is played again.',
	],
	[{server: 'https://10.0.0.9'}, `That was done on another server: ${context.name} at https://10.0.0.9.`],
	[{who: 'sam'}, 'Nothing of yours here to take back; :journal lists all.'],
])('U on a row of the journal says why not, of %j', (more, says) => {
	const store = storeOf(shop, {
		screen: {name: 'journal'},
		rehearsal: shownRehearsal(),
		contexts: [context.name, 'us1'],
		events: [
			{type: 'identified', me: 'dana'},
			{type: 'journalRead', entries: [entry('b', 'cards-v2', more)]},
		],
	});
	expect(undoAsked(store)).toEqual([]);
	expect(store.get().flash?.says).toBe(says);
});

test('U on a deployment takes back the bounds of the autoscaler that scales it', () => {
	const store = onDeployments(entry('b', 'cards-hpa'));
	const autoscaler = {
		metadata: {name: 'cards-hpa', namespace: 'shop', uid: 'uid-cards-hpa'},
		spec: {scaleTargetRef: {kind: 'Deployment', name: 'cards-v1'}, maxReplicas: 6},
	};
	const [row] = rowsFrom('horizontalpodautoscalers', [autoscaler as never]);
	store.dispatch(told('horizontalpodautoscalers', [{type: 'changed', row: row!}]));
	expect(undoAsked(store)).toEqual(['b']);
});
