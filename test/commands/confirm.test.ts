import {describe, expect, test} from 'vitest';
import {keymap} from '../../source/commands/keymap/index.ts';
import {keysOf} from '../../source/commands/keys.ts';
import {pasteText, pressKeys} from '../../source/commands/press.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import {type Confirmation, issuePermit} from '../../source/model/permit.ts';
import type {Step} from '../../source/model/plan.ts';
import type {Telling} from '../../source/model/telling.ts';
import type {Trouble} from '../../source/model/trouble.ts';
import {phaseOf, reflexMs, wordAsked} from '../../source/store/run.ts';
import {dialogRuns} from '../../source/store/runs.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import type {KeyChoices} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {barePlan} from '../kit/plan.ts';
import {deployments} from '../kit/resources.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

const word: Confirmation = {by: 'word', word: 'cards-v1'};

function tell(store: Store, telling: Telling): void {
	for (const run of store.get().dialog?.runs ?? []) store.dispatch({type: 'told', run, telling, at: noon});
}

function planned(store: Store, confirm: Confirmation): void {
	tell(store, {type: 'planned', plan: barePlan});
	tell(store, {type: 'permitted', permit: issuePermit(barePlan, confirm)});
}

/** The preview of a restart, which has just reached the terminal. */
function previewing(confirm: Confirmation = {by: 'key'}, keys: KeyChoices = {}): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}, keys});
	pressKeys(store, ['r'], {at: noon});
	planned(store, confirm);
	store.dispatch({type: 'dialogShown', at: noon, edition: store.get().dialog!.edition});
	return store;
}

function press(store: Store, at: number, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at});
}

const answerOf = (store: Store) => store.get().runs[0]?.answer;
const soon = noon + reflexMs - 1;
const later = noon + reflexMs;

test.each<[string, (store: Store) => void]>([
	['told anew, as when its plan was stale', store => planned(store, {by: 'key'})],
	[
		'laid out anew for another size',
		store => store.dispatch({type: 'resized', size: {columns: 160, rows: 50}}),
	],
	['shown as kubectl’s command', store => press(store, later, 'K')],
])('a preview that was %s must be there for a moment again', (_what, change) => {
	const store = previewing();
	change(store);
	press(store, later + 5000, 'y');
	expect(answerOf(store)).toBeUndefined();
	expect(store.get().flash?.says).toContain('Too quick');
	store.dispatch({type: 'dialogShown', at: noon + 6000, edition: store.get().dialog!.edition});
	press(store, noon + 6000 + reflexMs - 1, 'y');
	expect(answerOf(store)).toBeUndefined();
	press(store, noon + 6000 + reflexMs, 'y');
	expect(answerOf(store)).toBe('confirmed');
});

test('that a former edition has arrived says nothing of the present one', () => {
	const store = previewing();
	planned(store, {by: 'key'});
	store.dispatch({type: 'dialogShown', at: noon, edition: 0});
	press(store, noon + 5000, 'y');
	expect(answerOf(store)).toBeUndefined();
});

describe('the way out waits for no dry run', () => {
	const target = {resource: deployments, namespace: 'shop', name: 'cards-v1', uid: 'u1'};
	const step: Step = {type: 'edit', target, guards: [], edits: []};
	const escaping = (trouble?: Trouble): Store => {
		const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
		pressKeys(store, ['r'], {at: noon});
		const plan = {...barePlan, isEscape: true};
		tell(store, {type: 'planned', plan});
		tell(store, {type: 'permitted', permit: issuePermit(plan, {by: 'key'})});
		store.dispatch({type: 'dialogShown', at: noon, edition: store.get().dialog!.edition});
		tell(store, {type: 'rehearsed', step, trouble});
		press(store, later, 'y');
		return store;
	};

	test('nor does whoever confirms while its answer comes in', () => {
		expect(answerOf(escaping())).toBe('confirmed');
	});

	test('but what the server would refuse has to be read', () => {
		const store = escaping({reason: 'invalid', says: 'The webhook says no.'});
		expect(answerOf(store)).toBeUndefined();
		expect(store.get().flash?.says).toContain('Too quick');
	});
});

describe('a word that confirms', () => {
	const letters = [...word.word];

	test('is typed letter by letter, mended, and confirmed by enter alone', () => {
		const store = previewing(word);
		press(store, later, 'x', 'backspace', ...letters, 'z', 'backspace', 'enter');
		expect(answerOf(store)).toBe('confirmed');
	});

	test('is not taken from a burst', () => {
		const store = previewing(word);
		pressKeys(store, letters, {at: later});
		press(store, later, 'enter');
		expect(answerOf(store)).not.toBe('confirmed');
		const other = previewing(word);
		pressKeys(other, letters, {at: later});
		expect(other.get().dialog?.word).toBe('');
		expect(other.get().flash?.says).toContain('type the word letter by letter');
	});

	test('is not taken from a paste, with brackets or without', () => {
		const store = previewing(word);
		pasteText(store, word.word, {at: later});
		expect(store.get().flash?.says).toBe('A pasted word confirms nothing: type it letter by letter.');
		for (const letter of letters) pressKeys(store, [letter], {at: later, stream: 'burst'});
		for (const letter of letters) pressKeys(store, [letter], {at: later, stream: 'paste'});
		expect(store.get().dialog?.word).toBe('');
	});

	test('is erased in a burst all the same', () => {
		const store = previewing(word);
		press(store, later, ...letters);
		pressKeys(store, ['backspace', 'backspace', 'backspace'], {at: later});
		expect(store.get().dialog?.word).toBe('cards');
	});

	test('does not come with enter in one read', () => {
		const store = previewing(word);
		press(store, later, ...letters.slice(0, -1));
		pressKeys(store, ['1', 'enter'], {at: later});
		expect(answerOf(store)).toBeUndefined();
	});

	test('confirms nothing that was told after it was typed', () => {
		const store = previewing(word);
		press(store, later, ...letters);
		planned(store, word);
		store.dispatch({type: 'dialogShown', at: noon});
		press(store, noon + 5000, 'enter');
		expect(answerOf(store)).not.toBe('confirmed');
	});
});

test('enter cancels, before a word and without one (lazygit: Enter confirms)', () => {
	for (const confirm of [word, {by: 'key'}] as const) {
		const store = previewing(confirm);
		press(store, later, 'enter');
		expect(answerOf(store)).toBe('cancelled');
	}
});

test('a reflex within a quarter of a second is none', () => {
	const store = previewing();
	press(store, soon, 'y');
	expect(answerOf(store)).toBeUndefined();
});

test('the key that confirms may be another one, and then y is none', () => {
	const store = previewing({by: 'key'}, {confirm: ['ctrl-y']});
	press(store, later, 'y');
	expect(answerOf(store)).toBeUndefined();
	press(store, later + 1000, 'ctrl-y');
	expect(answerOf(store)).toBe('confirmed');
});

describe('a key held down confirms nothing (lazygit: same-key confirm)', () => {
	const split = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
	const screens: readonly NewScreen[] = [
		{name: 'now'},
		{name: 'list', view: 'deployments'},
		{name: 'list', view: 'splits'},
		{name: 'split', subject: split},
		{name: 'detail', subject: {...split, view: 'deployments', uid: 'uid-cards-v1', name: 'cards-v1'}},
	];
	const changing = [
		...new Set(keymap.filter(({group}) => group === 'Change').flatMap(each => keysOf(each, {keys: {}}))),
	];

	test.each([...changing, 'enter', 'space', 'm'])('%s', key => {
		for (const screen of screens) {
			for (const confirm of [word, {by: 'key'}] as const) {
				const store = storeOf(shop, {screen});
				for (let n = 0; n < 60; n++) {
					pressKeys(store, [key], {at: noon + n * 35});
					if (store.get().runs.some(run => phaseOf(run) === 'preparing')) planned(store, confirm);
					// As if all that is painted had been there for long.
					store.dispatch({type: 'dialogShown', at: noon - 10_000});
				}
				expect(store.get().runs.filter(({answer}) => answer === 'confirmed')).toEqual([]);
			}
		}
	});
});

describe('several are confirmed by how many they are, and of what', () => {
	const resources = {
		pods: {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true},
		services: {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true},
	};
	const remove = (name: string, plural: keyof typeof resources = 'pods'): ActionCommand => ({
		action: 'delete',
		target: {resource: resources[plural], namespace: 'shop', name},
	});
	const three = [remove('a'), remove('b'), remove('c')];

	function previewingAll(commands: readonly ActionCommand[], confirm = confirmByName): Store {
		const store = storeOf();
		store.dispatch({type: 'asked', commands, says: 'Delete'});
		store.get().dialog!.runs.forEach((run, r) => {
			const permit = issuePermit(barePlan, confirm(r));
			for (const telling of [
				{type: 'planned', plan: barePlan},
				{type: 'permitted', permit},
			] as const)
				store.dispatch({type: 'told', run, telling, at: noon});
		});
		store.dispatch({type: 'dialogShown', at: noon});
		return store;
	}

	const confirmByName = (index: number): Confirmation => ({by: 'word', word: 'abc'[index]!});
	const answers = (store: Store) => store.get().runs.map(({answer}) => answer);

	test('not by the name of the first, which says nothing of the others', () => {
		const store = previewingAll(three);
		press(store, later, 'a', 'enter');
		expect(answers(store)).not.toContain('confirmed');
		const other = previewingAll(three);
		press(other, later, ...'delete', 'space', '3', 'space', ...'pods', 'enter');
		expect(answers(other)).toEqual(['confirmed', 'confirmed', 'confirmed']);
	});

	test('what was refused is not among them, and one alone has its name', () => {
		const store = previewingAll(three);
		const refuse = (index: number) => {
			const outcome = {end: 'refused', refusal: {refused: 'denied', says: 'No.'}} as const;
			const run = store.get().dialog!.runs[index]!;
			store.dispatch({type: 'told', run, telling: {type: 'ended', outcome}, at: noon});
		};
		refuse(0);
		expect(wordAsked(dialogRuns(store.get()))).toBe('delete 2 pods');
		refuse(1);
		expect(wordAsked(dialogRuns(store.get()))).toBe('c');
	});

	const keyed = (): Confirmation => ({by: 'key'});
	const oneWord = (index: number): Confirmation => (index === 1 ? {by: 'word', word: 'b'} : {by: 'key'});
	test.each<[string, readonly ActionCommand[], (index: number) => Confirmation, string | undefined]>([
		['kinds differ', [remove('a'), remove('b', 'services')], confirmByName, 'delete 2 objects'],
		[
			'changes are taken back',
			[
				{action: 'undo', id: 'x'},
				{action: 'undo', id: 'y'},
			],
			confirmByName,
			'undo 2 changes',
		],
		['only one of them would lose much', three, oneWord, 'delete 3 pods'],
		['a key is enough for each', three, keyed, undefined],
		['there is one', [remove('a')], confirmByName, 'a'],
	])('where %s', (_where, commands, confirm, word) => {
		expect(wordAsked(dialogRuns(previewingAll(commands, confirm).get()))).toBe(word);
	});
});
