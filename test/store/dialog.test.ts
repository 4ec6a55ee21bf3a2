import {beforeEach, expect, test} from 'vitest';
import {type Confirmation, issuePermit} from '../../source/model/permit.ts';
import type {Plan} from '../../source/model/plan.ts';
import {reflexMs} from '../../source/store/run.ts';
import type {Store} from '../../source/store/store.ts';
import {barePlan} from '../kit/plan.ts';
import {storeOf} from '../screens/world.ts';

const plan: Plan = {...barePlan, says: 'Scale Deployment shop/web from 3 to 5'};

let store: Store;
let run: number;

beforeEach(() => {
	store = storeOf();
	store.dispatch({type: 'asked', commands: [{action: 'undo'}], says: 'Undo'});
	run = store.get().dialog!.runs[0]!;
});

function permit(confirm: Confirmation): void {
	store.dispatch(
		{type: 'told', run, telling: {type: 'planned', plan}, at: 1},
		{type: 'told', run, telling: {type: 'permitted', permit: issuePermit(plan, confirm)}, at: 2},
	);
}

function answerAt(at: number): string | undefined {
	store.dispatch({type: 'answered', isConfirmed: true, at});
	return store.get().runs.find(({id}) => id === run)?.answer;
}

test('nothing is confirmed before the preview is there whole', () => {
	expect(answerAt(10_000)).toBeUndefined();
});

test('nothing is confirmed before the preview has reached the terminal, and been there for a moment', () => {
	permit({by: 'key'});
	expect(answerAt(10_000)).toBeUndefined();
	store.dispatch({type: 'dialogShown', at: 1000});
	expect(answerAt(1000 + reflexMs - 1)).toBeUndefined();
	expect(store.get().flash?.says).toContain('Too quick');
	expect(answerAt(1000 + reflexMs)).toBe('confirmed');
});

test('after a resize it must have been there anew, and on a terminal too small to show it nothing is confirmed', () => {
	permit({by: 'key'});
	store.dispatch({type: 'dialogShown', at: 1000}, {type: 'resized', size: {columns: 30, rows: 10}});
	expect(answerAt(10_000)).toBeUndefined();
	store.dispatch({type: 'dialogShown', at: 10_000});
	expect(answerAt(20_000)).toBeUndefined();
	store.dispatch({type: 'resized', size: {columns: 80, rows: 24}});
	expect(answerAt(30_000)).toBeUndefined();
	store.dispatch({type: 'dialogShown', at: 30_000});
	expect(answerAt(30_000 + reflexMs)).toBe('confirmed');
});

test('in production the shown word is typed', () => {
	permit({by: 'word', word: 'web'});
	store.dispatch({type: 'dialogShown', at: 0});
	for (const text of 'we') store.dispatch({type: 'wordTyped', typing: {does: 'insert', text}});
	expect(answerAt(5000)).toBeUndefined();
	store.dispatch({type: 'wordTyped', typing: {does: 'insert', text: 'b'}});
	expect(answerAt(5000)).toBe('confirmed');
});

test('a word that was mistyped is said to have written nothing', () => {
	permit({by: 'word', word: 'web'});
	store.dispatch(
		{type: 'dialogShown', at: 0},
		{type: 'wordTyped', typing: {does: 'insert', text: 'wen'}},
		{type: 'answered', isConfirmed: false, at: 5000},
	);
	expect(store.get().dialog).toBeUndefined();
	expect(store.get().flash?.says).toBe('Nothing was written: the word was web, and wen was typed.');
});

test('leaving cancels, whatever the preview had come to', () => {
	store.dispatch({type: 'answered', isConfirmed: false, at: 5}, {type: 'dialogClosed'});
	expect(store.get().runs[0]).toMatchObject({answer: 'cancelled'});
	expect(store.get().dialog).toBeUndefined();
});

test('a question that goes out of sight unanswered is answered with no, and no change waits for ever', () => {
	permit({by: 'word', word: 'web'});
	store.dispatch({type: 'dialogShown', at: 0});
	expect(answerAt(1000)).toBeUndefined();
	store.dispatch({type: 'dialogClosed'});
	expect(store.get().runs[0]).toMatchObject({answer: 'cancelled'});
});

test('what ends behind a closed dialog is said in the last line', () => {
	permit({by: 'key'});
	store.dispatch({type: 'dialogShown', at: 0});
	answerAt(1000);
	store.dispatch({type: 'dialogClosed'});
	const outcome = {end: 'settled', plan, id: 'x', tookMs: 900, progress: '5 of 5 ready'} as const;
	store.dispatch({type: 'told', run, telling: {type: 'ended', outcome}, at: 2000});
	expect(store.get().flash).toMatchObject({
		tone: 'good',
		says: 'Settled: Scale Deployment shop/web from 3 to 5',
	});
});

test('a preview that was overtaken is looked at and confirmed anew, word and all', () => {
	permit({by: 'word', word: 'web'});
	store.dispatch({type: 'dialogShown', at: 0});
	for (const text of 'web') store.dispatch({type: 'wordTyped', typing: {does: 'insert', text}});
	expect(answerAt(5000)).toBe('confirmed');
	store.dispatch({type: 'told', run, telling: {type: 'overtaken'}, at: 5100});
	expect(store.get().dialog).toMatchObject({word: '', shownAt: undefined});
	expect(answerAt(6000)).toBeUndefined();
	permit({by: 'word', word: 'web'});
	expect(answerAt(6100)).toBeUndefined();
	store.dispatch({type: 'dialogShown', at: 6200});
	expect(answerAt(7000)).toBeUndefined();
	for (const text of 'web') store.dispatch({type: 'wordTyped', typing: {does: 'insert', text}});
	expect(answerAt(7000)).toBe('confirmed');
});

test('whoever leaves a preview while it is drawn anew has cancelled it', () => {
	permit({by: 'key'});
	store.dispatch({type: 'dialogShown', at: 0});
	answerAt(1000);
	store.dispatch({type: 'told', run, telling: {type: 'overtaken'}, at: 1100});
	store.dispatch({type: 'answered', isConfirmed: false, at: 1200}, {type: 'dialogClosed'});
	expect(store.get().runs[0]).toMatchObject({answer: 'cancelled'});
});
