import {describe, expect, test} from 'vitest';
import {hintsOf} from '../../source/commands/hints.ts';
import {menuBindings} from '../../source/commands/menu.ts';
import {completions} from '../../source/commands/palette.ts';
import {pressKeys} from '../../source/commands/press.ts';
import type {Prompt} from '../../source/store/prompt.ts';
import type {NewScreen, Subject} from '../../source/store/screen.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {
	around,
	drivenRoute,
	engineObject,
	half,
	onCheckout,
	overRoute,
	revisionSet,
} from '../screens/rollouts-world.ts';
import {storeOf, told, type World} from '../screens/world.ts';

const list: NewScreen = {name: 'list', view: 'rollouts'};
const screen: NewScreen = {name: 'rollout', subject: onCheckout};
const driven: Subject = {view: 'splits', uid: 'uid-route/0', namespace: 'shop', name: 'checkout'};
const onDriven: NewScreen = {name: 'split', subject: driven};

function worldOf(name: string): World {
	return around(engineObject(`argo-rollouts/${name}`, overRoute), {httproutes: [drivenRoute(10)]});
}

function on(where: NewScreen, world: World = worldOf('paused-until-promoted')): Store {
	return storeOf(world, {screen: where, now: half, wallTime: half});
}

function type(store: Store, ...keys: readonly string[]): Store {
	for (const key of keys) pressKeys(store, [key], {at: half});
	return store;
}

/** A line after `:`. */
function say(store: Store, line: string): Store {
	return type(store, ':', ...[...line].map(key => (key === ' ' ? 'space' : key)), 'enter');
}

function asked(store: Store) {
	return store.get().runs.map(({command}) => command);
}

const rollout = expect.objectContaining({
	name: 'checkout',
	namespace: 'shop',
	uid: onCheckout.uid,
	resource: expect.objectContaining({group: 'argoproj.io', plural: 'rollouts'}),
});

test.each([
	['its row', list],
	['its screen', screen],
	['the split it drives', onDriven],
	['that split in the list', {name: 'list', view: 'splits'} as const],
])('p and X on %s are levers of the engine, pinned to the rollout', (_where, where) => {
	expect(asked(type(on(where), 'p'))).toEqual([{action: 'promote', target: rollout}]);
	expect(asked(type(on(where), 'X'))).toEqual([{action: 'abort', target: rollout}]);
});

test('X on a split that an engine drives says whom it aborts', () => {
	const store = type(on(onDriven), 'X');
	expect(store.get().runs[0]?.says).toBe(
		'HTTPRoute shop/checkout is led by an engine. Abort Rollout shop/checkout',
	);
});

test.each([
	['promote full', {action: 'promote', target: rollout, full: true}],
	['jump 4', {action: 'jump', target: rollout, step: 4}],
	['pause', {action: 'pause', target: rollout}],
	['abort', {action: 'abort', target: rollout}],
])(':%s', (line, command) => {
	for (const where of [list, screen, onDriven]) expect(asked(say(on(where), line))).toEqual([command]);
});

test.each([
	['aborted', 'retry', {action: 'retry', target: rollout}],
	['paused-by-hand', 'resume', {action: 'resume', target: rollout}],
])('of one that is %s: :%s', (name, line, command) => {
	expect(asked(say(on(screen, worldOf(name)), line))).toEqual([command]);
});

test('a jump is offered the steps there are, and refuses what is none', () => {
	expect(completions('jump ', on(screen).get()).slice(0, 2)).toEqual([
		{text: 'jump 1', says: 'set weight 10 %'},
		{text: 'jump 2', says: 'pause until somebody promotes it'},
	]);
	const store = say(on(screen), 'jump 0');
	expect(asked(store)).toEqual([]);
	expect(store.get().flash?.says).toContain(':jump 3');
});

describe('a lever that cannot be pulled says why in the words of its engine, with the nearest that can', () => {
	test.each([
		['p', 'aborted', 'was aborted. Start it again first: :retry'],
		['p', 'paused-by-hand', 'is paused by hand, so it takes no step. Resume it first: :resume'],
		['p', 'healthy', 'has no update under way.'],
		['p', 'promoting-in-full', 'is being promoted in full already.'],
		['X', 'aborted', 'is aborted already.'],
	])('%s on one that is %s', (key, name, says) => {
		const store = type(on(screen, worldOf(name)), key);
		expect(asked(store)).toEqual([]);
		expect(store.get().flash?.says).toContain(says);
	});

	test('and is not in the footer, but with its reason in the menu', () => {
		const state = on(screen, worldOf('aborted')).get();
		expect(hintsOf(state).map(({says}) => says)).not.toContain('next step');
		const promote = menuBindings(state).find(({name}) => name === 'promote');
		expect(promote?.whyDisabled?.(state)).toContain(':retry');
		const retry = menuBindings(state).find(({name}) => name === 'retry');
		expect(retry?.whyDisabled?.(state)).toBeUndefined();
	});

	test('one that asks what stands around the object is left to the plan, which reads that', () => {
		expect(asked(type(on(screen, worldOf('healthy')), 'X'))).toEqual([{action: 'abort', target: rollout}]);
	});
});

test('weights that an engine moves are not drafted', () => {
	for (const key of ['>', '<', '.', ',', '=']) {
		const store = type(on(onDriven), key);
		expect(topScreen(store.get()).draft).toBeUndefined();
		expect(store.get().prompt).toBeUndefined();
		expect(store.get().flash?.says).toContain('Rollout shop/checkout writes it');
	}
});

test('on a split that no engine leads X drains, and p reads the log before', () => {
	const world = around(engineObject('argo-rollouts/paused-until-promoted'), {httproutes: [drivenRoute(10)]});
	expect(topScreen(type(on(onDriven, world), 'p').get())).toMatchObject({name: 'logs', isPrevious: true});
	expect(type(on(onDriven, world), 'X').get().prompt?.asks).toBe('stays');
});

test('the escape is open while data is old, and closed where nothing may be written', () => {
	const stale = (store: Store) => {
		const trouble = {reason: 'unreachable', says: 'The server does not answer.'} as const;
		const health = {state: 'stale', since: half - 48_000, retryAt: half, trouble} as const;
		store.dispatch(told('rollouts.argoproj.io', [{type: 'health', health}]));
		return store;
	};
	expect(type(stale(on(screen)), 'p').get().flash?.says).toContain('48 s old');
	expect(asked(type(stale(on(screen)), 'X'))).toHaveLength(1);
	const readOnly = storeOf(worldOf('paused-until-promoted'), {screen, isReadOnly: true});
	expect(type(readOnly, 'X').get().flash?.says).toBe('Context eu1 is read-only.');
});

test('enter goes from a rollout to the split it drives, and back', () => {
	const store = type(on(list), 'enter');
	expect(topScreen(store.get())).toMatchObject({name: 'rollout', subject: onCheckout});
	type(store, 'enter');
	expect(topScreen(store.get())).toMatchObject({name: 'split', subject: driven});
	type(store, 'enter');
	expect(topScreen(store.get())).toMatchObject({name: 'rollout', subject: onCheckout});
	expect(
		type(on(screen, around(engineObject('argo-rollouts/healthy'))), 'enter').get().flash?.says,
	).toContain('drives no split');
});

test('enter on the split of an engine, and on a row of its kind, opens the rollout', () => {
	const splits = on(
		{name: 'list', view: 'splits'},
		around(engineObject('argo-rollouts/paused-until-promoted')),
	);
	expect(topScreen(type(splits, 'enter').get()).name).toBe('rollout');
	expect(topScreen(type(on({name: 'list', view: 'rollouts.argoproj.io'}), 'enter').get()).name).toBe(
		'rollout',
	);
});

test('l reads the log of the newest pod, p on its pods the log before', () => {
	const store = type(on(screen), 'l');
	expect(topScreen(store.get())).toMatchObject({name: 'logs', subject: {view: 'pods'}});
	type(store, 'p');
	expect(topScreen(store.get())).toMatchObject({name: 'logs', isPrevious: true});
});

test('z lists its revisions, and ctrl-l rolls it back to one', () => {
	const three = [
		revisionSet('7d9c6b5f8', 3, {wanted: 1}),
		revisionSet('5b8f9d4c6', 2, {wanted: 4}),
		revisionSet('6c7b8d9f4', 1, {wanted: 0}),
	];
	const store = type(on(screen, {...worldOf('paused-until-promoted'), replicasets: three}), 'z');
	expect(topScreen(store.get())).toMatchObject({name: 'revisions', subject: {view: 'rollouts'}});
	expect(type(store, 'ctrl-l').get().flash?.says).toContain('Revision 3 is the one that runs');
	type(store, 'j', 'j', 'ctrl-l');
	expect(asked(store)).toEqual([{action: 'rollback', target: rollout, toRevision: 1}]);
});

test('i offers images that ran before, and r restarts', () => {
	const store = type(on(list), 'i');
	const prompt = store.get().prompt as Prompt;
	expect(prompt).toMatchObject({asks: 'image', label: 'Image of checkout: ', container: 'app'});
	type(store, 'down', 'down', 'enter');
	expect(asked(store)).toEqual([
		{action: 'upgrade', target: rollout, container: 'app', image: 'registry.example.com/checkout:1.0.0'},
	]);
	expect(asked(type(on(list), 'r'))).toEqual([{action: 'restart', target: rollout}]);
});

test('a pod of a rollout leads to it', () => {
	const pods: NewScreen = {name: 'list', view: 'pods'};
	expect(topScreen(type(on(pods), 'z').get())).toMatchObject({
		name: 'revisions',
		subject: {view: 'rollouts'},
	});
});

test('pause and resume are for deployments too', () => {
	const deployment = {
		metadata: {name: 'web', namespace: 'shop', uid: 'uid-web'},
		spec: {replicas: 1, template: {}},
	};
	const world = {deployments: [deployment]} as unknown as World;
	const store = on({name: 'list', view: 'deployments'}, world);
	expect(asked(say(store, 'pause'))).toMatchObject([{action: 'pause', target: {name: 'web'}}]);
});

test('U on a rollout, and on the split it drives, takes back what was done to the rollout', () => {
	for (const where of [screen, onDriven]) {
		const store = on(where);
		const entry = {
			id: 'c1',
			at: half - 1000,
			who: '',
			context: 'eu1',
			server: 'https://127.0.0.1:6443',
			action: 'pause',
			says: 'Pause Rollout shop/checkout',
			lines: [],
			steps: [
				{
					type: 'edit',
					target: {
						...onCheckout,
						resource: {
							group: 'argoproj.io',
							version: 'v1alpha1',
							plural: 'rollouts',
							kind: 'Rollout',
							namespaced: true,
						},
					},
					guards: [],
					edits: [],
				},
			],
			undo: {way: 'swap'},
			applied: 1,
			end: 'settled',
			endSays: 'paused',
		} as const;
		store.dispatch({type: 'journalRead', entries: [entry]});
		expect(asked(type(store, 'U'))).toEqual([{action: 'undo', id: 'c1'}]);
	}
});
