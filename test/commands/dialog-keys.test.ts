import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {type Confirmation, issuePermit} from '../../source/model/permit.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {strayMs} from '../../source/store/run.ts';
import type {Store} from '../../source/store/store.ts';
import {shownRehearsal} from '../screens/scripted-rehearsal.ts';
import {context, noon, shop, storeOf} from '../screens/world.ts';

const plan: Plan = {
	action: 'restart',
	says: 'Restart all pods of Deployment shop/cards-v1',
	lines: [],
	steps: [],
	undo: {way: 'none', because: 'Pods that were stopped do not come back.'},
	settledWhen: [],
	concerns: [],
	owners: [],
	isEscape: false,
};

const settled: Outcome = {end: 'settled', plan, id: 'a', tookMs: 900, progress: ''};
const refused: Outcome = {end: 'refused', refusal: {refused: 'stale', says: 'It changed.'}};

/** The preview of a restart, long enough on the screen to be confirmed. */
function previewing(confirm: Confirmation = {by: 'key'}): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
	pressKeys(store, ['r'], {at: noon});
	const [run] = store.get().dialog!.runs;
	store.dispatch(
		{type: 'told', run: run!, telling: {type: 'planned', plan}, at: noon},
		{type: 'told', run: run!, telling: {type: 'permitted', permit: issuePermit(plan, confirm)}, at: noon},
		{type: 'dialogShown', at: noon},
	);
	return store;
}

function doing(): Store {
	const store = previewing();
	pressKeys(store, ['y'], {at: noon + 5000});
	return store;
}

function over(outcome: Outcome): Store {
	const store = doing();
	const [run] = store.get().dialog!.runs;
	store.dispatch({type: 'told', run: run!, telling: {type: 'ended', outcome}, at: noon + 5000});
	return store;
}

/** One key after the other, each in a read of its own. */
function type(store: Store, keys: readonly string[], everyMs = 150, from = noon + 10_000): number {
	for (const [k, key] of keys.entries()) pressKeys(store, [key], {at: from + k * everyMs});
	return from + keys.length * everyMs;
}

const answers = (store: Store) => store.get().runs.map(({answer}) => answer);

describe('a command typed into a dialog is a command', () => {
	const word: Confirmation = {by: 'word', word: 'cards-v1'};
	test.each([
		['a preview, which is cancelled', () => previewing(), 'cancelled'],
		['a preview that a word confirms', () => previewing(word), 'cancelled'],
		['what is being done, which goes on', doing, 'confirmed'],
		['what was done', () => over(settled), 'confirmed'],
		['what was refused', () => over(refused), 'confirmed'],
	] as const)('over %s', (_what, open, answer) => {
		const store = open();
		type(store, [':', ...'scenario', 'space', ...'capacity']);
		expect(store.get().dialog).toBeUndefined();
		expect(store.get().prompt).toMatchObject({asks: 'command', text: 'scenario capacity'});
		expect(answers(store)).toEqual([answer]);
	});

	test('over the menu', () => {
		const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
		type(store, ['m', ':', ...'restart']);
		expect(store.get()).toMatchObject({menu: undefined, runs: [], prompt: {text: 'restart'}});
	});
});

describe('a word that was meant for elsewhere confirms nothing', () => {
	test.each(['/story', '?xy', '/sky', 'ready'])('%s', text => {
		const store = previewing();
		const at = type(store, [...text]);
		expect(answers(store)).toEqual([undefined]);
		type(store, ['y'], 0, at + strayMs);
		expect(answers(store)).toEqual(['confirmed']);
	});

	test('which is said', () => {
		const store = previewing();
		type(store, ['/', 'y']);
		expect(store.get().flash?.says).toBe('It came among letters that mean nothing here: confirm once more.');
	});

	test('in a dialog that it closed, and the preview that it opened', () => {
		const store = over(settled);
		const at = type(store, ['/', 'n', 'r'], 500);
		const [run] = store.get().dialog!.runs;
		const permit = issuePermit(plan, {by: 'key'});
		store.dispatch(
			{type: 'told', run: run!, telling: {type: 'planned', plan}, at},
			{type: 'told', run: run!, telling: {type: 'permitted', permit}, at},
			{type: 'dialogShown', at: at - 400},
		);
		type(store, ['y'], 0, at);
		expect(answers(store)).toEqual([undefined]);
	});

	test.each([[['j', 'k']], [['down']]])('%j belongs to the preview, and hinders nothing', keys => {
		const store = previewing();
		type(store, [...keys, 'y'], 50);
		expect(answers(store)).toEqual(['confirmed']);
	});
});

test('a command outlives the cluster that it was begun on, and a number of replicas does not', () => {
	const typedOver = (...keys: readonly string[]) => {
		const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}, rehearsal: shownRehearsal()});
		type(store, keys);
		store.dispatch(
			{type: 'scenarioBegun', name: 'calm-shop'},
			{type: 'contextConnected', context, isProduction: false, isReadOnly: false},
		);
		return store.get().prompt?.text;
	};
	expect(typedOver(':', ...'rest')).toBe('rest');
	expect(typedOver('s', '5')).toBeUndefined();
});

test('what was done is not taken back by a key in a burst', () => {
	const store = over({...settled, plan: {...plan, undo: {way: 'swap'}}});
	pressKeys(store, ['j', 'U'], {at: noon + 10_000});
	expect(store.get().runs.map(({command}) => command.action)).toEqual(['restart']);
	expect(store.get().flash?.says).toContain('U was left out');
	pressKeys(store, ['U'], {at: noon + 12_000});
	expect(store.get().runs.map(({command}) => command.action)).toContain('undo');
});
