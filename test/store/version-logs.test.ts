import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {Event} from '../../source/store/events.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {linesOfVersion, merged, mostVersionLines} from '../../source/store/version-logs.ts';
import {crashing, noon, pod, shop, storeOf, type World} from '../screens/world.ts';

const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
const screen: NewScreen = {name: 'version-logs', subject};

function logNeeds(store: Store) {
	return needsOf(store.get()).flatMap(need => (need.type === 'version-log' ? [need] : []));
}

function on(world: World = shop, ...events: readonly Event[]): Store {
	return storeOf(world, {screen, events});
}

const opened = (key: string, version: string, podName: string, isPrevious = false): Event => ({
	type: 'logOpened',
	key,
	version: {of: subject.uid, version, pod: `uid-${podName}`, podName, isPrevious},
});
const at = (ms: number, text: string) => `${new Date(noon + ms).toISOString()} ${text}`;
const read = (key: string, ...lines: readonly string[]): Event => ({type: 'linesRead', key, lines});
const textsOf = (store: Store, version = 'cards-v2', withPrevious = false) =>
	linesOfVersion(store.get(), subject.uid, version, withPrevious).map(({text}) => text);

describe('what is asked for', () => {
	test('every pod of both versions, with times', () => {
		const needs = logNeeds(on());
		expect(needs.map(({version: {version, podName}}) => `${version} ${podName}`)).toEqual([
			'cards-v1 cards-v1-abc-1',
			'cards-v1 cards-v1-abc-2',
			'cards-v1 cards-v1-abc-3',
			'cards-v2 cards-v2-abc-1',
			'cards-v2 cards-v2-abc-2',
		]);
	});

	test('ten pods of a version at most, those in trouble first', () => {
		const many = Array.from({length: 14}, (_, n) => pod(`cards-v2-abc-${n}`, {workload: 'cards-v2'}));
		const world = {...shop, pods: [...many, crashing('cards-v2-abc-x', 'cards-v2')]};
		const needs = logNeeds(on(world)).filter(({version}) => version.version === 'cards-v2');
		expect(needs).toHaveLength(10);
		expect(needs[0]!.version.podName).toBe('cards-v2-abc-x');
	});

	test('a pod that has not begun is asked once it has, and one that comes now from its first line', () => {
		const starting = (phase: string) =>
			pod('cards-v2-abc-9', {
				workload: 'cards-v2',
				status: {phase},
				metadata: {creationTimestamp: new Date(noon - 10_000).toISOString()},
			});
		const needs = (phase: string) =>
			logNeeds(on({...shop, pods: [...shop.pods!, starting(phase)]})).filter(
				({version}) => version.podName === 'cards-v2-abc-9',
			);
		expect(needs('Pending')).toEqual([]);
		expect(needs('Running')).toMatchObject([{tailLines: mostVersionLines}]);
		expect(logNeeds(on())[0]!.tailLines).toBe(Math.floor(mostVersionLines / 3));
	});

	test('a container that restarted is another need, and p reads its former life too', () => {
		const world = {...shop, pods: [...shop.pods!.slice(0, 3), crashing('cards-v2-abc-1', 'cards-v2')]};
		const store = on(world);
		const lives = () => logNeeds(store).filter(({version}) => version.version === 'cards-v2');
		expect(lives().map(({version}) => version.isPrevious)).toEqual([false]);
		expect(lives()[0]!.key).toContain(' 12 ');
		pressKeys(store, ['p'], {at: noon});
		expect(lives().map(({version}) => version.isPrevious)).toEqual([false, true]);
		pressKeys(store, ['p'], {at: noon});
		expect(lives()).toHaveLength(1);
	});

	test('nothing is asked on another screen', () => {
		expect(logNeeds(storeOf(shop, {screen: {name: 'split', subject}}))).toEqual([]);
	});
});

describe('what is kept', () => {
	test('lines of several pods stand in the order of their times', () => {
		const store = on(
			shop,
			opened('a', 'cards-v2', 'cards-v2-abc-1'),
			opened('b', 'cards-v2', 'cards-v2-abc-2'),
		);
		store.dispatch(read('a', at(0, 'one'), at(2000, 'three')), read('b', at(1000, 'two'), at(3000, 'four')));
		expect(textsOf(store)).toEqual(['one', 'two', 'three', 'four']);
	});

	test('what is read twice stands once, and the same text of another time or pod twice', () => {
		const store = on(
			shop,
			opened('a', 'cards-v2', 'cards-v2-abc-1'),
			opened('b', 'cards-v2', 'cards-v2-abc-2'),
		);
		store.dispatch(
			read('a', at(0, 'x'), at(1, 'x')),
			read('b', at(0, 'x')),
			read('a', at(0, 'x'), at(1, 'x'), at(2, 'y')),
		);
		expect(textsOf(store)).toEqual(['x', 'x', 'x', 'y']);
	});

	test('what the kubelet says without a time stays where it was told', () => {
		const store = on(shop, opened('a', 'cards-v2', 'cards-v2-abc-1'));
		store.dispatch(read('a', at(0, 'one'), 'failed to watch', at(5, 'two')));
		expect(textsOf(store)).toEqual(['one', 'failed to watch', 'two']);
		const alone = on(
			shop,
			opened('a', 'cards-v2', 'cards-v2-abc-1'),
			read('a', 'unable to retrieve container logs'),
		);
		expect(linesOfVersion(alone.get(), subject.uid, 'cards-v2')[0]!.at).toBe(noon);
	});

	test('the newest lines of a version are kept, of however many pods', () => {
		const line = (n: number, name: string) => ({
			at: n,
			text: String(n),
			pod: name,
			podName: name,
			isPrevious: false,
		});
		let lines = merged([], []);
		for (let round = 0; round < 5; round++) {
			lines = merged(
				lines,
				Array.from({length: 900}, (_, n) => line(round * 900 + n, `p${round % 3}`)),
			);
		}
		expect(lines).toHaveLength(mostVersionLines);
		expect(lines.at(-1)!.text).toBe('4499');
	});

	test('former lives are shown only where they are asked for', () => {
		const store = on(
			shop,
			opened('a', 'cards-v2', 'cards-v2-abc-1'),
			opened('a/previous', 'cards-v2', 'cards-v2-abc-1', true),
		);
		store.dispatch(read('a/previous', at(-9000, 'dying')), read('a', at(0, 'one')));
		expect(textsOf(store)).toEqual(['one']);
		expect(textsOf(store, 'cards-v2', true)).toEqual(['dying', 'one']);
	});

	test('the same trouble again changes nothing', () => {
		const trouble = {reason: 'unreachable', says: 'eu1 does not answer.'} as const;
		const store = on(shop, opened('a', 'cards-v2', 'cards-v2-abc-1'), {
			type: 'logTroubled',
			key: 'a',
			trouble,
		});
		const before = store.get();
		store.dispatch({type: 'logTroubled', key: 'a', trouble: {...trouble}});
		expect(store.get().versionLogs).toBe(before.versionLogs);
	});

	test('another container, and the screen opened anew, begin with nothing', () => {
		for (const event of [
			{type: 'containerPicked', container: 'proxy'},
			{type: 'screenOpened', screen},
		] as const) {
			const store = on(shop, opened('a', 'cards-v2', 'cards-v2-abc-1'), read('a', at(0, 'one')));
			store.dispatch(event);
			expect(textsOf(store)).toEqual([]);
		}
	});

	test('a log of one pod alone is none of theirs', () => {
		const store = on(shop, opened('a', 'cards-v2', 'cards-v2-abc-1'));
		store.dispatch({type: 'logOpened', key: 'c'}, read('c', 'alone'));
		expect(store.get().logs.c!.lines).toEqual(['alone']);
		expect(textsOf(store)).toEqual([]);
	});
});

test('v shows the champion, the challenger and both, o what is new from its beginning', () => {
	const store = on();
	const shown = () => topScreen(store.get()).shown;
	const turns = ['v', 'v', 'v', 'o'].map(key => {
		pressKeys(store, [key], {at: noon});
		return shown();
	});
	expect(turns).toEqual(['champion', 'challenger', undefined, 'new']);
	expect(topScreen(store.get()).text.first).toBe(0);
	pressKeys(store, ['o'], {at: noon});
	expect(topScreen(store.get()).text.first).toBeUndefined();
});
