import {expect, test} from 'vitest';
import {besideText} from '../../source/commands/answer.ts';
import {keyNames, sayPressed} from '../../source/commands/key-names.ts';
import {pasteText, pressKeys} from '../../source/commands/press.ts';
import type {NoteRow} from '../../source/store/lists/note.ts';
import {cursorRow} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {deployment, noon, pod, rowsFrom, shop, storeOf, told} from '../screens/world.ts';

const press = {at: noon};

/** Each key in a read of its own. */
function type(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], press);
}

function onDeployments(): Store {
	return storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
}

const split = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};

function onSplit(): Store {
	return storeOf(shop, {screen: {name: 'split', subject: split}});
}

function asked(store: Store) {
	return store.get().runs.map(({command}) => command);
}

test('s asks for replicas and pins the target by uid', () => {
	const store = onDeployments();
	type(store, 'j', 's', '5', 'enter');
	expect(asked(store)).toEqual([
		{
			action: 'scale',
			replicas: 5,
			target: expect.objectContaining({name: 'cards-v2', uid: 'uid-cards-v2', namespace: 'shop'}),
		},
	]);
	expect(store.get().prompt).toBeUndefined();
});

test('l on a split reads the log of the version that is picked', () => {
	const store = onSplit();
	type(store, 'l');
	expect(topScreen(store.get())).toMatchObject({
		name: 'logs',
		subject: {view: 'pods', name: expect.stringMatching(/^cards-v2-/)},
	});
});

test('beside the number of replicas stands what is there now, not what was when they were asked for', () => {
	const store = onDeployments();
	type(store, 's', '5');
	const beside = () => besideText(store.get(), store.get().prompt!);
	expect(beside()).toBe('Now 3, 3 of them ready.');
	const scaled = deployment('cards-v1', {wanted: 4, ready: 3});
	store.dispatch(told('deployments', [{type: 'changed', row: rowsFrom('deployments', [scaled])[0]!}]));
	expect(beside()).toBe('Now 4, 3 of them ready.');
});

test('a number that cannot be one keeps the prompt open', () => {
	const store = onDeployments();
	type(store, 's', '-', '1', 'enter');
	expect(store.get().prompt).toBeDefined();
	expect(store.get().flash?.says).toContain('whole number');
	expect(asked(store)).toEqual([]);
});

test('an action is for all marked rows', () => {
	const store = onDeployments();
	type(store, 'space', 'space', 'r');
	expect(asked(store).map(command => 'target' in command && command.target.name)).toEqual([
		'cards-v1',
		'cards-v2',
	]);
	expect(store.get().dialog?.runs).toHaveLength(2);
});

test('i picks an image that ran before, or takes a typed one', () => {
	const store = onDeployments();
	type(store, 'i', 'down', 'down', 'enter');
	expect(asked(store)).toMatchObject([{action: 'upgrade', container: 'app', image: 'shop/app:0.9'}]);
	const typed = onDeployments();
	type(typed, 'i', ...'web=x:2', 'enter');
	expect(asked(typed)).toMatchObject([{action: 'upgrade', container: 'web', image: 'x:2'}]);
});

test('i takes a tag of the repository that runs, and asks what a bare version means', () => {
	const store = onDeployments();
	type(store, 'i', ...'1.2', 'enter');
	expect(store.get().flash?.says).toContain('Type :1.2 for the tag of shop/app,');
	expect(asked(store)).toEqual([]);
	type(store, 'home', ':', 'enter');
	expect(asked(store)).toMatchObject([{action: 'upgrade', container: 'app', image: ':1.2'}]);
});

test('ctrl-l rolls back to the revision under the cursor, not to the one that runs', () => {
	const store = onDeployments();
	type(store, 'z', 'ctrl-l');
	expect(store.get().flash?.says).toContain('is the one that runs');
	type(store, 'j', 'ctrl-l');
	expect(asked(store)).toMatchObject([{action: 'rollback', toRevision: 1, target: {name: 'cards-v1'}}]);
});

test('weight keys draft, enter previews what was drafted on what', () => {
	const store = onSplit();
	type(store, '>', '>', ',');
	expect(topScreen(store.get()).draft?.percents).toEqual([{backend: 'cards-v2', percent: 19}]);
	expect(asked(store)).toEqual([]);
	type(store, 'enter');
	expect(asked(store)).toMatchObject([
		{
			action: 'shift',
			rule: 'cards',
			percents: [{backend: 'cards-v2', percent: 19}],
			expect: [
				{backend: 'cards-v1', percent: 90},
				{backend: 'cards-v2', percent: 10},
			],
		},
	]);
	type(store, 'esc');
	expect(topScreen(store.get()).draft).toBeDefined();
	type(store, 'esc');
	expect(topScreen(store.get())).toMatchObject({name: 'split', draft: undefined});
});

test('a draft goes once it is written', () => {
	const store = onSplit();
	type(store, '>', 'enter');
	const [run] = store.get().dialog!.runs;
	const step = {type: 'edit', target: {} as never, guards: [], edits: []} as const;
	store.dispatch({type: 'told', run: run!, telling: {type: 'applied', step}, at: noon});
	expect(topScreen(store.get()).draft).toBeUndefined();
});

test('what was typed is still there after a refusal', () => {
	const store = onDeployments();
	type(store, 'i', ...'Shop/App:2', 'enter');
	expect(store.get().flash?.says).toContain('lower case');
	expect(store.get().prompt?.text).toBe('Shop/App:2');
	type(store, 'ctrl-u', ...'web=x:2', 'enter');
	expect(store.get().prompt).toBeUndefined();
	const refusal = {refused: 'usage', says: 'It has no container web.'} as const;
	const [run] = store.get().dialog!.runs;
	store.dispatch({
		type: 'told',
		run: run!,
		telling: {type: 'ended', outcome: {end: 'refused', refusal}},
		at: noon,
	});
	type(store, 'esc');
	expect(store.get()).toMatchObject({dialog: undefined, prompt: {text: 'web=x:2'}});
});

const onServices = () => storeOf(shop, {screen: {name: 'list', view: 'services'}});

test.each([
	['l', onServices, 'l (logs) works on pods, deployments, replicasets, jobs, rollouts.'],
	['z', onSplit, 'z (revisions) works on deployments, pods, rollouts.'],
	['ctrl-l', onDeployments, "z lists a deployment's revisions: ctrl-l (roll back to it) works there."],
	['s', onServices, 's (scale) works on deployments, horizontalpodautoscalers, rollouts.'],
	['>', onDeployments, '> (+5) works on splits.'],
])('%s says where it works', (key, open, says) => {
	const store = open();
	type(store, key);
	expect(store.get().flash?.says).toBe(says);
});

test.each(['split', 'now', 'list'] as const)('> on a read-only %s says that it is read-only', name => {
	const screen = {name, view: 'splits', ...(name === 'split' && {subject: split})};
	const store = storeOf(shop, {screen, isReadOnly: true});
	type(store, '>');
	expect(store.get().flash?.says).toBe('Context eu1 is read-only.');
});

test('r in a split restarts the deployment behind the picked version', () => {
	const store = onSplit();
	type(store, 'r');
	expect(asked(store)).toMatchObject([{action: 'restart', target: {name: 'cards-v2'}}]);
});

test.each(['s', 'i', 'r'])('%s on a trouble is for the deployment it names', key => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	expect((cursorRow(store.get()) as NoteRow).says).toContain('ranker');
	type(store, key);
	if (key === 'r') expect(asked(store)).toMatchObject([{action: 'restart', target: {name: 'ranker'}}]);
	else expect(store.get().prompt?.subjects).toMatchObject([{view: 'deployments', name: 'ranker'}]);
});

test('an image is for one deployment', () => {
	const store = onDeployments();
	type(store, 'space', 'space', 'i');
	expect(store.get().prompt).toBeUndefined();
	expect(store.get().flash?.says).toBe('Image is for one deployment at a time: 2 are marked.');
	type(store, ':', ...'upgrade x:2', 'enter');
	expect(asked(store)).toEqual([]);
});

test('a draft stays within 0 and 100, and esc drops it', () => {
	const store = onSplit();
	type(store, '<', '<', '<');
	expect(topScreen(store.get()).draft?.percents).toEqual([{backend: 'cards-v2', percent: 0}]);
	type(store, 'esc');
	expect(topScreen(store.get())).toMatchObject({name: 'split', draft: undefined});
});

test.each([
	['25', [{backend: 'cards-v2', percent: 25}]],
	[
		'75/25',
		[
			{backend: 'cards-v1', percent: 75},
			{backend: 'cards-v2', percent: 25},
		],
	],
])('= takes %s', (text, percents) => {
	const store = onSplit();
	type(store, '=', ...text, 'enter');
	expect(topScreen(store.get()).draft?.percents).toEqual(percents);
});

test.each([
	['101', 'between 0 and 100'],
	['70/20', '100'],
	['1/2/3', '2 backends'],
	['x', 'numbers'],
])('= does not take %s', (text, says) => {
	const store = onSplit();
	type(store, '=', ...text, 'enter');
	expect(store.get().flash?.says).toContain(says);
	expect(topScreen(store.get()).draft).toBeUndefined();
});

test('of a burst only what cannot harm counts', () => {
	const store = storeOf({...shop}, {screen: {name: 'list', view: 'deployments'}});
	pressKeys(store, ['j', 's', '5', 'enter'], press);
	expect(store.get().prompt).toBeUndefined();
	expect(asked(store)).toEqual([]);
	expect(cursorRow(store.get())?.name).toBe('cards-v2');
});

test('a key that opens a change says that it was swallowed', () => {
	const store = onDeployments();
	pressKeys(store, ['j', 'r'], press);
	expect(asked(store)).toEqual([]);
	expect(store.get().flash?.says).toContain('r was left out');
});

test('a held j always moves', () => {
	const store = storeOf({pods: Array.from({length: 40}, (_, n) => pod(`p-${10 + n}`))});
	pressKeys(
		store,
		Array.from({length: 12}, () => 'j'),
		press,
	);
	expect(cursorRow(store.get())?.name).toBe('p-22');
});

test('a command in one burst opens a view, but no change', () => {
	const store = onDeployments();
	pressKeys(store, [...':pods', 'enter'], press);
	expect(topScreen(store.get()).view).toBe('pods');
	const other = onDeployments();
	pressKeys(other, [...':restart', 'enter'], press);
	expect(asked(other)).toEqual([]);
});

test('a paste goes where text is typed, and is nothing elsewhere', () => {
	const store = onDeployments();
	pasteText(store, 'r\ny\n', press);
	expect(asked(store)).toEqual([]);
	expect(store.get().flash?.says).toContain('left out');
	type(store, '/');
	pasteText(store, 'cards\nv1', press);
	expect(topScreen(store.get()).list.filter).toBe('cards v1');
});

test('a confirmation in a burst never counts', () => {
	const store = onDeployments();
	type(store, 'r');
	pressKeys(store, ['k', 'y'], press);
	expect(store.get().runs[0]?.answer).toBeUndefined();
});

test('esc takes back one thing at a time', () => {
	const store = onDeployments();
	type(store, '/', ...'cards', 'enter', 'space', 'esc');
	expect(topScreen(store.get()).list.marks.size).toBe(0);
	expect(topScreen(store.get()).list.filter).toBe('cards');
	type(store, 'esc');
	expect(topScreen(store.get()).list.filter).toBe('');
	type(store, 'esc');
	expect(store.get().flash?.says).toContain('first screen');
});

test('esc in the filter restores what it was before', () => {
	const store = onDeployments();
	type(store, '/', ...'v1', 'enter', '/', 'x', 'esc');
	expect(topScreen(store.get()).list.filter).toBe('v1');
});

test('the menu does what its key would, with the same reasons', () => {
	const store = onDeployments();
	type(store, 'm', 'j', 'enter');
	expect(store.get().prompt?.asks).toBe('image');
	const readOnly = storeOf(shop, {screen: {name: 'list', view: 'deployments'}, isReadOnly: true});
	type(readOnly, 'm', 'enter');
	expect(readOnly.get().flash?.says).toContain('read-only');
});

const none = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
};

test.each([
	['j', {}, ['j']],
	['G', {shift: true}, ['G']],
	['', {upArrow: true}, ['up']],
	['', {leftArrow: true, shift: true}, ['shift-left']],
	['', {return: true}, ['enter']],
	['z', {ctrl: true}, ['ctrl-z']],
	['x', {meta: true}, ['alt-x']],
	['j j\r', {}, ['j', 'space', 'j', 'enter']],
	['\x0c', {}, ['ctrl-l']],
	['🚀', {}, ['🚀']],
])('ink tells %j %j as %j', (input, key, names) => {
	expect(keyNames(input, {...none, ...key})).toEqual(names);
});

test.each([
	['enter', 'Enter'],
	['X', 'X'],
	['right', '→'],
	['ctrl-l', 'Ctrl-L'],
	['shift-left', 'Shift-←'],
	['page-down', 'PgDn'],
])('people call %s %s', (key, said) => {
	expect(sayPressed(key, true)).toBe(said);
});

test('where there are no arrows they are words', () => {
	expect(sayPressed('shift-left', false)).toBe('Shift-Left');
});
