import {expect, test} from 'vitest';
import type {Entry} from '../../source/journal/entry.ts';
import {lastDrain, restorable} from '../../source/journal/restorable.ts';
import {entryOf, undoOf} from '../kit/drained.ts';

const where = {context: 'eu1', server: 'https://127.0.0.1:6443'};
const next = {
	undo: ({id}: Entry) => `undo ${id}`,
	redo: ({id}: Entry) => `redo ${id}`,
	shift: 'shift',
};

const found = (...entries: readonly Entry[]) => lastDrain(entries, where, ['uid-checkout']);
const meant = (...entries: readonly Entry[]) => restorable(found(...entries), 'ann', next);

const drain = entryOf();
const minutes = (count: number) => drain.at + count * 60_000;
const shift = entryOf({id: 'shift-1', at: minutes(2), action: 'shift', says: 'Shift to 50/50'});

test('the last drain that stands is meant', () => {
	expect(meant(drain)).toBe(drain);
	const again = entryOf({id: 'drain-2', at: minutes(5)});
	expect(meant(drain, undoOf(drain), again)).toBe(again);
});

test('one that was taken back, and drained again by a redo, stands', () => {
	const undo = undoOf(drain);
	const redo = undoOf(undo, {id: 'redo', says: drain.says, at: minutes(3)});
	expect(found(drain, undo, redo)).toEqual({state: 'stands', drain});
});

test('an abort is one too, and is taken back by what compensates it', () => {
	const abort = entryOf({
		action: 'abort',
		undo: {way: 'compensate', command: {action: 'retry', target: drain.steps[0]!.target}, says: 'retry'},
	});
	expect(meant(abort)).toBe(abort);
});

test('after all was taken back, that is said with the way to drain again', () => {
	expect(meant(drain, undoOf(drain))).toEqual({
		isOver: true,
		says: `Nothing is left to restore: "${drain.says}" (ann, 2026-01-01 12:00:00 UTC) was taken back by ann, 2026-01-01 12:01:00 UTC.`,
		hint: 'To drain as before: redo drain-1',
	});
});

test('a later change of the same weights is to be taken back first', () => {
	expect(meant(drain, shift)).toMatchObject({
		isOver: false,
		says: expect.stringContaining('came "Shift to 50/50" (ann, 2026-01-01 12:02:00 UTC), and stands.'),
		hint: 'Take that back first: undo shift-1',
	});
	expect(meant(drain, shift, undoOf(shift))).toBe(drain);
	const champion = entryOf({
		id: 'champion',
		action: 'choose-champion',
		steps: [{...drain.steps[0]!, edits: [{at: '/metadata/annotations/a', from: undefined, to: 'v1'}]}],
	});
	expect(meant(drain, champion)).toBe(drain);
});

test("somebody else's is theirs to take back", () => {
	expect(meant(entryOf({who: 'bob'}))).toMatchObject({
		isOver: false,
		says: expect.stringContaining('(bob, 2026-01-01 12:00:00 UTC) is taken back by who made it.'),
		hint: 'To move its shares by hand: shift',
	});
});

test('what never was drained here has its last change said, and one elsewhere is not meant', () => {
	expect(meant(shift)).toMatchObject({isOver: true, says: expect.stringContaining('"Shift to 50/50"')});
	const elsewhere = [entryOf({context: 'us1'}), entryOf({server: 'https://other'}), entryOf({applied: 0})];
	expect(meant(...elsewhere)).toMatchObject({
		says: 'Nothing is left to restore: no drain of it was made from here.',
	});
});
