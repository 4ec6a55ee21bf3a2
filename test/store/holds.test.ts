import {expect, test} from 'vitest';
import {applies} from '../../source/commands/binding.ts';
import {keymap} from '../../source/commands/keymap/index.ts';
import {menuBindings} from '../../source/commands/menu.ts';
import {readLine} from '../../source/commands/palette.ts';
import {pressKeys} from '../../source/commands/press.ts';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {RightsRule} from '../../source/model/rights.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {Event} from '../../source/store/events.ts';
import {notesOf} from '../../source/store/lists/notes.ts';
import {rowsOf} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import {noon, served, shop, storeOf, told} from '../screens/world.ts';

const minute = 60_000;

function owner(name: string, untilMs: number | undefined, spec: JsonObject = {}): KubernetesObject {
	const held = {
		who: 'jane',
		since: new Date(noon - 20 * minute).toISOString(),
		until: new Date(noon + (untilMs ?? 0)).toISOString(),
		former: {selfHeal: true},
	};
	const annotations = untilMs === undefined ? {} : {'sluice.dev/held': JSON.stringify(held)};
	return {
		metadata: {name, namespace: 'argocd', uid: `uid-${name}`, annotations},
		spec,
		status: {sync: {status: 'OutOfSync'}, health: {status: 'Healthy'}},
	} as unknown as KubernetesObject;
}

const world = {
	...shop,
	applications: [owner('shop', 40 * minute), owner('models', undefined), owner('late', -12 * minute)],
	kustomizations: [owner('base', 5 * minute, {suspend: true})],
	helmreleases: [],
};

function nowScreen() {
	return storeOf(world, {screen: {name: 'now'}});
}

test('a hold waits for a person on the first screen, and past its limit it is a trouble', () => {
	const notes = notesOf(nowScreen().get()).filter(({uid}) => uid.startsWith('hold'));
	expect(notes.map(({group, tone, says, hint}) => [group, tone, says, hint])).toEqual([
		[
			'Troubles',
			'bad',
			'Application argocd/late is held past its limit',
			'12m over, of jane: :release lets it follow Git again.',
		],
		[
			'In progress',
			'warning',
			'Application argocd/shop is held',
			'40m left, of jane: :release lets it follow Git again.',
		],
		[
			'In progress',
			'warning',
			'Kustomization argocd/base is held',
			'5m left, of jane: :release lets it follow Git again.',
		],
	]);
});

test('a hold becomes a trouble as its time runs out, though nothing came', () => {
	const store = nowScreen();
	const later = noon + 41 * minute;
	store.dispatch({type: 'ticked', now: later, wallTime: later});
	const late = notesOf(store.get()).filter(({group, uid}) => group === 'Troubles' && uid.startsWith('hold'));
	expect(late).toHaveLength(3);
});

test('owners that may not be listed are no trouble of their own', () => {
	const trouble = {reason: 'forbidden', says: 'You may not.'} as const;
	const denied = (view: string): readonly Event[] => [
		{type: 'streamOpened', view, stream: view},
		told(view, [{type: 'health', health: {state: 'denied', trouble}}]),
	];
	const store = storeOf(shop, {screen: {name: 'now'}, events: denied('applications')});
	expect(notesOf(store.get()).filter(({uid}) => uid === 'denied')).toEqual([]);
	const both = storeOf(shop, {
		screen: {name: 'now'},
		events: [...denied('applications'), ...denied('nodes')],
	});
	expect(notesOf(both.get()).find(({uid}) => uid === 'denied')?.says).toBe(
		'Nodes are unknown: you may not list them',
	);
});

test('enter opens the owner, and :release asks for that one, pinned by uid', () => {
	const store = nowScreen();
	const notes = rowsOf(store.get(), topScreen(store.get()));
	const place = notes.findIndex(({uid}) => uid === 'hold uid-shop');
	for (let n = 0; n < place; n++) pressKeys(store, ['j'], {at: noon});
	const line = readLine('release', store.get(), {at: noon});
	expect('command' in line && line.command[0]).toMatchObject({
		type: 'asked',
		commands: [{action: 'release', target: {name: 'shop', namespace: 'argocd', uid: 'uid-shop'}}],
	});
	pressKeys(store, ['enter'], {at: noon});
	expect(topScreen(store.get())).toMatchObject({
		name: 'detail',
		subject: {view: 'applications', name: 'shop'},
	});
});

function asked(line: string, store = storeOf(world, {screen: {name: 'list', view: 'deployments'}})) {
	const read = readLine(line, store.get(), {at: noon});
	if ('wrong' in read) return read.wrong;
	const [event] = read.command;
	return event?.type === 'asked' ? event.commands[0] : event?.type;
}

test.each([
	['hold', 3_600_000],
	['hold 30m', 1_800_000],
	['hold 2h', 7_200_000],
])(':%s holds the owner of the row for so long', (line, forMs) => {
	expect(asked(line)).toMatchObject({action: 'hold', forMs, target: {name: 'cards-v1', uid: 'uid-cards-v1'}});
});

test(':hand-back is for the object of a split', () => {
	const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
	expect(asked('hand-back', storeOf(world, {screen: {name: 'split', subject}}))).toMatchObject({
		action: 'hand-back',
		target: {name: 'checkout', resource: {plural: 'httproutes'}},
	});
});

const ownerViews = ['applications', 'kustomizations', 'helmreleases'];
const unserved: Event = {
	type: 'discovered',
	discovery: {...served(), resources: served().resources.filter(({plural}) => !ownerViews.includes(plural))},
};
const list = {screen: {name: 'list', view: 'deployments'}} as const;
const unheld = {...world, applications: [owner('models', undefined)], kustomizations: []};

test.each([
	['hold soon', storeOf(world, list), 'For how long? :hold 30m'],
	['hold', storeOf(world, {...list, isReadOnly: true}), 'Context eu1 is read-only.'],
	['hold 5m', storeOf(world, {...list, isReadOnly: true}), 'Context eu1 is read-only.'],
	[
		'hold',
		storeOf(shop, {...list, events: [unserved]}),
		'This server has neither Argo CD nor Flux: there is nothing to hold.',
	],
	['release', storeOf(unheld, list), 'Nothing is held in this cluster.'],
	['release', storeOf({...world, deployments: []}, list), 'There is nothing under the cursor to act on.'],
	[
		'release',
		storeOf(world, {
			screen: {
				name: 'detail',
				subject: {view: 'applications', uid: 'uid-models', namespace: 'argocd', name: 'models'},
			},
		}),
		'Nobody holds models.',
	],
	['hand-back', storeOf(world, {...list, isReadOnly: true}), 'Context eu1 is read-only.'],
])(':%s that cannot be done says why', (line, store, why) => {
	expect(asked(line, store)).toBe(why);
});

const viewer = {verbs: ['get', 'list'], groups: ['*'], resources: ['*'], names: []};
const denied = (plural: string) => `RBAC: you may not patch ${plural} in argocd; ctrl-r asks again.`;

/** What rules in the owners' namespace grant. */
function granted(...rules: readonly Partial<RightsRule>[]): Event {
	const all = {verbs: ['patch'], groups: ['*'], resources: ['*'], names: []};
	const rights = {rules: [viewer, ...rules.map(rule => ({...all, ...rule}))], isComplete: true};
	return {type: 'rightsRead', namespace: 'argocd', rights};
}

const onOwner = (view: string, name: string) => ({
	screen: {name: 'detail', subject: {view, uid: `uid-${name}`, namespace: 'argocd', name}} as const,
});

test.each([
	['hold', list, [], denied('applications')],
	['hold 30m', list, [], denied('applications')],
	['release', list, [], denied('applications')],
	['hold', list, [{resources: ['applications']}], undefined],
	// That one owner is not held: nothing of it would be given back.
	['release', list, [{names: ['models']}], denied('applications')],
	['hold', list, [{names: ['models']}], undefined],
	['release', list, [{resources: ['kustomizations']}], undefined],
	['hold', onOwner('kustomizations', 'base'), [{resources: ['applications']}], denied('kustomizations')],
	['release', onOwner('kustomizations', 'base'), [{resources: ['applications']}], denied('kustomizations')],
	['release', onOwner('kustomizations', 'base'), [{resources: ['kustomizations']}], undefined],
] as const)(
	'who may write no owner that is meant is told so by :%s on %j with %j',
	(line, on, rules, wrong) => {
		const store = storeOf(world, {...on, events: [granted(...rules)]});
		const read = readLine(line, store.get(), {at: noon});
		expect('wrong' in read ? read.wrong : undefined).toBe(wrong);
		const key = keymap.find(({name}) => line.startsWith(name))!;
		expect(key.whyDisabled?.(store.get())).toBe(wrong);
	},
);

test('while not all owners are listed, whoever may write none of those seen may still try', () => {
	const {helmreleases: _unlisted, ...listed} = world;
	expect(asked('hold', storeOf(listed, {...list, events: [granted()]}))).toMatchObject({action: 'hold'});
});

test('rights are asked where the owners are, and of few of them one by one', () => {
	const many = Array.from({length: 90}, (_, n) => owner(`app-${n}`, undefined));
	const needs = (...events: readonly Event[]) =>
		needsOf(storeOf({...world, applications: many}, {...list, events}).get()).map(({key}) => key);
	expect(needs().filter(key => key.startsWith('rights'))).toEqual(['rights shop 0 0', 'rights argocd 0 0']);
	const open = needs({type: 'rightsRead', namespace: 'argocd', rights: {rules: [], isComplete: false}});
	expect(open.filter(key => key.startsWith('access'))).toHaveLength(32);
});

test('the verbs without a key stand in the menu', () => {
	const names = menuBindings(storeOf(world, list).get()).map(({name}) => name);
	expect(names).toEqual(expect.arrayContaining(['hold', 'release', 'hand-back']));
	const onLog = storeOf(world, {screen: {name: 'contexts'}}).get();
	expect(keymap.filter(({name}) => name === 'hold').some(binding => applies(binding, onLog))).toBe(false);
});
