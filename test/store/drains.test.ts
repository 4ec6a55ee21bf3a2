import {describe, expect, test} from 'vitest';
import {readLine} from '../../source/commands/palette.ts';
import {pressKeys} from '../../source/commands/press.ts';
import {unmeasured} from '../../source/model/measured.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {Event} from '../../source/store/events.ts';
import {notesOf} from '../../source/store/lists/notes.ts';
import {proofTextOf} from '../../source/store/proof.ts';
import type {Store} from '../../source/store/store.ts';
import {timelineOf} from '../../source/store/timeline.ts';
import {after, counted, drain, drainHere, entryOf, split, target, undoOf, weighed} from '../kit/drained.ts';
import {proved} from '../kit/proved.ts';
import {showApp} from '../screens/show.tsx';
import {noon, shop, storeOf} from '../screens/world.ts';

const still = {requests: 120, perSecond: 8, lastAt: noon + 40_000};

function failing(store: Store) {
	return notesOf(store.get()).filter(({uid}) => uid.startsWith('drain '));
}

test('a drain that does not happen is serious on the first screen, with what to do next', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	drainHere(store);
	expect(failing(store)).toEqual([]);
	store.dispatch(counted(40, still), after(41));
	expect(failing(store)).toMatchObject([
		{
			group: 'Troubles',
			tone: 'bad',
			says: expect.stringMatching(
				/^Drain HTTPRoute shop\/checkout rule cards: everything to cards-v1\. It is not happening: 8\/s still reach cards-v2 40 s after/,
			),
			hint: 'Scale cards-v2 to 0 (:scale 0): that ends what is bound to it.',
			subject: split,
			since: noon,
		},
	]);
	store.dispatch(counted(60, {lastAt: noon + 41_000}), after(61));
	expect(failing(store)).toEqual([]);
});

test('it is said for ten minutes, and no longer once it was taken back', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	drainHere(store);
	store.dispatch(counted(40, still), after(590));
	expect(failing(store)).toHaveLength(1);
	store.dispatch(after(601));
	expect(failing(store)).toEqual([]);
	store.dispatch(after(300));
	const entry = entryOf();
	store.dispatch({type: 'journalRead', entries: [entry, undoOf(entry)]});
	expect(failing(store)).toEqual([]);
});

test('after a drain the first screen goes on measuring what was drained', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	const measuring = () => needsOf(store.get()).filter(({type}) => type === 'measure').length;
	drainHere(store);
	expect(measuring()).toBe(1);
	store.dispatch(after(601));
	expect(measuring()).toBe(0);
});

test(':restore asks for the undo of the drain, on the split and on its list', () => {
	for (const screen of [
		{name: 'split', subject: split},
		{name: 'list', view: 'splits'},
	] as const) {
		const store = storeOf(shop, {screen, events: [{type: 'identified', me: 'ann'}]});
		drainHere(store);
		expect(readLine('restore', store.get(), {at: noon})).toMatchObject({
			command: [
				{
					type: 'asked',
					commands: [{action: 'undo', id: 'drain-1'}],
					says: expect.stringMatching(/^Restore: Drain/),
				},
			],
		});
		const entry = entryOf();
		store.dispatch({type: 'journalRead', entries: [undoOf(entry), entry]});
		expect(readLine('restore', store.get(), {at: noon})).toEqual({
			wrong: expect.stringMatching(/^Nothing is left to restore: .* To drain as before: :redo drain-1$/),
		});
	}
	const pods = storeOf(shop, {screen: {name: 'list', view: 'pods'}});
	expect(readLine('restore', pods.get(), {at: noon})).toHaveProperty('wrong');
});

describe('a split that a drain holds', () => {
	const held = (store: Store) => notesOf(store.get()).filter(({uid}) => uid.startsWith('drained '));
	function drained(me = 'ann') {
		const store = storeOf(shop, {screen: {name: 'now'}, events: [{type: 'identified', me}]});
		store.dispatch({type: 'journalRead', entries: [entryOf()]}, weighed(100, 0));
		return store;
	}

	test('is marked on the first screen, with who, when and the way back, which the word there takes', () => {
		const store = drained();
		expect(held(store)).toMatchObject([
			{
				group: 'In progress',
				says: 'HTTPRoute checkout rule cards is drained',
				hint: 'by ann at 12:00:00 UTC; :restore brings 90/10 back',
				since: noon,
				subject: split,
			},
		]);
		expect(notesOf(store.get())).toBe(notesOf(store.get()));
		store.dispatch({type: 'cursorPut', uid: held(store)[0]!.uid});
		expect(readLine('restore', store.get(), {at: noon})).toMatchObject({
			command: [{type: 'asked', commands: [{action: 'undo', id: 'drain-1'}]}],
		});
	});

	test('no longer once it was restored, or its shares changed otherwise', () => {
		const restored = drained();
		restored.dispatch({type: 'journalRead', entries: [undoOf(entryOf()), entryOf()]});
		expect(held(restored)).toEqual([]);
		const shifted = drained();
		shifted.dispatch(weighed(95, 5));
		expect(held(shifted)).toEqual([]);
	});

	test('by somebody else is theirs to restore, and an older one says its day', () => {
		expect(held(drained('bob'))).toMatchObject([{hint: 'by ann at 12:00:00 UTC; it was 90/10 before'}]);
		const store = drained();
		store.dispatch(after(86_400));
		expect(held(store)).toMatchObject([
			{hint: 'by ann at 2026-01-01 12:00:00 UTC; :restore brings 90/10 back'},
		]);
	});

	test('says so on its screen', async () => {
		const store = storeOf(shop, {
			screen: {name: 'split', subject: split},
			events: [{type: 'identified', me: 'ann'}],
		});
		store.dispatch({type: 'journalRead', entries: [entryOf()]}, weighed(100, 0));
		const screen = await showApp(store, {columns: 80, rows: 24});
		expect(await screen.read()).toContain('drained by ann at 12:00:00 UTC; :restore brings 90/10 back');
	});
});

test('its receipt says what is proved by now, step by step with times, and what is not', () => {
	const store = storeOf(shop, {screen: {name: 'journal'}, events: [{type: 'identified', me: 'ann'}]});
	drainHere(store);
	const copied = (key: string) => {
		pressKeys(store, [key], {at: noon});
		return store.get().copied!.text;
	};
	expect(copied('c')).toContain('requests on cards-v2: being counted');
	store.dispatch(counted(60, {lastAt: noon + 4000}));
	expect(copied('c')).toMatch(
		/Proof {4}12:00:00 UTC {2}written\n.*12:00:00 UTC {2}accepted\n.*programmed: nobody reports.*\n.*12:00:04 UTC {2}last request on cards-v2 by then, none more until 12:01:00 UTC\n.*cards-v1 answers 60\/s, no errors\n.*Nothing reaches cards-v2 any more, as far as is counted\./,
	);
	expect(copied('C')).toContain('| Proof | 12:00:00 UTC  written<br>');
	store.dispatch({
		type: 'measured',
		split: split.uid,
		measured: unmeasured('no-source', 'Nothing measures this.'),
	});
	expect(copied('c')).toContain(
		'Unproved: whether requests still reach cards-v2. Nothing measures this. Its logs tell',
	);
});

test('what is proved bears the time of a cluster whose clock is ahead of ours', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	store.dispatch({type: 'ticked', now: noon + 600_000, wallTime: noon, clockAheadMs: 600_000});
	drainHere(store);
	store.dispatch(counted(640, {...still, lastAt: noon + 640_000}));
	expect(failing(store)).toMatchObject([
		{since: noon + 600_000, says: expect.stringContaining('40 s after')},
	]);
});

function pass(store: Store, seconds: number): void {
	store.dispatch(after(seconds));
}

describe('what is looked at after it', () => {
	const lookElsewhere = (store: Store) => {
		store.dispatch({
			type: 'asked',
			commands: [{action: 'scale', target: {...target, name: 'cards-v2'}, replicas: 0}],
			says: 'Scale',
		});
		store.dispatch({type: 'answered', isConfirmed: false, at: noon}, {type: 'dialogClosed'});
	};
	const proofOfIt = (store: Store) =>
		timelineOf(store.get(), split)!.moments.filter(({source}) => source === 'proof of the drain');

	test('silences no alarm, and takes no proof away: not on its screen, nor in timeline and receipt', async () => {
		const store = storeOf(shop, {screen: {name: 'now'}});
		drainHere(store);
		store.dispatch(counted(40, still));
		pass(store, 41);
		const before = proofOfIt(store).length;
		lookElsewhere(store);
		expect(failing(store)).toHaveLength(1);
		expect(proofOfIt(store)).toHaveLength(before);
		expect(needsOf(store.get()).some(({type}) => type === 'measure')).toBe(true);
		expect(proofTextOf(store.get(), 'drain-1').at(-1)).toContain('It is not happening');
		store.dispatch({type: 'screenOpened', screen: {name: 'split', subject: split}});
		expect(await (await showApp(store, {columns: 120, rows: 40})).read()).toContain('It is not happening');
	});

	test('is kept for ten minutes, and of so many changes at most', () => {
		const store = storeOf(shop, {screen: {name: 'now'}});
		for (let drain = 0; drain < 50; drain++) drainHere(store, `drain-${drain}`);
		lookElsewhere(store);
		const written = () => store.get().runs.filter(({writtenAt}) => writtenAt !== undefined).length;
		expect(written()).toBe(40);
		pass(store, 601);
		lookElsewhere(store);
		expect(written()).toBe(0);
	});

	test('another cluster knows nothing of it', () => {
		const store = storeOf(shop, {screen: {name: 'now'}});
		drainHere(store);
		const {context} = store.get();
		store.dispatch({
			type: 'contextConnected',
			context: {...context, name: 'other'},
			isProduction: false,
			isReadOnly: false,
		});
		expect(store.get().runs).toEqual([]);
	});
});

describe('what the journal keeps of a proof', () => {
	function restarted() {
		const store = storeOf(shop, {
			screen: {name: 'journal'},
			events: [{type: 'identified', me: 'ann'}],
		});
		store.dispatch({type: 'journalRead', entries: [entryOf({proof: proved})]}, weighed(100, 0));
		pass(store, 7200);
		return store;
	}

	test('is in the receipt, the timeline and on the screen of a sluice that was started anew', async () => {
		const store = restarted();
		pressKeys(store, ['c'], {at: noon});
		expect(store.get().copied!.text).toMatch(
			/Proof {4}12:00:00 UTC {2}written\n.*\n.*12:00:04 UTC {2}last request on cards-v2 .*\n.*12:01:00 UTC {2}Nothing reaches cards-v2 any more/,
		);
		const {moments} = timelineOf(store.get(), split)!;
		expect(moments.map(({says}) => says)).toEqual(
			expect.arrayContaining(['written', 'Proved: Nothing reaches cards-v2 any more, as far as is counted.']),
		);
		store.dispatch({type: 'screenOpened', screen: {name: 'split', subject: split}});
		const shown = await (await showApp(store, {columns: 120, rows: 40})).read();
		expect(shown).toContain('Nothing reaches cards-v2 any more, as far as is counted.  (12:01:00 UTC)');
	});

	test('stays in the timeline once the drain was taken back', () => {
		const store = restarted();
		const entry = entryOf({proof: proved});
		store.dispatch({type: 'journalRead', entries: [undoOf(entry), entry]}, weighed(90, 10));
		const says = timelineOf(store.get(), split)!.moments.map(each => each.says);
		expect(says).toContain('Proved: Nothing reaches cards-v2 any more, as far as is counted.');
		expect(says.join()).not.toContain('somebody wrote after you');
	});

	test('stands beside what is known by now, where that is something else', () => {
		const store = storeOf(shop, {screen: {name: 'journal'}});
		drainHere(store);
		store.dispatch({type: 'journalRead', entries: [entryOf({proof: proved})]});
		store.dispatch(weighed(80, 20));
		expect(proofTextOf(store.get(), 'drain-1')).toEqual([
			'12:00:00 UTC  written',
			'programmed: nobody reports when the data plane has it',
			expect.stringMatching(/^12:00:04 UTC {2}last request/),
			'12:01:00 UTC  Nothing reaches cards-v2 any more, as far as is counted.',
			expect.stringMatching(/^By now: It is not happening: .* somebody wrote after you/),
		]);
	});
});

test('a shift of another rule of the same route leaves the drain asked about', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	drainHere(store);
	const plan = {...drain, action: 'shift', shares: {'uid-checkout/other': [50, 50]}} as const;
	store.dispatch({type: 'asked', commands: [{action: 'shift', target, percents: []}], says: 'Shift'});
	const run = store.get().dialog!.runs[0]!;
	const tell = (telling: Extract<Event, {type: 'told'}>['telling']): Event => ({
		type: 'told',
		run,
		telling,
		at: noon + 1000,
	});
	store.dispatch(
		tell({type: 'planned', plan}),
		tell({type: 'applied', step: plan.steps[0]!}),
		tell({type: 'ended', outcome: {end: 'settled', plan, id: 'shift-1', tookMs: 9, progress: ''}}),
	);
	store.dispatch(counted(40, still), after(41));
	expect(failing(store)).toHaveLength(1);
});

test('when the last request came is known for as long as it is measured, though sources forget it', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	drainHere(store);
	const from = (seconds: number) => noon + seconds * 1000;
	store.dispatch(counted(60, {lastAt: noon + 4000, countedFrom: from(-120), countedUntil: from(60)}));
	store.dispatch(counted(200, {countedFrom: from(20), countedUntil: from(200)}));
	const said = () => proofTextOf(store.get(), 'drain-1').join('\n');
	expect(said()).toContain('12:00:04 UTC  last request on cards-v2 by then, none more until 12:03:20 UTC');
	// For ten seconds nobody looked.
	store.dispatch(counted(390, {countedFrom: from(210), countedUntil: from(390)}));
	expect(said()).toContain('no request on cards-v2 from 12:03:30 UTC until 12:06:30 UTC');
});
