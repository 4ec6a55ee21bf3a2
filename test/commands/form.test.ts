import {expect, test} from 'vitest';
import {faultsInKeys} from '../../source/commands/key-check.ts';
import {pasteText, pressKeys} from '../../source/commands/press.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {objectives} from '../../source/objectives/index.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {choiceAfter, completionIn, whyNotTaken} from '../../source/store/form.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {barePlan} from '../kit/plan.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

function press(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

/** The form of `deploy`, opened from the list of objectives. */
function opened(more: Parameters<typeof storeOf>[1] = {}): Store {
	const store = storeOf(shop, {screen: {name: 'objectives'}, ...more});
	press(store, 'enter');
	return store;
}

function filled(): Store {
	const store = opened();
	press(store, ...'web', 'enter', ...'nginx:1.27', 'enter', ...'2', 'down', ...'80', 'ctrl-s');
	return store;
}

const where = (store: Store) => topScreen(store.get()).name;
const texts = (store: Store) => store.get().form?.texts;

test('enter on an objective opens its form, and esc leaves it', () => {
	const store = opened();
	expect(where(store)).toBe('form');
	expect(store.get().form).toEqual({objective: 'deploy', texts: {}, line: 0, cursor: 0});
	press(store, 'esc');
	expect(where(store)).toBe('objectives');
});

test('letters are text on a field, also those that are keys elsewhere', () => {
	const store = opened();
	press(store, ...'jkq:?/U', 'space', 'ctrl-d');
	expect(texts(store)).toEqual({name: 'jkq:?/U '});
	expect(where(store)).toBe('form');
	expect(store.get().prompt).toBeUndefined();
});

test('a field is edited as a prompt is', () => {
	const store = opened();
	press(store, ...'web', 'left', 'left', 'x', 'end', 'y', 'z', 'backspace', 'home', 'a', 'ctrl-e', 'c');
	expect(texts(store)).toEqual({name: 'awxebyc'});
	press(store, 'ctrl-w', ...'one two', 'ctrl-w');
	expect(texts(store)).toEqual({name: 'one '});
	press(store, 'ctrl-u');
	expect(texts(store)).toEqual({name: ''});
	press(store, 'backspace');
	expect(where(store)).toBe('form');
});

test.each([
	[['down', 'down', 'up'], 1],
	[['tab', 'tab', 'shift-tab'], 1],
	[['enter', 'enter'], 2],
	[['page-down', 'page-down'], 7],
	[['ctrl-s', 'k'], 6],
	[['ctrl-s', 'j', 'j'], 7],
	[['ctrl-s', 'page-up'], 0],
	[['up'], 0],
])('%j moves to line %i', (keys, line) => {
	const store = opened();
	press(store, ...keys);
	expect(store.get().form?.line).toBe(line);
});

test('the last line previews by the same command as a typed line', () => {
	const store = filled();
	press(store, 'enter');
	const typed = storeOf(shop);
	press(typed, ':', ...'do deploy web image=nginx:1.27 replicas=2 port=80'.replaceAll(' ', '~'));
	typed.dispatch({type: 'textCompleted', text: 'do deploy web image=nginx:1.27 replicas=2 port=80'});
	press(typed, 'enter');
	expect(store.get().runs.map(({command}) => command)).toEqual(typed.get().runs.map(({command}) => command));
	expect(store.get().runs).toMatchObject([
		{command: {action: 'do', objective: 'deploy', namespace: 'shop', values: {name: 'web', port: '80'}}},
	]);
});

test('what is missing or wrong is gone to and said, and nothing is asked for', () => {
	const store = opened();
	press(store, ...'web', 'ctrl-s', 'enter');
	expect(store.get().form?.line).toBe(1);
	expect(store.get().flash?.says).toBe('image is missing.');
	press(store, ...'nginx', 'down', 'down', ...'99999', 'ctrl-s', 'enter');
	expect(store.get().form?.line).toBe(3);
	expect(store.get().flash?.says).toBe('port is a number from 1 to 65535.');
	press(store, 'ctrl-u', 'down', ...'/healthz', 'ctrl-s', 'enter');
	expect(store.get().runs).toMatchObject([{command: {action: 'do', values: {probe: '/healthz'}}}]);
});

test('what was typed is kept until another objective is chosen', () => {
	const store = opened();
	press(store, ...'web', 'esc', 'enter');
	expect(texts(store)).toEqual({name: 'web'});
	press(store, 'esc', 'j', 'enter');
	expect(store.get().form).toMatchObject({objective: 'upgrade', texts: {}});
	press(store, 'esc', 'k', 'enter');
	expect(store.get().form).toMatchObject({objective: 'deploy', texts: {}});
});

test('cancelling the preview comes back to the form as it was', () => {
	const store = filled();
	press(store, 'enter', 'enter');
	expect(store.get().dialog).toBeUndefined();
	expect(where(store)).toBe('form');
	expect(store.get().form).toMatchObject({texts: {name: 'web'}, line: 7});
});

const plan: Plan = {...barePlan, action: 'do', says: 'Deploy a model: make Deployment shop/web'};
const trouble = {reason: 'forbidden', says: 'The quota is used up.'} as const;

test.each<[Outcome, string]>([
	[{end: 'settled', plan, id: 'a', tookMs: 1, progress: ''}, 'objectives'],
	[{end: 'unsettled', plan, id: 'a', tookMs: 1, progress: ''}, 'objectives'],
	[{end: 'failed', plan, trouble, done: [], untried: []}, 'form'],
	[{end: 'refused', refusal: {refused: 'guarded', says: 'web exists already.'}}, 'form'],
])('after %o one is back on %s', (outcome, screen) => {
	const store = filled();
	press(store, 'enter');
	const run = store.get().runs[0]!.id;
	store.dispatch({type: 'told', run, telling: {type: 'ended', outcome}, at: noon});
	press(store, 'esc');
	expect(store.get().dialog).toBeUndefined();
	expect(where(store)).toBe(screen);
	expect(texts(store)?.name).toBe('web');
});

test('a form opened over another one takes its place', () => {
	const store = filled();
	press(store, ':');
	store.dispatch({type: 'textCompleted', text: 'do run-job'});
	press(store, 'enter');
	expect(store.get().stack.map(({name}) => name)).toEqual(['objectives', 'form']);
	expect(store.get().form).toMatchObject({objective: 'run-job', line: 0});
});

test('what is pasted into a field is text, whatever its letters are', () => {
	const store = opened();
	pasteText(store, 'we\nb', {at: noon});
	expect(texts(store)).toEqual({name: 'we b'});
	press(store, 'ctrl-u');
	pressKeys(store, [...'web', 'enter', 'q'], {at: noon, stream: 'paste'});
	expect(texts(store)).toEqual({name: 'web q'});
	expect(where(store)).toBe('form');
});

test('what is pasted on the line of the preview is left out', () => {
	const store = filled();
	pasteText(store, 'y\n', {at: noon});
	pressKeys(store, ['enter', 'y'], {at: noon, stream: 'paste'});
	expect(store.get().runs).toEqual([]);
	expect(store.get().flash?.says).toContain('Pasted text is left out here');
	expect(texts(store)?.name).toBe('web');
});

test('enter in a burst goes to the next field, and previews nothing', () => {
	const store = opened();
	pressKeys(store, [...'web', 'enter', ...'nginx', 'enter'], {at: noon});
	expect(texts(store)).toEqual({name: 'web', image: 'nginx'});
	pressKeys(store, ['ctrl-s', 'enter', 'enter', 'y'], {at: noon});
	expect(store.get().runs).toEqual([]);
	expect(store.get().flash?.says).toBe('Several keys came at once: ⏎ was left out. Press it by itself.');
	press(store, 'enter');
	expect(store.get().runs).toHaveLength(1);
});

test('a context that is read-only lets nobody preview, and says so', () => {
	const store = opened({isReadOnly: true});
	press(store, 'ctrl-s', 'enter');
	expect(store.get().flash?.says).toBe('Context eu1 is read-only.');
});

test('a namespace that is not there is said before anything is previewed', () => {
	const store = filled();
	const listed = {namespaces: [{metadata: {name: 'default', uid: 'uid-default'}}]} as unknown as typeof shop;
	const elsewhere = storeOf(listed, {screen: {name: 'objectives'}});
	press(elsewhere, 'enter', ...'web', 'enter', ...'nginx', 'ctrl-s', 'enter');
	expect(elsewhere.get().runs).toEqual([]);
	expect(elsewhere.get().flash?.says).toBe('There is no namespace shop: :ns NAME chooses one that is there.');
	press(store, 'enter');
	expect(store.get().runs).toHaveLength(1);
});

test('the form of an objective on what is there asks for the action, and knows the right it takes', () => {
	const store = storeOf(shop);
	press(store, ':');
	store.dispatch({type: 'textCompleted', text: 'do scale-up'});
	press(store, 'enter', ...'web', 'enter', ...'5', 'ctrl-s', 'enter');
	const target = {namespace: 'shop', name: 'web'};
	expect(store.get().runs).toMatchObject([{command: {action: 'scale', target, replicas: 5, way: 'up'}}]);
	const denied = storeOf(shop, {
		events: [{type: 'rightsRead', namespace: 'shop', rights: {isComplete: true, rules: []}}],
	});
	press(denied, ':');
	denied.dispatch({type: 'textCompleted', text: 'do scale-up'});
	press(denied, 'enter', ...'web', 'enter', ...'5', 'ctrl-s', 'enter');
	expect(denied.get().runs).toEqual([]);
	expect(denied.get().flash?.says).toMatch(/you may not patch deployments\/scale in shop/);
});

test('an objective alone opens its form', () => {
	const store = storeOf(shop);
	press(store, ':');
	store.dispatch({type: 'textCompleted', text: 'do deploy'});
	press(store, 'enter');
	expect(where(store)).toBe('form');
});

test('a disarmed context opens the form, and waits for its arming before the preview', () => {
	const store = storeOf(shop, {armForMs: 900_000});
	press(store, ':');
	store.dispatch({type: 'textCompleted', text: 'do deploy'});
	press(store, 'enter', ...'web', 'enter', ...'nginx', 'ctrl-s', 'enter');
	expect(where(store)).toBe('form');
	expect(store.get().flash?.says).toBe('Context eu1 is disarmed: :arm 15m');
	press(store, ':');
	store.dispatch({type: 'textCompleted', text: 'do deploy web image=nginx'});
	press(store, 'enter');
	expect(store.get().flash?.says).toBe('Context eu1 is disarmed: :arm 15m');
	expect(store.get().runs).toEqual([]);
});

test.each(['objectives', 'objective'])(':%s lists them', word => {
	const store = storeOf(shop);
	press(store, ':');
	store.dispatch({type: 'textCompleted', text: word});
	press(store, 'enter');
	expect(where(store)).toBe('objectives');
});

test('choices are gone through round the end', () => {
	expect(choiceAfter(['a', 'b', 'c'], '', 1)).toBe('a');
	expect(choiceAfter(['a', 'b', 'c'], '', -1)).toBe('c');
	expect(choiceAfter(['a', 'b', 'c'], 'c', 1)).toBe('a');
	expect(choiceAfter(['a', 'b', 'c'], 'a', -1)).toBe('c');
});

test('a choice that was begun is completed, and one that is wrong is said', () => {
	const field = {name: 'dialect', says: 'which one', choices: ['gateway-api', 'istio']};
	const form = (text: string) => ({objective: 'deploy', texts: {dialect: text}, line: 0, cursor: 0});
	expect(completionIn(form('ist'), field)).toBe('io');
	expect(completionIn(form(''), field)).toBe('');
	expect(whyNotTaken(form('istio'), field)).toBeUndefined();
	expect(whyNotTaken(form('smi'), field)).toBe('is gateway-api or istio');
});

test('every example is a line that is taken', () => {
	for (const {example} of objectives) {
		if (example === undefined) continue;
		expect(typedObjective(splitWords(example).slice(1)), example).not.toHaveProperty('refused');
	}
});

test('the keys of the table are in nobody’s way', () => {
	expect(faultsInKeys({})).toEqual([]);
});
