import {describe, expect, test} from 'vitest';
import type {Entry} from '../../source/journal/entry.ts';
import {changesBetween, countsBetween} from '../../source/lines/changes.ts';
import {type Picture, pictureOf} from '../../source/lines/picture.ts';
import {sayTime} from '../../source/lines/sentence.ts';
import {summaryOf} from '../../source/lines/summary.ts';
import type {Health} from '../../source/model/health.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Event} from '../../source/store/events.ts';
import {splitSources} from '../../source/store/lists/traffic-tables.ts';
import type {Store} from '../../source/store/store.ts';
import {
	crashing,
	deployment,
	live,
	node,
	noon,
	pod,
	route,
	rowsFrom,
	shop,
	storeOf,
	told,
	type World,
} from '../screens/world.ts';

const calm: World = {
	...shop,
	pods: shop.pods!.slice(0, 5),
	deployments: shop.deployments!.slice(0, 2),
};

function replaced(view: string, objects: readonly KubernetesObject[]): Event {
	return told(view, [{type: 'replaced', rows: rowsFrom(view, objects)}]);
}

function withGeneration(object: KubernetesObject, generation: number): KubernetesObject {
	return {...object, metadata: {...object.metadata, generation}};
}

function fared(health: Health, ...views: readonly string[]): readonly Event[] {
	return views.map(view => told(view, [{type: 'health', health}]));
}

const at = (ms: number): Event => ({type: 'ticked', now: noon + ms, wallTime: noon + ms});

type Pictured = {readonly store: Store; readonly picture: Picture};

function begin(world: World = calm): Pictured {
	const others = splitSources.filter(view => world[view] === undefined);
	const store = storeOf({...world, ...Object.fromEntries(others.map(view => [view, []]))});
	return {store, picture: pictureOf(store.get())};
}

/** What is told of these events, and of how the counts moved. */
function tell({store, picture}: Pictured, ...events: readonly Event[]): readonly string[] {
	store.dispatch(...events);
	return changesBetween(picture, pictureOf(store.get(), picture)).map(({says}) => says);
}

const refused: Health = {
	state: 'stale',
	since: noon - 2000,
	retryAt: noon + 1000,
	trouble: {reason: 'unreachable', says: 'The server refuses connections.', hint: 'ctrl-r tries at once.'},
};
const everything = [...new Set([...Object.keys(calm), ...splitSources])];

type Case = readonly [name: string, events: readonly Event[], says: readonly string[]];

const moved = (champion: number, challenger: number) => route('checkout', champion, challenger);

const cases: readonly Case[] = [
	['nothing where nothing changed', [at(5000)], []],
	[
		'nothing where a list was read again and holds the same',
		[replaced('deployments', calm.deployments!)],
		[],
	],
	[
		'traffic that moved, and that the gateway has accepted it',
		[replaced('httproutes', [moved(75, 25)])],
		[
			'HTTPRoute shop/checkout, rule cards: cards-v1 went from 90 to 75 percent; cards-v2 went from 10 to 25 percent. The gateway has accepted it.',
		],
	],
	[
		'traffic that moved, before the gateway has seen it',
		[replaced('httproutes', [withGeneration(moved(75, 25), 2)])],
		[
			'HTTPRoute shop/checkout, rule cards: cards-v1 went from 90 to 75 percent; cards-v2 went from 10 to 25 percent. The gateway has not seen it yet.',
		],
	],
	['a split that is gone', [replaced('httproutes', [])], ['HTTPRoute shop/checkout, rule cards is gone.']],
	[
		'a split that is new',
		[
			replaced('httproutes', [
				moved(90, 10),
				{...moved(100, 0), metadata: {...moved(1, 0).metadata, name: 'other', uid: 'uid-other'}},
			]),
		],
		[
			'New: HTTPRoute shop/other, rule cards: cards-v1 (champion) gets 100 percent and cards-v2 gets 0 percent.',
		],
	],
	[
		'a Deployment that was scaled, and waits for its pods',
		[replaced('deployments', [deployment('cards-v1', {wanted: 5, ready: 3}), calm.deployments![1]!])],
		['Deployment shop/cards-v1: scaled from 3 to 5.'],
	],
	[
		'a Deployment that was given another image and is settled by the time one looks',
		[replaced('deployments', [deployment('cards-v1', {image: 'shop/app:1.2'}), calm.deployments![1]!])],
		['Deployment shop/cards-v1: container app went from image shop/app:1.0 to shop/app:1.2.'],
	],
	['a node that joined', [replaced('nodes', [...calm.nodes!, node('node-3')])], ['Node node-3 joined.']],
	['nodes that left', [replaced('nodes', [])], ['2 nodes: node-1 and node-2 left.']],
	[
		'a trouble that began, with what to do',
		[replaced('pods', [...calm.pods!, crashing('ranker-abc-1', 'ranker')])],
		[expect.stringMatching(/^(Trouble|Warning): in shop, .*ranker.*exit 137/) as unknown as string],
	],
	[
		'a connection that is lost, once for all streams',
		[...fared(refused, ...everything), at(0)],
		[
			`The connection to eu1 is lost: The server refuses connections. refresh tries at once. What is known of it is as of ${sayTime(noon - 2000)}.`,
		],
	],
	[
		'news of some kinds that is lost',
		fared(refused, 'pods', 'nodes'),
		[
			`No more news of pods and nodes: The server refuses connections. refresh tries at once. What is known of them is as of ${sayTime(noon - 2000)}.`,
		],
	],
];

describe('told is', () => {
	test.each(cases)('%s', (_name, events, says) => {
		expect(tell(begin(), ...events)).toEqual(says);
	});
});

test('a trouble is told when it is over, and how long ago it had begun', () => {
	const begun = begin({...calm, pods: [...calm.pods!, crashing('ranker-abc-1', 'ranker')]});
	expect(tell(begun, at(60_000), replaced('pods', calm.pods!))).toEqual([
		expect.stringMatching(/^Over: in shop, .*ranker.* It had begun \d+ minutes before\.$/),
	]);
});

test('a lost connection is said again every minute, and told as back on proof only', () => {
	const begun = begin();
	tell(begun, ...fared(refused, ...everything));
	let picture = pictureOf(begun.store.get(), begun.picture);
	const next = (...events: readonly Event[]) => {
		begun.store.dispatch(...events);
		const present = pictureOf(begun.store.get(), picture);
		const says = changesBetween(picture, present).map(each => each.says);
		picture = present;
		return says;
	};
	expect(next(at(30_000))).toEqual([]);
	expect(next(at(58_500))).toEqual([
		'Still no connection to eu1, for 61 seconds: The server refuses connections.',
	]);
	expect(next(at(70_000))).toEqual([]);
	expect(next(...fared(live, 'pods'))).toEqual([]);
	expect(next(...fared(live, ...everything))).toEqual([
		"The connection to eu1 is back, proved by the server's answer, after 72 seconds. What is told is current.",
	]);
});

test('what was always there is not told as new when it is read late', () => {
	const store = storeOf({...calm, deployments: []});
	store.dispatch({type: 'streamOpened', view: 'deployments', stream: 'deployments'});
	const picture = pictureOf(store.get());
	expect(picture.deployments).toBeUndefined();
	expect(tell({store, picture}, replaced('deployments', calm.deployments!))).toEqual([]);
});

test('a picture stands although the tables go on', () => {
	const {store, picture} = begin();
	store.dispatch(told('deployments', [{type: 'deleted', uid: 'uid-cards-v1'}]));
	expect(picture.deployments?.has('uid-cards-v1')).toBe(true);
	expect(tell({store, picture})).toEqual(['Deployment shop/cards-v1 is gone.']);
});

test('hundreds of pods are one sentence', () => {
	const {store, picture} = begin();
	const many = Array.from({length: 312}, (_, p) => pod(`cards-v1-abc-${p + 10}`, {workload: 'cards-v1'}));
	store.dispatch(replaced('pods', [...calm.pods!, ...many]));
	const told = countsBetween(picture, pictureOf(store.get(), picture)).map(({says}) => says);
	expect(told).toEqual(['312 pods of shop/cards-v1 became ready.']);
});

test('dozens of troubles at once are told by their worst, and how many more there are', () => {
	const broken = Array.from({length: 30}, (_, w) => crashing(`w${w}-abc-1`, `w${w}`));
	const says = tell(begin(), replaced('pods', [...calm.pods!, ...broken]));
	expect(says).toHaveLength(6);
	expect(says.at(-1)).toBe('25 more troubles began: now lists all.');
});

const entry: Entry = {
	id: 'a1',
	at: noon + 1000,
	who: 'ann',
	context: 'eu1',
	server: 'https://127.0.0.1:6443',
	action: 'scale',
	says: 'Scale Deployment shop/cards-v1 from 3 to 5',
	lines: [],
	steps: [],
	undo: {way: 'swap'},
	applied: 1,
};

test("what a shell's command wrote is told, and how it ended", () => {
	const begun = begin();
	expect(tell(begun, {type: 'journalRead', entries: [entry]})).toEqual([
		'From a shell of yours, as ann: Scale Deployment shop/cards-v1 from 3 to 5.',
	]);
	const picture = pictureOf(begun.store.get(), begun.picture);
	const ended = {...entry, end: 'settled', endSays: '5/5 ready'};
	expect(tell({...begun, picture}, {type: 'journalRead', entries: [ended]})).toEqual([
		'Scale Deployment shop/cards-v1 from 3 to 5: settled, 5/5 ready.',
	]);
	// One that was over before anybody looked is one sentence.
	expect(tell(begun, {type: 'journalRead', entries: [ended]})).toEqual([
		'From a shell of yours, as ann: Scale Deployment shop/cards-v1 from 3 to 5: settled, 5/5 ready.',
	]);
	expect(
		tell({...begun, picture}, {type: 'journalRead', entries: [{...entry, context: 'us1', id: 'b2'}]}),
	).toEqual([]);
});

test('the summary says the worst first, then how traffic is divided', () => {
	const {store} = begin(shop);
	const says = summaryOf(store.get()).map(each => each.says);
	expect(says[0]).toBe('1 trouble, the worst first:');
	expect(says[1]).toMatch(/ranker/);
	expect(says.at(-1)).toBe(
		'HTTPRoute shop/checkout, rule cards: cards-v1 (champion) gets 90 percent and cards-v2 gets 10 percent.',
	);
	expect(summaryOf(begin().store.get())[0]?.says).toBe('Nothing is in trouble.');
});

test('no sentence holds anything a plain terminal could not show', () => {
	const {store} = begin(shop);
	for (const {says} of summaryOf(store.get())) expect(says).toMatch(/^[\x20-\x7e]+$/);
});
