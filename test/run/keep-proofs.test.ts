import {expect, test} from 'vitest';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import {keepProofs} from '../../source/run/keep-proofs.ts';
import {counted, drainHere, entryOf, undoOf} from '../kit/drained.ts';
import {shop, storeOf} from '../screens/world.ts';

function kept(append = memoryJournal().append) {
	const store = storeOf(shop, {screen: {name: 'now'}});
	const lines: Parameters<typeof append>[0][] = [];
	const journal = {
		...memoryJournal(),
		append: (line: (typeof lines)[number]) => {
			lines.push(line);
			return append(line);
		},
	};
	const isKept = () => {
		const [line] = lines.slice(-1);
		if (line?.type !== 'proved') throw new Error('no proof');
		const {type: _type, id: _id, ...proof} = line;
		store.dispatch({type: 'journalRead', entries: [entryOf({proof})]});
	};
	const proofs = keepProofs({store, journal, wallClock: systemClock, isKept});
	store.subscribe(() => proofs.follow());
	return {store, lines};
}

const quiet = (seconds: number, last: number) =>
	counted(seconds, {lastAt: entryOf().at + last * 1000, countedFrom: entryOf().at - 60_000});

test('once a drain is proved the journal says so, once, with the time of the last request', () => {
	const {store, lines} = kept();
	drainHere(store);
	store.dispatch(counted(8, {requests: 9, perSecond: 1, lastAt: entryOf().at + 8000}));
	expect(lines).toEqual([]);
	store.dispatch(quiet(60, 8));
	store.dispatch(quiet(75, 8));
	expect(lines).toEqual([
		{
			type: 'proved',
			id: 'drain-1',
			at: entryOf().at + 60_000,
			says: 'Nothing reaches cards-v2 any more, as far as is counted.',
			isSure: true,
			versions: [{name: 'cards-v2', lastAt: entryOf().at + 8000, until: entryOf().at + 60_000}],
			steps: expect.arrayContaining([{at: entryOf().at, says: 'written'}]),
		},
	]);
});

test('requests that came after it was proved are said by another line', () => {
	const {store, lines} = kept();
	drainHere(store);
	store.dispatch(quiet(60, 8));
	store.dispatch(quiet(90, 70));
	store.dispatch(quiet(120, 70));
	expect(lines).toHaveLength(2);
});

test('a drain that was taken back is not proved any more', () => {
	const {store, lines} = kept();
	drainHere(store);
	store.dispatch({type: 'journalRead', entries: [undoOf(entryOf()), entryOf()]}, quiet(60, 8));
	expect(lines).toEqual([]);
});

test('a journal that cannot be written is said once', () => {
	const {store, lines} = kept(() => 'The journal could not be written: no space.');
	drainHere(store);
	store.dispatch(quiet(60, 8));
	expect(store.get().flash?.says).toBe(
		'What is proved of the drain is not kept. The journal could not be written: no space.',
	);
	store.dispatch(quiet(75, 8));
	expect(lines).toHaveLength(1);
});
