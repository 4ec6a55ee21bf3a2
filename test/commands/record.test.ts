import {beforeEach, expect, test} from 'vitest';
import {keymap} from '../../source/commands/keymap/index.ts';
import {pressKeys} from '../../source/commands/press.ts';
import type {Entry} from '../../source/journal/entry.ts';
import {fold} from '../../source/journal/fold.ts';
import {type Confirmation, issuePermit} from '../../source/model/permit.ts';
import type {Plan} from '../../source/model/plan.ts';
import {confirmLine} from '../../source/screens/confirm-line.ts';
import {detailLines} from '../../source/screens/detail-text.ts';
import {sayTitle} from '../../source/screens/preview.tsx';
import {previewLines} from '../../source/screens/preview-text.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {themeFor} from '../../source/ui/theme.ts';
import {applied, began, ended, oneStep} from '../kit/journal-lines.ts';
import {barePlan} from '../kit/plan.ts';
import {context, noon, storeOf} from '../screens/world.ts';

const theme = themeFor({});
const [target] = oneStep.steps.map(step => step.target);
const plan: Plan = {
	...barePlan,
	says: 'Scale Deployment shop/web from 3 to 5',
	lines: [{subject: 'Deployment shop/web', from: '3 replicas', to: '5 replicas'}],
	steps: oneStep.steps,
	announcements: [{about: target!, reason: 'Scaled'}],
};

let store: Store;
let run: number;

beforeEach(() => {
	store = storeOf();
	store.dispatch({type: 'asked', commands: [{action: 'undo'}], says: 'Undo'});
	run = store.get().dialog!.runs[0]!;
});

function ask(confirm: Confirmation, of: Plan = plan): void {
	store.dispatch(
		{type: 'told', run, telling: {type: 'planned', plan: of}, at: 1},
		{type: 'told', run, telling: {type: 'permitted', permit: issuePermit(of, confirm)}, at: 2},
		{type: 'dialogShown', at: 0},
	);
}

/** Each key in a read of its own, as a person types. */
function type(...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

const words = (text: string) => [...text].map(letter => (letter === ' ' ? 'space' : letter));
const preview = () =>
	previewLines(theme, store.get())
		.map(line => line.map(({text}) => text).join(''))
		.join('\n');
const confirming = () =>
	confirmLine(theme, store.get())
		.map(({text}) => text)
		.join('');
const answerOf = () => store.get().runs.find(({id}) => id === run);

test('a reason is typed on a line of its own, shown in the preview, and goes with the confirmation', () => {
	ask({by: 'key'});
	expect(preview()).not.toContain('Reason');
	expect(confirming()).toContain('tab reason');
	type('tab', ...words('yes, load'), 'enter');
	expect(store.get().prompt).toBeUndefined();
	expect(preview()).toMatch(/Reason +yes, load/);
	expect(answerOf()?.answer).toBeUndefined();
	type('y');
	expect(answerOf()).toMatchObject({answer: 'confirmed', reason: 'yes, load'});
});

test('where one is demanded nothing is confirmed without, and the preview says so', () => {
	ask({by: 'key', needsReason: true});
	expect(preview()).toContain('needed in this context: tab takes it');
	type('y');
	expect(answerOf()?.answer).toBeUndefined();
	expect(store.get().flash?.says).toContain('needs a reason: tab takes it');
	type('tab', ...words('load'), 'enter', 'y');
	expect(answerOf()).toMatchObject({answer: 'confirmed', reason: 'load'});
});

test('in production the word and the reason are each typed where they belong', () => {
	ask({by: 'word', word: 'web', needsReason: true});
	type(...words('web'), 'enter');
	expect(answerOf()?.answer).toBeUndefined();
	type('tab', ...words('web is slow'), 'enter');
	expect(store.get().dialog).toMatchObject({word: 'web', reason: 'web is slow'});
	type('enter');
	expect(answerOf()).toMatchObject({answer: 'confirmed', reason: 'web is slow'});
});

test('a reason can be taken back while it is asked for, and one that is too long is refused', () => {
	ask({by: 'key'});
	type('tab', 'x', 'enter', 'tab', 'ctrl-u', 'enter');
	expect(store.get().dialog?.reason).toBeUndefined();
	type('tab');
	store.dispatch({type: 'typed', typing: {does: 'insert', text: 'long '.repeat(60)}});
	type('enter');
	expect(store.get().flash?.says).toContain('at most 200 letters');
	type('esc');
	expect(store.get().dialog).toBeDefined();
	type('y');
	expect(answerOf()).toMatchObject({answer: 'confirmed'});
	expect(answerOf()?.reason).toBeUndefined();
});

test('what takes several steps can be stopped while steps are left, from the dialog and after it was left', () => {
	const several = {...plan, steps: [...plan.steps, ...plan.steps.map(step => ({...step}))]};
	ask({by: 'key'}, several);
	type('s');
	expect(answerOf()?.isStopping).toBeUndefined();
	expect(store.get().flash?.says).toContain('No change is under way');
	type('y');
	store.dispatch({type: 'told', run, telling: {type: 'applied', step: several.steps[0]!}, at: noon});
	expect(confirming()).toContain('s stop');
	type('s');
	expect(answerOf()?.isStopping).toBe(true);
	expect(sayTitle(store.get())).toEqual(['Stopping: nothing more is sent', 'progress']);
	expect(confirming()).not.toContain('s stop');
	type('s');
	expect(store.get().flash?.says).toContain('It is being stopped');
});

test('a change whose dialog was left is stopped by its word', () => {
	const several = {...plan, steps: [...plan.steps, ...plan.steps.map(step => ({...step}))]};
	ask({by: 'key'}, several);
	type('y', 'esc', ':', ...words('stop'), 'enter');
	expect(answerOf()?.isStopping).toBe(true);
	type(':', ...words('stop'), 'enter');
	expect(store.get().flash?.says).toContain('It is being stopped');
});

test('one write cannot be stopped half-way', () => {
	ask({by: 'key'});
	type('y');
	expect(confirming()).not.toContain('s stop');
	type('s');
	expect(answerOf()?.isStopping).toBeUndefined();
});

test.each([
	[{way: 'swap'}, 'Undo      reversed: U writes the former values back'],
	[{way: 'compensate', command: {action: 'undo'}, says: 'Resume it.'}, 'Undo      compensated: Resume it.'],
	[{way: 'none', because: 'New pods.'}, 'Undo      not at all: New pods.'],
] as const)('the preview says whether it is reversed, compensated or not at all: %o', (undo, says) => {
	ask({by: 'key'}, {...plan, undo});
	expect(preview()).toContain(says);
	expect(preview()).toContain('Event     Scaled will be written on HTTPRoute');
});

function journalOf(...lines: Parameters<typeof fold>[0][]): readonly Entry[] {
	return fold(lines.flatMap(each => [...each])).reverse();
}

const mine = {who: 'ann', context: context.name, server: context.server, ...oneStep};
const scaled = [
	began('1', {...mine, says: 'Scale it', reason: 'load'}),
	applied('1'),
	ended('1', 'settled', 4001),
];
const undone = [
	began('2', {...mine, says: 'Undo: Scale it', undoOf: '1', action: 'undo', at: 5000}),
	applied('2'),
	ended('2', 'settled', 2),
];

test('on the outcome c copies the receipt, and C copies it as Markdown', () => {
	ask({by: 'key'});
	type('c');
	expect(store.get().copied).toBeUndefined();
	type('y');
	store.dispatch(
		{
			type: 'told',
			run,
			telling: {
				type: 'ended',
				outcome: {
					end: 'settled',
					plan,
					id: '1',
					tookMs: 4,
					progress: '5 of 5',
				},
			},
			at: noon,
		},
		{
			type: 'told',
			run,
			telling: {type: 'announced', says: 'Event Scaled written.', isTrouble: false},
			at: noon,
		},
		{type: 'journalRead', entries: journalOf(scaled)},
	);
	expect(preview()).toContain('Event Scaled written.');
	expect(confirming()).toContain('c receipt');
	type('c');
	const text = store.get().copied!.text;
	expect(text).toMatch(/^Scale it\n {2}Who +ann\n {2}When +1970-01-01 00:00:00 UTC, ended 4\.0 s later/);
	expect(text).toMatch(/Reason +load/);
	expect(text).toMatch(/Undo +reversed: sluice undo 1/);
	expect(text).toMatch(/Kubectl +kubectl patch --context eu1/);
	type('C');
	expect(store.get().copied!.text).toMatch(/^### Scale it\n\n\| \| \|/);
	expect(store.get().copied!.text).toMatch(/```sh\nkubectl patch [^\n]*\n```$/);
});

test('in the journal the same keys copy the change under the cursor, and :redo takes its undo back', () => {
	store.dispatch({type: 'dialogClosed'}, {type: 'identified', me: 'ann'});
	store.dispatch(
		{type: 'journalRead', entries: journalOf(scaled, undone)},
		{type: 'screenOpened', screen: {name: 'journal'}},
	);
	type('j', 'c');
	expect(store.get().copied!.text).toMatch(/^Scale it\n/);
	expect(store.get().copied!.text).toContain('(it was undone)');
	type(':', ...words('redo'), 'enter');
	const asked = store.get().runs.at(-1)!;
	expect(asked.command, 'the latest').toEqual({action: 'redo'});
	store.dispatch({type: 'dialogClosed'});
	const redo = keymap.find(({name}) => name === 'redo')!;
	expect(redo.whyDisabled?.(store.get())).toBeUndefined();
	expect(redo.does(store.get(), {at: noon}), 'the one under the cursor').toMatchObject([
		{type: 'asked', commands: [{action: 'redo', id: '2'}]},
	]);
	type('enter');
	const page = detailLines(theme, store.get(), topScreen(store.get()), 80);
	const text = page.map(line => line.map(each => each.text).join('')).join('\n');
	expect(text).toMatch(/Reason +load/);
	expect(text).toMatch(/Undo +reversed: sluice undo 1 \(it was undone\)/);
	type('C');
	expect(store.get().copied!.text).toMatch(/^### Scale it/);
});
