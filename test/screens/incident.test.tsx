import {describe, expect, test} from 'vitest';
import type {Entry} from '../../source/journal/entry.ts';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {Event} from '../../source/store/events.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {showApp, sizes} from './show.tsx';
import {crashing, live, noon, rowsFrom, shop, storeOf, told, type World} from './world.ts';

const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
const minute = 60_000;

const wrote = (manager: string, agoMs: number, fieldsV1: JsonObject, more: JsonObject = {}) => ({
	manager,
	operation: 'Update',
	apiVersion: 'v1',
	time: new Date(noon - agoMs).toISOString(),
	fieldsType: 'FieldsV1',
	fieldsV1,
	...more,
});

const readWith = (object: KubernetesObject, managedFields: readonly JsonObject[]): Event =>
	({
		type: 'objectRead',
		uid: object.metadata.uid,
		read: {object: {...object, metadata: {...object.metadata, managedFields}}},
	}) as unknown as Event;

const rules = {'f:spec': {'f:rules': {}}};
const image = {
	'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{"name":"app"}': {'.': {}, 'f:image': {}}}}}},
};
const replicas = {'f:spec': {'f:replicas': {}}};

const [route] = shop.httproutes!;
const [champion, challenger] = shop.deployments!;

const reads: readonly Event[] = [
	readWith(route!, [
		wrote('kubectl-create', 3 * minute, {'f:spec': {'f:hostnames': {}}}),
		wrote('release-train', 12 * minute, rules),
	]),
	readWith(champion!, [
		wrote('argocd-controller', 2 * 1440 * minute, image),
		wrote('kube-controller-manager', minute, image, {subresource: 'status'}),
	]),
	readWith(challenger!, [
		wrote('kubectl-set', 20 * minute, image),
		wrote('kubectl-scale', 5 * minute, replicas),
	]),
];

const warning = (name: string, pod: string, agoMs: number, count: number) =>
	({
		metadata: {
			name,
			namespace: 'shop',
			uid: `uid-${name}`,
			creationTimestamp: new Date(noon - agoMs).toISOString(),
		},
		type: 'Warning',
		reason: 'Unhealthy',
		message: 'Readiness probe failed: HTTP probe failed with statuscode: 500',
		count,
		firstTimestamp: new Date(noon - agoMs).toISOString(),
		lastTimestamp: new Date(noon - agoMs).toISOString(),
		involvedObject: {apiVersion: 'v1', kind: 'Pod', name: pod, uid: `uid-${pod}`},
	}) as unknown as KubernetesObject;

const warnings: Event[] = [
	{type: 'streamOpened', view: 'warnings', stream: 'warnings'},
	told('warnings', [
		{
			type: 'replaced',
			rows: rowsFrom('warnings', [
				warning('w1', 'cards-v2-abc-1', 4 * minute, 7),
				warning('w2', 'cards-v2-abc-2', 2 * minute, 1),
				warning('w3', 'ranker-abc-1', minute, 99),
			]),
		},
		{type: 'health', health: live},
	]),
];

const broken: World = {...shop, pods: [...shop.pods!.slice(0, 4), crashing('cards-v2-abc-2', 'cards-v2')]};

function store(world: World, events: readonly Event[], screen: NewScreen = {name: 'split', subject}): Store {
	return storeOf(world, {screen, events, size: sizes[1]});
}

const read = async (world: World, ...events: readonly Event[]) =>
	(await showApp(store(world, events), sizes[1])).read();

test('beside the charts where there is room, in their place where there is none', async () => {
	const events = [...reads, ...warnings];
	await expectGolden('incident-160x50', await showApp(store(broken, events), sizes[1]));
	const narrow = storeOf(broken, {
		screen: {name: 'split', subject},
		events: [...events, {type: 'chartChosen', chart: 'changes'}],
	});
	await expectGolden('incident-80x24', await showApp(narrow));
});

describe('what changed last', () => {
	test('is told with its writer and its time, the newest first', async () => {
		const screen = await read(shop, ...reads);
		const lines = [
			'11:48:00 UTC  weights of checkout 90/10 by release-train',
			'11:40:00 UTC  cards-v2 app:1.1 by kubectl-set',
			'2025-12-30  cards-v1 app:1.0 by argocd-controller',
		];
		expect(lines.map(line => screen.includes(line))).toEqual([true, true, true]);
		const places = lines.map(line => screen.indexOf(line));
		expect(places).toEqual([...places].sort((a, b) => a - b));
		// Who scales, or writes the status, has not changed the version.
		expect(screen).not.toMatch(/kubectl-scale|kube-controller-manager|kubectl-create/);
	});

	test('by sluice from here is told with the person, else with the program', async () => {
		const ours = readWith(route!, [wrote('sluice', 5000, rules)]);
		const target = {
			resource: {group: '', version: 'v1', plural: 'httproutes', kind: 'HTTPRoute', namespaced: true},
			namespace: 'shop',
			name: 'checkout',
			uid: 'uid-checkout',
		};
		const entry = {
			id: 'c1',
			at: noon - 5400,
			who: 'dana',
			says: 'Shift',
			lines: [],
			steps: [{target}],
			undo: {way: 'swap'},
			applied: 1,
			context: 'eu1',
			server: '',
			action: 'shift',
		} as unknown as Entry;
		expect(await read(shop, ours)).toContain('weights of checkout 90/10 by sluice');
		expect(await read(shop, ours, {type: 'journalRead', entries: [entry]})).toContain('by dana, with sluice');
		expect(await read(shop, ours, {type: 'journalRead', entries: [{...entry, applied: 0}]})).not.toContain(
			'dana',
		);
	});

	test('that is not known yet, or may not be read, is said', async () => {
		expect(await read(shop)).toContain('Reading who wrote them last.');
		const trouble = {reason: 'forbidden', says: 'get httproutes in shop is forbidden.'} as const;
		expect(await read(shop, {type: 'objectRead', uid: 'uid-checkout', read: {trouble}})).toContain(
			'get httproutes in shop is forbidden.',
		);
	});
});

describe('what went wrong', () => {
	test('restarts come first, then warnings by reason; those of others are left out', async () => {
		const screen = await read(broken, ...warnings);
		expect(screen).toContain('cards-v2 12 restarts in 1 pod, last exit 137 (OOMKilled)');
		expect(screen).toMatch(/cards-v2 Unhealthy x8 {2}11:58:00 UTC/);
		expect(screen.indexOf('12 restarts')).toBeLessThan(screen.indexOf('Unhealthy x8'));
		expect(screen).not.toContain('x99');
	});

	test('nothing is said of what is not known', async () => {
		expect(await read(shop)).toContain('Loading warnings.');
		expect(
			await read(
				shop,
				...warnings.slice(0, 1),
				told('warnings', [
					{type: 'replaced', rows: []},
					{type: 'health', health: live},
				]),
			),
		).toContain('No restarts and no warnings of either version.');
		const trouble = {reason: 'forbidden', says: 'list events is forbidden.'} as const;
		const denied = await read(
			shop,
			warnings[0]!,
			told('warnings', [{type: 'health', health: {state: 'denied', trouble}}]),
		);
		expect(denied).toContain('Warnings are not known: list events is forbidden.');
		expect(denied).not.toContain('No restarts and no warnings');
	});
});

test('warnings and whole objects are asked for while it is looked at, and not else', () => {
	const asked = (screen: NewScreen) =>
		needsOf(store(shop, [], screen).get()).flatMap(need =>
			need.type === 'object'
				? [need.subject.name]
				: need.type === 'stream' && need.view === 'warnings'
					? ['warnings']
					: [],
		);
	expect(asked({name: 'split', subject}).sort()).toEqual(['cards-v1', 'cards-v2', 'checkout', 'warnings']);
	expect(asked({name: 'list', view: 'splits'})).toEqual([]);
});
