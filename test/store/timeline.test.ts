import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {timelineOf} from '../../source/store/timeline.ts';
import {timelineMarkdown} from '../../source/store/timeline-text.ts';
import {after, counted, drainHere, entryOf, split, undoOf, weighed} from '../kit/drained.ts';
import {showApp} from '../screens/show.tsx';
import {crashing, noon, pod, rowsFrom, shop, storeOf, told} from '../screens/world.ts';

const me = {type: 'identified', me: 'ann'} as const;

function onSplit(): Store {
	return storeOf(shop, {screen: {name: 'split', subject: split}, events: [me]});
}

function linesOf(store: Store, subject = split): string[] {
	return timelineOf(store.get(), subject)!.moments.map(
		({at, says, source}) => `${new Date(at).toISOString().slice(11, 19)} ${says} [${source}]`,
	);
}

function later<E extends {readonly type: string}>(event: E, seconds: number): E {
	return {...event, at: noon + seconds * 1000};
}

test('a drain and what came of it, in the order of time, each with who says so', () => {
	const store = onSplit();
	drainHere(store);
	store.dispatch(counted(60, {lastAt: noon + 4000}), after(61));
	expect(linesOf(store)).toEqual([
		'12:00:00 ann: Drain HTTPRoute shop/checkout rule cards: everything to cards-v1 (cards-v1 (rule cards) 90 % -> 100 %, cards-v2 (rule cards) 10 % -> 0 %); settled after 0.9 s [journal]',
		'12:00:00 first seen at cards-v1 100 %, cards-v2 0 % [watch]',
		'12:00:00 written [proof of the drain]',
		'12:00:00 accepted [proof of the drain]',
		'12:00:04 last request on cards-v2 by then, none more until 12:01:00 UTC [proof of the drain]',
		'12:01:00 So far: Nothing reaches cards-v2 any more, as far as is counted. [proof of the drain]',
	]);
});

test('what was asked stands before what came of it, though clocks count in whole seconds', () => {
	const store = onSplit();
	drainHere(store);
	store.dispatch({type: 'journalRead', entries: [entryOf({at: noon + 1000})]});
	const lines = linesOf(store);
	expect(lines.findIndex(line => line.includes('ann: Drain'))).toBeLessThan(
		lines.indexOf('12:00:00 written [proof of the drain]'),
	);
});

test('shares that others moved, and a change that was taken back', () => {
	const store = onSplit();
	const entry = entryOf({at: noon + 5000, reason: 'errors'});
	store.dispatch(later(weighed(50, 50), 20), {type: 'journalRead', entries: [undoOf(entry), entry]});
	const lines = linesOf(store);
	expect(lines[0]).toBe('12:00:00 first seen at cards-v1 90 %, cards-v2 10 % [watch]');
	expect(lines[1]).toMatch(/^12:00:05 ann: Drain .*; reason: errors; taken back since \[journal\]$/);
	expect(lines[2]).toBe('12:00:20 set to cards-v1 50 %, cards-v2 50 % [watch]');
	expect(lines[3]).toMatch(/^12:01:05 ann: Undo: Drain/);
});

test('errors that rise above 5 % and end, and a share that falls short', () => {
	const store = onSplit();
	const share = {percent: 10, plusMinus: 1};
	const at = (seconds: number, failed: number, more = {}) =>
		counted(seconds, {requests: 100, failed, perSecond: 1, share, ...more});
	store.dispatch(
		at(10, 0),
		at(20, 12),
		at(30, 50),
		at(40, 4),
		at(50, 4, {share: {percent: 2, plusMinus: 1}}),
	);
	expect(linesOf(store).slice(1)).toEqual([
		'12:00:20 cards-v2 fails 12 % of its requests [measured by Istio]',
		'12:00:40 Errors of cards-v2 are back to 4 % [measured by Istio]',
		'12:00:50 cards-v2 is seen to get 2 % only [measured by Istio]',
	]);
});

test('restarts and warnings of the pods behind it, without what their messages repeat', () => {
	const store = onSplit();
	const warning = {
		metadata: {name: 'e', namespace: 'shop', uid: 'uid-e', creationTimestamp: '2026-01-01T11:50:00Z'},
		type: 'Warning',
		reason: 'BackOff',
		message: 'token=hunter2',
		count: 5,
		firstTimestamp: '2026-01-01T11:50:00Z',
		lastTimestamp: '2026-01-01T11:55:00Z',
		source: {component: 'kubelet'},
		involvedObject: {apiVersion: 'v1', kind: 'Pod', name: 'cards-v2-abc-1', uid: 'uid-cards-v2-abc-1'},
	};
	const other = {
		...warning,
		metadata: {...warning.metadata, uid: 'uid-f'},
		involvedObject: {uid: 'uid-other'},
	};
	const objects = [warning, other] as unknown as Parameters<typeof rowsFrom>[1];
	store.dispatch({type: 'streamOpened', view: 'warnings', stream: 'warnings'});
	store.dispatch(told('warnings', [{type: 'replaced', rows: rowsFrom('warnings', objects)}]));
	const [sick] = rowsFrom('pods', [crashing('cards-v2-abc-1', 'cards-v2'), pod('x')]);
	store.dispatch(told('pods', [{type: 'changed', row: sick!}]));
	const lines = linesOf(store);
	expect(lines.slice(0, 2)).toEqual([
		'11:50:00 BackOff of Pod cards-v2-abc-1, 5 times until 11:55:00 [event of kubelet]',
		expect.stringMatching(/^11:57:00 Pod cards-v2-abc-1 restarted \(.*\), 12 in all \[pods\]$/),
	]);
	expect(lines.join()).not.toContain('hunter2');
});

test('when nothing was heard of the cluster is in it', () => {
	const store = onSplit();
	const trouble = {reason: 'unreachable', says: 'No answer.'} as const;
	const stale = {state: 'stale', since: noon + 1000, retryAt: noon + 9000, trouble} as const;
	store.dispatch(told('pods', [{type: 'health', health: stale}]), after(30));
	store.dispatch(told('pods', [{type: 'health', health: {state: 'live'}}]), after(40));
	expect(linesOf(store).slice(1)).toEqual([
		'12:00:01 What is shown is out of date from here on [connection]',
		'12:00:40 All is up to date again [connection]',
	]);
});

test('as Markdown it says from when on sluice watched, and nothing in it is markup', () => {
	const store = onSplit();
	store.dispatch({type: 'journalRead', entries: [entryOf({who: 'ann|<b>'})]});
	expect(timelineMarkdown(timelineOf(store.get(), split)!).split('\n')).toEqual([
		'### Timeline of HTTPRoute shop/checkout rule cards',
		'',
		'Context eu1 (https://127.0.0.1:6443), as of 2026-01-01 12:00:00 UTC. Seen since 2026-01-01 12:00:00 UTC; before that unknown, but for what the journal tells.',
		'',
		'| When | What | Source |',
		'|---|---|---|',
		expect.stringMatching(
			/^\| 2026-01-01 12:00:00 UTC \| ann\\\|\\<b\\>: Drain HTTPRoute .* 90 % -\\> 100 %/,
		),
		'| 2026-01-01 12:00:00 UTC | first seen at cards-v1 90 %, cards-v2 10 % | watch |',
	]);
});

test('T shows it and copies it, on a split and in the journal; c copies it as it is by then', async () => {
	const store = onSplit();
	drainHere(store);
	pressKeys(store, ['T'], {at: noon});
	expect(store.get().copied?.text).toContain('### Timeline of HTTPRoute shop/checkout rule cards');
	expect(topScreen(store.get())).toMatchObject({name: 'timeline', subject: split});
	const screen = await showApp(store, {columns: 80, rows: 24});
	const shown = await screen.read();
	expect(shown).toContain('Timeline of HTTPRoute shop/checkout rule cards');
	expect(shown).toContain('12:00:00 UTC  ann: Drain HTTPRoute');
	expect(shown).toContain('So far:');
	store.dispatch(counted(60, {lastAt: noon + 4000}), after(61));
	pressKeys(store, ['c'], {at: noon + 61_000});
	expect(store.get().copied?.text).toContain('So far: Nothing reaches cards-v2');

	const journal = storeOf(shop, {screen: {name: 'journal'}, events: [me]});
	journal.dispatch({type: 'journalRead', entries: [entryOf()]});
	pressKeys(journal, ['T'], {at: noon});
	expect(journal.get().copied?.text).toContain('### Timeline of HTTPRoute shop/checkout');
	expect(journal.get().copied?.text).toContain('first seen at cards-v1 90 %');
});
