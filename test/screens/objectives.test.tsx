import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {Entry} from '../../source/journal/entry.ts';
import type {Step} from '../../source/model/plan.ts';
import {objectives} from '../../source/objectives/index.ts';
import {deedsOf} from '../../source/store/lists/objectives.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {barePlan} from '../kit/plan.ts';
import {deployments} from '../kit/resources.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {context, noon, shop, storeOf} from './world.ts';

const services = {...deployments, group: '', plural: 'services', kind: 'Service'};

function made(id: string, name: string, more: Partial<Entry> = {}): Entry {
	const step = (resource: typeof deployments): Step => ({
		type: 'create',
		target: {resource, namespace: 'shop', name, uid: `uid-${name}`},
		guards: [],
		edits: [],
	});
	return {
		id,
		at: noon - 90_000,
		who: 'dana',
		context: context.name,
		server: context.server,
		action: 'do',
		says: `Deploy a model: make Deployment shop/${name} and Service shop/${name}`,
		lines: [],
		steps: [step(deployments), step(services)],
		undo: {way: 'remove'},
		applied: 2,
		end: 'settled',
		...more,
	};
}

const taken: Entry = {...made('t', 'old'), action: 'undo', undoOf: 'b', at: noon - 20_000};

/** More than there is room for beneath a line. */
const deeds = Array.from({length: 5}, (_, pod) => [
	{
		at: noon - 80_000 + pod * 1000,
		says: `started cards-v3 (cards:3.0) in cards-v3-7d9f-${pod} on node-${pod}`,
	},
	{at: noon - 79_000 + pod * 1000, says: `cards-v3 in cards-v3-7d9f-${pod} stopped: exit 1`},
]).flat();

const entries: readonly Entry[] = [
	taken,
	made('a', 'cards-v1'),
	made('h', 'half', {applied: 1, end: 'failed', at: noon - 600_000}),
	made('n', 'none', {applied: 0, end: 'failed', at: noon - 1_200_000}),
	made('u', 'cards-v2', {end: 'unsettled', at: noon - 1_800_000}),
	made('b', 'old', {at: noon - 3_600_000}),
	made('g', 'gone', {at: noon - 7_200_000, who: 'system:serviceaccount:shop:bot'}),
	made('s', 'scaled', {action: 'scale', at: noon - 10_800_000}),
	made('o', 'elsewhere', {context: 'us1'}),
];

function listed(journal: readonly Entry[] = entries): Store {
	return storeOf(shop, {
		screen: {name: 'objectives'},
		events: [
			{type: 'identified', me: 'dana'},
			{type: 'journalRead', entries: journal},
		],
	});
}

/** The keys to what was done, behind all that can be said. */
function downTo(done: number): readonly string[] {
	return Array.from({length: objectives.length + done}, () => 'j');
}

function press(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

describe.each(sizes.map(size => [sayOf(size), size] as const))('objectives at %s', (name, size) => {
	test('what can be said, and what was done', async () => {
		await expectGolden(`objectives-${name}`, await showApp(listed(), size));
	});
	test('nothing was done yet', async () => {
		await expectGolden(`objectives-none-${name}`, await showApp(listed([]), size));
	});
	test('what the orchestrator did stands beneath the one that is picked', async () => {
		const store = listed([made('d', 'cards-v3', {deeds}), ...entries]);
		press(store, ...downTo(0));
		await expectGolden(`objectives-did-${name}`, await showApp(store, size));
	});
	test('the form as it is opened', async () => {
		const store = listed();
		press(store, 'enter');
		await expectGolden(`form-${name}`, await showApp(store, size));
	});
	test('the form with what is wrong', async () => {
		const store = listed();
		press(store, 'enter', ...'Web', 'enter', ...'nginx:1.27', 'enter', 'enter', ...'99999', 'left');
		await expectGolden(`form-wrong-${name}`, await showApp(store, size));
	});
	test('the form before its preview', async () => {
		const store = listed();
		press(store, 'enter', ...'web', 'enter', ...'nginx:1.27', 'ctrl-s');
		await expectGolden(`form-ready-${name}`, await showApp(store, size));
	});
});

test('while it goes on, what was told so far stands there', () => {
	const store = listed([made('r', 'running', {end: undefined, applied: 1})]);
	const entry = store.get().journal[0]!;
	expect(deedsOf(store.get(), entry)).toEqual([]);
	store.dispatch({
		type: 'asked',
		commands: [{action: 'do', objective: 'deploy', values: {name: 'running'}, namespace: 'shop'}],
		says: 'Deploy a model running',
	});
	const {id} = store.get().runs[0]!;
	for (const telling of [
		{type: 'planned', plan: {...barePlan, says: entry.says}},
		{type: 'orchestrated', ...deeds[0]!},
	] as const)
		store.dispatch({type: 'told', run: id, telling, at: noon});
	expect(deedsOf(store.get(), entry)).toEqual([deeds[0]]);
});

test.each([
	[0, 'what stands leads to the first object it made', {name: 'detail', subject: {view: 'deployments'}}],
	[1, 'so does what failed half-way', {name: 'detail', subject: {view: 'deployments'}}],
	[2, 'what made nothing leads to its entry', {name: 'detail', subject: {view: 'journal', uid: 'n'}}],
	[4, 'what was removed leads to its entry', {name: 'detail', subject: {view: 'journal', uid: 'b'}}],
	[
		5,
		'what somebody else removed leads to its entry',
		{name: 'detail', subject: {view: 'journal', uid: 'g'}},
	],
])('done %i: %s', (row, _says, screen) => {
	const store = listed();
	press(store, ...downTo(row), 'enter');
	expect(topScreen(store.get())).toMatchObject(screen);
});

test('U takes back the one that is picked, with a preview', () => {
	const store = listed();
	press(store, ...downTo(1), 'U');
	expect(store.get().runs).toMatchObject([{command: {action: 'undo', id: 'h'}}]);
	expect(store.get().dialog).toBeDefined();
});

test('U on what can be said takes nothing back', () => {
	const store = listed();
	press(store, 'U');
	expect(store.get().runs).toEqual([]);
	expect(store.get().flash?.says).toBe('Nothing of yours here to take back; :journal lists all.');
});

test('a filter finds what was done', async () => {
	const store = listed();
	press(store, '/', ...'half', 'enter');
	const screen = await showApp(store);
	expect(await screen.read()).toContain('half-way, 1 of 2');
	expect(await screen.read()).not.toContain('What can be said');
});

test('what was made is not said to be gone in a namespace that is not looked at', async () => {
	const store = listed([made('g', 'gone')]);
	store.dispatch({type: 'namespaceChosen', namespace: 'models'});
	press(store, 'G');
	expect(await (await showApp(store)).read()).toContain('stands');
});
