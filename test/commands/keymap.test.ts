import {expect, test} from 'vitest';
import {applies, type Binding} from '../../source/commands/binding.ts';
import {hintsOf} from '../../source/commands/hints.ts';
import {keymap} from '../../source/commands/keymap/index.ts';
import {paletteEntries} from '../../source/commands/palette.ts';
import {pressKeys} from '../../source/commands/press.ts';
import {actionNames} from '../../source/headless/parse-action.ts';
import {resourceViews} from '../../source/resources/index.ts';
import type {NewScreen, Subject} from '../../source/store/screen.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

const deployment: Subject = {view: 'deployments', uid: 'uid-cards-v1', namespace: 'shop', name: 'cards-v1'};
const podSubject: Subject = {
	view: 'pods',
	uid: 'uid-cards-v1-abc-1',
	namespace: 'shop',
	name: 'cards-v1-abc-1',
};
const split: Subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};

const screens: readonly NewScreen[] = [
	{name: 'now'},
	...['splits', ...resourceViews.map(({name}) => name)].map((view): NewScreen => ({name: 'list', view})),
	{name: 'split', subject: split},
	...[deployment, podSubject].flatMap((subject): NewScreen[] => [
		{name: 'detail', subject},
		{name: 'yaml', subject},
	]),
	{name: 'logs', subject: podSubject},
	{name: 'version-logs', subject: split},
	{name: 'revisions', subject: deployment, part: {by: 'owner', of: deployment, kind: 'Deployment'}},
	{name: 'journal'},
	{name: 'objectives'},
	{name: 'form'},
	{name: 'contexts'},
	{name: 'help'},
];

function stateOn(screen: NewScreen) {
	return storeOf(shop, {screen, events: [{type: 'formChosen', objective: 'deploy'}]}).get();
}

const opensAndPreviews = new Set(['open', 'preview']);

test.each(
	screens.map(screen => [`${screen.name} ${screen.view ?? screen.subject?.view ?? ''}`, screen] as const),
)('no two bindings claim a key on %s', (_name, screen) => {
	const state = stateOn(screen);
	const owners = new Map<string, Binding>();
	for (const binding of keymap.filter(each => applies(each, state))) {
		for (const key of binding.keys) {
			const other = owners.get(key);
			if (other !== undefined && opensAndPreviews.has(other.name) && opensAndPreviews.has(binding.name))
				continue;
			expect(other?.name, `${key} is claimed by ${other?.name} and ${binding.name}`).toBeUndefined();
			owners.set(key, binding);
		}
	}
});

/** Verbs without a key: they are typed, or picked in the menu. */
const wordsAlone = [
	'copy-node',
	'pause',
	'resume',
	'retry',
	'hold',
	'release',
	'hand-back',
	'redo',
	'restore',
	'stop-notebook',
];

test('every binding has a name of its own, a sentence of help, and a word for the footer', () => {
	expect(new Set(keymap.map(({name}) => name)).size).toBe(keymap.length);
	for (const {name, help, label, keys} of keymap) {
		expect(help, name).toMatch(/^[A-Z].*\.$/s);
		expect(label.split(' ').length, name).toBeLessThanOrEqual(4);
		if (keys.length === 0) expect(wordsAlone, name).toContain(name);
	}
});

test('every key has a command twin', () => {
	const commands = new Set(paletteEntries.map(({text}) => text));
	const twins: {readonly [name: string]: string} = {undo: 'undo', quit: 'q'};
	for (const {name, group, places} of keymap) {
		const isAnswer = group === 'Preview' || places[0] === 'question';
		if (!isAnswer) expect(commands, name).toContain(twins[name] ?? name);
	}
});

/** What a shell has under another name, or has no need of. */
const headlessForms: {readonly [command: string]: string | undefined} = {
	drain: 'drain-traffic',
	kill: 'delete',
	champion: 'choose-champion',
	shell: 'exec',
	forward: 'port-forward',
	// Drafts are steps towards one shift, which a shell says at once.
	preview: 'shift',
	more: 'shift',
	less: 'shift',
	'more-by-one': 'shift',
	'less-by-one': 'shift',
	weights: 'shift',
	'preview-form': 'do',
	'run-now': 'do',
	'suspend-schedule': 'pause',
	'resume-schedule': 'resume',
	'promote-version': 'choose-champion',
	retire: 'do',
};

test('every command that changes something has a headless form', () => {
	const inShell = new Set<string>(actionNames);
	const changing = paletteEntries.filter(({isChange}) => isChange).map(({text}) => text);
	expect(changing).toEqual(
		expect.arrayContaining(['scale', 'swap', 'jump', 'hold', 'abort', 'undo', 'drain']),
	);
	for (const command of changing) expect(inShell, command).toContain(headlessForms[command] ?? command);
	// And the other way round: no verb of the shell is missing here.
	const here = new Set(changing.map(command => headlessForms[command] ?? command));
	expect([...inShell].filter(name => !here.has(name))).toEqual([]);
});

test('what the footer shows works', () => {
	for (const screen of screens) {
		const state = stateOn(screen);
		const hints = hintsOf(state);
		expect(hints.length, screen.name).toBeGreaterThan(0);
	}
});

const changes = keymap.filter(({group}) => group === 'Change' || group === 'Preview');

test.each(
	changes
		.filter(({whyDisabled}) => whyDisabled !== undefined)
		.map(binding => [binding.name, binding] as const),
)('%s says why it cannot be done', (_name, binding) => {
	const empty = storeOf({}, {screen: {name: 'list', view: 'deployments'}}).get();
	expect(binding.whyDisabled?.(empty)).toMatch(/^[A-Z].*\.$/);
});

test.each(['scale', 'upgrade', 'restart'])('%s is refused by reason', name => {
	const binding = keymap.find(each => each.name === name)!;
	const on = (more: Parameters<typeof storeOf>[1]) =>
		storeOf(shop, {screen: {name: 'list', view: 'deployments'}, ...more});
	expect(binding.whyDisabled?.(on({}).get())).toBeUndefined();
	expect(binding.whyDisabled?.(on({isReadOnly: true}).get())).toBe('Context eu1 is read-only.');
	const trouble = {reason: 'unreachable', says: 'The server does not answer.'} as const;
	const state = on({}).get();
	const health = {state: 'stale', since: state.now - 48_000, retryAt: 0, trouble} as const;
	const stale = {...state, streams: {...state.streams, deployments: {...state.streams.deployments!, health}}};
	expect(binding.whyDisabled?.(stale)).toContain('48 s old');
	const gone = on({});
	gone.dispatch({type: 'cursorMoved', move: 'down'});
	gone.dispatch({
		type: 'rowsChanged',
		view: 'deployments',
		stream: 'deployments',
		changes: [{type: 'deleted', uid: 'uid-cards-v2'}],
		at: 0,
	});
	expect(binding.whyDisabled?.(gone.get())).toBe(
		'The row under the cursor is gone: move to the one you mean.',
	);
});

const unmarked = structuredClone(shop.httproutes![0]!);
(unmarked.metadata as {annotations?: object}).annotations = {};

test.each<NewScreen>([
	{name: 'list', view: 'splits'},
	{name: 'split', subject: split},
])('draining asks which version stays where only the weights suggest one: $name', screen => {
	const store = storeOf({...shop, httproutes: [unmarked]}, {screen});
	const press = (...keys: readonly string[]) => {
		for (const key of keys) pressKeys(store, [key], {at: noon});
	};
	press('j', 'X');
	expect(store.get().prompt).toMatchObject({
		asks: 'stays',
		text: '',
		choices: [{text: 'cards-v1'}, {text: 'cards-v2'}],
	});
	expect(store.get().prompt?.picked).toBeUndefined();
	press('enter');
	expect(store.get().runs).toEqual([]);
	press(...'cards', 'enter');
	expect(store.get().flash?.says).toContain('whole name');
	press('ctrl-u', 'down', 'enter');
	expect(store.get().runs).toMatchObject([
		{command: {action: 'drain-traffic', rule: 'cards', to: 'cards-v1'}},
	]);
});

test('draining goes back to the version that is marked', () => {
	const store = storeOf(shop, {screen: {name: 'split', subject: split}});
	pressKeys(store, ['X'], {at: noon});
	expect(store.get().runs).toMatchObject([{command: {action: 'drain-traffic', to: undefined}}]);
});
