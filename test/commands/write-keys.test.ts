// Every key and word that writes, on every screen it means something: none leaks where nothing may be written.
import {expect, test} from 'vitest';
import {applies} from '../../source/commands/binding.ts';
import {keymap} from '../../source/commands/keymap/index.ts';
import {readLine} from '../../source/commands/palette.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Rights, RightsRule} from '../../source/model/rights.ts';
import {reduce} from '../../source/store/reduce.ts';
import {openQuestions} from '../../source/store/rights.ts';
import type {Beginning, State} from '../../source/store/state.ts';
import {notebooksPart, notebookTold} from '../screens/notebook-world.ts';
import {around, drivenRoute, engineObject, half, onCheckout, overRoute} from '../screens/rollouts-world.ts';
import {noon, route, shop, storeOf, type World} from '../screens/world.ts';

const split = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
const deployment = {view: 'deployments', uid: 'uid-cards-v1', namespace: 'shop', name: 'cards-v1'};
const draft = {percents: [{backend: 'cards-v2', percent: 20}]};

function batch(name: string, suspend: boolean): KubernetesObject {
	const metadata = {name, namespace: 'shop', uid: `uid-${name}`};
	return {metadata, spec: {schedule: '0 3 * * *', suspend}} as unknown as KubernetesObject;
}

/** Something to hold, and something that is held. */
const shopWithJobs: World = {...shop, cronjobs: [batch('nightly', false)], jobs: [batch('import', true)]};

function rolloutWorld(name: string): World {
	return around(engineObject(`argo-rollouts/${name}`, overRoute), {httproutes: [drivenRoute(10)]});
}

const shopScreens: readonly Beginning['screen'][] = [
	{name: 'now'},
	{name: 'list', view: 'deployments'},
	{name: 'list', view: 'splits'},
	{name: 'list', view: 'pods'},
	{name: 'list', view: 'cronjobs'},
	{name: 'list', view: 'jobs'},
	{name: 'split', subject: split},
	{name: 'detail', subject: deployment},
	{name: 'yaml', subject: deployment},
	{name: 'form'},
	{name: 'list', view: 'deployments', part: notebooksPart},
	{name: 'revisions', subject: deployment, part: {by: 'owner', of: deployment, kind: 'Deployment'}},
];
/** Nodes belong to no namespace: what its rules grant says nothing of them. */
const nodeScreens: readonly Beginning['screen'][] = [{name: 'list', view: 'nodes'}];
const rolloutScreens: readonly Beginning['screen'][] = [
	{name: 'list', view: 'rollouts'},
	{name: 'rollout', subject: onCheckout},
];

type Held = Partial<Beginning> & {readonly rights?: Rights};

function rights(...rules: readonly Partial<RightsRule>[]): Rights {
	const all = {verbs: ['*'], groups: ['*'], resources: ['*'], names: []};
	return {rules: rules.map(rule => ({...all, ...rule})), isComplete: true};
}

const viewer = rights({verbs: ['get', 'list', 'watch']});

/** Every screen, with all that there is to act on. */
function states({rights: granted, ...held}: Held): readonly State[] {
	const known = granted && {type: 'rightsRead' as const, namespace: 'shop', rights: granted};
	const screens = granted === undefined ? [...shopScreens, ...nodeScreens] : shopScreens;
	return statesOf(screens, {...held, events: known === undefined ? [] : [known]});
}

function statesOf(
	screens: typeof shopScreens,
	held: NonNullable<Parameters<typeof storeOf>[1]>,
): readonly State[] {
	const onShop = screens.map(screen => {
		const store = storeOf(shopWithJobs, {screen, ...held});
		if (screen.part?.by === 'component') store.dispatch(...notebookTold());
		if (screen.name === 'form')
			store.dispatch({type: 'formChosen', objective: 'deploy'}, {type: 'cursorMoved', move: 'bottom'});
		if (screen.name === 'revisions') store.dispatch({type: 'cursorMoved', move: 'down'});
		if (screen.name === 'split') store.dispatch({type: 'draftChanged', draft: {...draft, expect: []}});
		return store.get();
	});
	const onRollouts = ['paused-until-promoted', 'aborted'].flatMap(name =>
		rolloutScreens.map(screen =>
			storeOf(rolloutWorld(name), {screen, now: half, wallTime: half, ...held}).get(),
		),
	);
	const models = [
		[10, 90],
		[0, 100],
	].map(([challenger, champion]) => {
		const routed = {...shop, httproutes: [route('checkout', champion!, challenger!)]};
		const store = storeOf(routed, {screen: {name: 'list', view: 'models'}, ...held});
		store.dispatch({type: 'cursorMoved', move: 'down'});
		return store.get();
	});
	return [...onShop, ...onRollouts, ...models];
}

const writes = keymap.filter(({group}) => group === 'Change');
const escapes = ['drain', 'abort'];
const at = {at: noon};

/** Why each key is disabled on each screen where it could do something if nothing held it back. */
function reasons(held: Held): Map<string, Set<string | undefined>> {
	const free = states(held.rights === undefined ? {} : {rights: rights({})});
	const found = new Map<string, Set<string | undefined>>();
	for (const [index, state] of states(held).entries()) {
		for (const binding of writes) {
			if (!applies(binding, free[index]!) || binding.whyDisabled?.(free[index]!) !== undefined) continue;
			found.set(binding.name, new Set([...(found.get(binding.name) ?? []), binding.whyDisabled?.(state)]));
		}
	}
	return found;
}

test('every key that writes can do so on one of these screens, or none of this would prove anything', () => {
	const byOther = ['undo', 'redo', 'restore', 'hold', 'release'];
	const able = [...reasons({}).keys(), ...byOther];
	expect(writes.map(({name}) => name).filter(name => !able.includes(name))).toEqual([]);
});

test.each([...reasons({isReadOnly: true})])(
	'read-only leaked for nodes and in a second view: here for no key on any screen, %s',
	(_name, says) => {
		expect([...says]).toEqual(['Context eu1 is read-only.']);
	},
);

test.each([...reasons({armForMs: 900_000})])(
	'a scale and a new image went unguarded: here a disarmed context says what arms it, %s',
	(name, says) => {
		expect([...says]).toEqual([escapes.includes(name) ? undefined : 'Context eu1 is disarmed: :arm 15m']);
	},
);

/** No owner is listed here, so nothing is known of whose policy they would write. */
const ofOwners = ['hold', 'release'];
const denied = [...reasons({rights: viewer})].filter(([name]) => !ofOwners.includes(name));

test.each(denied)('who may only look is told so: %s', (_name, says) => {
	for (const each of says)
		expect(each).toMatch(
			/^RBAC: you may not (patch|delete|create) [a-z]+(\/(scale|exec|portforward))? in shop; ctrl-r asks again\.$/,
		);
});

test.each([
	[
		'scale',
		{resources: ['deployments']},
		'RBAC: you may not patch deployments/scale in shop; ctrl-r asks again.',
	],
	['scale', {resources: ['deployments/scale']}, undefined],
	['restart', {resources: ['deployments']}, undefined],
	[
		'restart',
		{resources: ['deployments/scale']},
		'RBAC: you may not patch deployments in shop; ctrl-r asks again.',
	],
	[
		'restart',
		{resources: ['deployments'], groups: ['extensions']},
		'RBAC: you may not patch deployments in shop; ctrl-r asks again.',
	],
	['restart', {verbs: ['update']}, 'RBAC: you may not patch deployments in shop; ctrl-r asks again.'],
	['restart', {resources: ['deployments'], names: ['cards-v1']}, undefined],
	[
		'restart',
		{resources: ['deployments'], names: ['cards-v2']},
		'RBAC: you may not patch deployments in shop; ctrl-r asks again.',
	],
])('%s where all that is granted is %j', (name, rule, says) => {
	const [, state] = states({rights: rights(rule)});
	expect(keymap.find(each => each.name === name)?.whyDisabled?.(state!)).toBe(says);
});

test('what the rules leave open is as good as the answer of its own', () => {
	const open = {...rights({verbs: ['get']}), isComplete: false};
	const restart = keymap.find(each => each.name === 'restart')!;
	const [, unasked] = states({rights: open});
	expect(restart.whyDisabled?.(unasked!)).toBeUndefined();
	const questions = openQuestions(unasked!, restart.writes!(unasked!));
	expect(questions).toEqual([
		{verb: 'patch', resource: {group: 'apps', plural: 'deployments'}, namespace: 'shop', name: 'cards-v1'},
	]);
	const answered = (isAllowed: boolean) =>
		reduce(unasked!, {type: 'accessRead', question: questions[0]!, isAllowed});
	expect(restart.whyDisabled?.(answered(true))).toBeUndefined();
	expect(restart.whyDisabled?.(answered(false))).toBe(
		'You may not patch deployments in shop; ctrl-r asks again.',
	);
});

test('nothing that was known of another cluster holds a key back', () => {
	const [, known] = states({rights: viewer});
	const there = {
		type: 'contextConnected',
		context: known!.context,
		isProduction: false,
		isReadOnly: false,
	} as const;
	expect(reduce(known!, there)).toMatchObject({rights: {}, access: {}});
});

const lines = [
	'scale 3',
	'upgrade shop/app:2',
	'rollback 1',
	'restart',
	'shift cards-v2=20',
	'swap',
	'champion cards-v1',
	'promote',
	'promote full',
	'jump 2',
	'pause',
	'resume',
	'retry',
	'hold 30m',
	'release',
	'hand-back',
	'undo',
	'undo abc',
];

test.each(lines.filter(line => !/^(hold|release|undo)/.test(line)))('nor may who only looks :%s', line => {
	const answers = states({rights: viewer}).map(state => readLine(line, state, at));
	expect(answers.filter(each => 'command' in each)).toEqual([]);
	expect(answers.map(each => 'wrong' in each && each.wrong)).toContainEqual(
		expect.stringMatching(/^RBAC: you may not/),
	);
});

test.each(lines)(
	'read-only leaked through the command line: here neither does it, nor a disarmed context, :%s',
	line => {
		for (const [held, says] of [
			[{isReadOnly: true}, 'Context eu1 is read-only.'],
			[{armForMs: 900_000}, 'Context eu1 is disarmed: :arm 15m'],
		] as const) {
			const answers = states(held).map(state => readLine(line, state, at));
			expect(answers.filter(each => 'command' in each)).toEqual([]);
			expect(answers.map(each => 'wrong' in each && each.wrong)).toContain(says);
		}
	},
);
