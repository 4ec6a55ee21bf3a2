import {expect, test} from 'vitest';
import {hintsOf} from '../../source/commands/hints.ts';
import {pressKeys} from '../../source/commands/press.ts';
import {decide} from '../../source/gateway/decide.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import {issuePermit} from '../../source/model/permit.ts';
import {isRefusal, type Plan} from '../../source/model/plan.ts';
import type {Outcome, Telling} from '../../source/model/telling.ts';
import type {DeploymentRow} from '../../source/resources/deployments.ts';
import {confirmLine} from '../../source/screens/confirm-line.ts';
import {sayTitle} from '../../source/screens/preview.tsx';
import {previewLines} from '../../source/screens/preview-text.ts';
import {windowOf} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {themeFor} from '../../source/ui/theme.ts';
import {barePlan} from '../kit/plan.ts';
import {deployments} from '../kit/resources.ts';
import {crashing, deployment, noon, pod, rowsFrom, shop, storeOf, told} from './world.ts';

const theme = themeFor({});

function scale(name: string): ActionCommand {
	return {
		action: 'scale',
		replicas: 2,
		target: {resource: deployments, namespace: 'shop', name, uid: `uid-${name}`},
	};
}

const plan: Plan = {
	...barePlan,
	says: 'Scale Deployment shop/cards-v1 from 3 to 2',
	lines: [{subject: 'replicas', from: '3', to: '2'}],
};
const settled: Outcome = {end: 'settled', plan, id: 'c1', tookMs: 900, progress: '2 of 2'};
const already: Outcome = {
	end: 'refused',
	refusal: {refused: 'nothing-to-do', says: 'It asks for 2 already.'},
};
const refused: Outcome = {end: 'refused', refusal: {refused: 'owned', says: 'An autoscaler takes it back.'}};
const failed: Outcome = {
	end: 'failed',
	trouble: {reason: 'forbidden', says: 'The quota is used up.'},
	done: [],
	untried: [],
};
const late: Outcome = {...settled, end: 'unsettled'};

function after(...outcomes: readonly (Outcome | undefined)[]): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
	const names = ['cards-v1', 'cards-v2', 'ranker'].slice(0, outcomes.length);
	store.dispatch({type: 'asked', commands: names.map(scale), says: 'Scale to 2: 3 deployments'});
	const ids = store.get().dialog!.runs;
	outcomes.forEach((outcome, o) => {
		if (outcome !== undefined)
			store.dispatch({type: 'told', run: ids[o]!, telling: {type: 'ended', outcome}, at: noon});
	});
	return store;
}

function textOf(store: Store): string {
	return previewLines(theme, store.get())
		.map(line => line.map(({text}) => text).join(''))
		.join('\n');
}

test.each([
	['Done', [settled]],
	['Done', [settled, settled, settled]],
	['Done: 2 of 3, 1 already so', [settled, already, settled]],
	['Partly done: 1 of 3, 1 already so, 1 refused', [settled, already, refused]],
	['Partly done: 1 of 2, 1 failed', [settled, failed]],
	['Not settled yet', [late]],
	['Not settled yet: 2 of 3, 1 already so', [late, settled, already]],
	['Already so', [already, already]],
	['Refused', [refused, already]],
	['Failed', [failed, refused]],
] as const)('%s', (title, outcomes) => {
	expect(sayTitle(after(...outcomes).get())[0]).toBe(title);
});

test('each change of several stands in order, under its own name', () => {
	const lines = textOf(after(settled, already, settled)).split('\n');
	const names = ['cards-v1', 'cards-v2', 'ranker'].map(name =>
		lines.findIndex(line => line.includes(`Deployment shop/${name}`)),
	);
	expect(names[1]).toBeGreaterThan(names[0]!);
	expect(lines[names[1]! + 2]).toContain('asks for 2 already');
});

test('an undo is titled by what it is done to: the values stand beneath', () => {
	const store = after(undefined);
	const undo = {...plan, action: 'undo', says: `Undo: ${plan.says}`} as const;
	store.dispatch({
		type: 'told',
		run: store.get().dialog!.runs[0]!,
		telling: {type: 'planned', plan: undo},
		at: noon,
	});
	expect(textOf(store).split('\n')[0]).toBe('Undo: Scale Deployment shop/cards-v1');
});

function asking(): Store {
	const store = after(undefined);
	const [run] = store.get().dialog!.runs;
	const step = {
		type: 'edit',
		target: {resource: deployments, namespace: 'shop', name: 'cards-v1', uid: 'u'},
		guards: [],
		edits: [{at: '/spec/replicas', from: 3, to: 2}],
	} as const;
	const planned = {...plan, steps: [step]};
	store.dispatch(
		{type: 'told', run: run!, telling: {type: 'planned', plan: planned}, at: noon},
		{
			type: 'told',
			run: run!,
			telling: {type: 'permitted', permit: issuePermit(planned, {by: 'key'})},
			at: noon,
		},
		{type: 'dialogShown', at: 0},
	);
	return store;
}

function footerOf(store: Store): string {
	return hintsOf(store.get())
		.map(({key, says}) => `${key} ${says}`)
		.join('  ');
}

test('the footer says what keys mean at each moment of a change', () => {
	const store = asking();
	expect(footerOf(store)).toBe('y do it  esc cancel  K kubectl  tab reason');
	pressKeys(store, ['K'], {at: noon});
	expect(footerOf(store)).toBe('y do it  esc cancel  K summary  tab reason  c copy');
	store.dispatch({type: 'dialogShown', at: noon - 1000});
	pressKeys(store, ['y'], {at: noon});
	expect(footerOf(store)).toBe('esc close, it goes on');
	expect(textOf(store)).not.toContain('kubectl');
	const [run] = store.get().dialog!.runs;
	store.dispatch({type: 'told', run: run!, telling: {type: 'ended', outcome: settled}, at: noon});
	expect(footerOf(store)).toBe('esc close  U undo');
});

test('the command is copied whole, however it is wrapped', () => {
	const store = asking();
	pressKeys(store, ['c'], {at: noon});
	expect(store.get().copied).toBeUndefined();
	pressKeys(store, ['K'], {at: noon});
	pressKeys(store, ['c'], {at: noon});
	expect(store.get().copied?.text).toMatch(/^kubectl patch --context eu1 .*'$/);
});

test('what cannot be taken back is not offered to be', () => {
	const none = {...plan, undo: {way: 'none', because: 'A restart leaves nothing behind.'}} as const;
	const says = (store: Store) =>
		confirmLine(theme, store.get())
			.map(({text}) => text)
			.join('');
	expect(says(after(settled))).toContain('undo');
	expect(says(after({...settled, plan: none}))).not.toContain('undo');
	const store = after(undefined);
	const [run] = store.get().dialog!.runs;
	store.dispatch({type: 'told', run: run!, telling: {type: 'planned', plan: none}, at: noon});
	store.dispatch({
		type: 'told',
		run: run!,
		telling: {type: 'permitted', permit: issuePermit(none, {by: 'key'})},
		at: noon,
	});
	store.dispatch({type: 'dialogShown', at: 0}, {type: 'answered', isConfirmed: true, at: noon});
	store.dispatch({type: 'dialogClosed'});
	const outcome = {...settled, plan: none};
	store.dispatch({type: 'told', run: run!, telling: {type: 'ended', outcome}, at: noon});
	expect(store.get().flash?.says).toContain('Settled');
	expect(store.get().flash?.hint).toBeUndefined();
});

test('while pods are waited for, it is said what keeps them', () => {
	const broken = pod('cards-v1-new-1', {
		workload: 'cards-v1',
		status: {
			phase: 'Pending',
			conditions: [
				{type: 'Ready', status: 'False', lastTransitionTime: new Date(noon - 600_000).toISOString()},
			],
			containerStatuses: [
				{
					name: 'app',
					ready: false,
					restartCount: 0,
					state: {waiting: {reason: 'ImagePullBackOff', message: 'app:broken: not found'}},
				},
			],
		},
	});
	const store = asking();
	store.dispatch({type: 'answered', isConfirmed: true, at: noon});
	expect(textOf(store)).not.toContain('pull');
	store.dispatch(
		told('pods', [{type: 'replaced', rows: rowsFrom('pods', [broken, crashing('x', 'ranker')])}]),
	);
	expect(textOf(store)).toContain("1 pod of cards-v1 can't pull image");
	expect(textOf(store)).not.toContain('ranker');
});

test('behind the dialog rows keep their places and tell what has become of them', () => {
	const store = asking();
	const rows = () =>
		(windowOf(store.get(), topScreen(store.get()), 10).rows as readonly DeploymentRow[]).map(
			({name, wanted}) => `${name} ${wanted}`,
		);
	const before = rows();
	expect(before[0]).toBe('cards-v1 3');
	const changed = [deployment('cards-v1', {wanted: 2}), deployment('a-new-one')];
	store.dispatch(
		told(
			'deployments',
			rowsFrom('deployments', changed).map(row => ({type: 'changed', row})),
		),
	);
	expect(rows()).toEqual(['cards-v1 2', ...before.slice(1)]);
});

function previewOf(change: Partial<Plan>): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
	store.dispatch({type: 'asked', commands: [scale('cards-v1')], says: 'Scale'});
	const run = store.get().dialog!.runs[0]!;
	const changed = {...plan, ...change};
	const permit = issuePermit(changed, {by: 'key'});
	for (const telling of [{type: 'planned', plan: changed} as const, {type: 'permitted', permit} as const])
		store.dispatch({type: 'told', run, telling, at: noon});
	return store;
}

test.each([
	['everybody could be looked for', {areOwnersKnown: true}, 'Owners    none seen who would take it back'],
	['somebody could not be looked for', {}, 'Owners    unknown: not all of them could be looked for'],
	['nobody could be waited for', {isEscape: true}, 'Owners    not looked for any further'],
] as const)('an empty list of owners where %s', (_name, change, says) => {
	const text = textOf(previewOf(change));
	expect(text).toContain(says);
	if (!('areOwnersKnown' in change)) expect(text).not.toContain('none seen');
});

test('an owner is said with when it reverts, and by what evidence', () => {
	const owner = {
		name: 'Flux Kustomization apps',
		evidence: 'label kustomize.toolkit.fluxcd.io/name',
		revertsWhen: 'within 10 min',
		effect: 'warned',
	} as const;
	expect(textOf(previewOf({owners: [owner], areOwnersKnown: true})).replaceAll(/\s+/g, ' ')).toContain(
		'Flux Kustomization apps reverts within 10 min: label kustomize.toolkit.fluxcd.io/name',
	);
});

test('a preview that was overtaken says what somebody else changed, and one that was not says nothing of it', () => {
	const store = after(undefined);
	const [run] = store.get().dialog!.runs;
	const tell = (...tellings: readonly Telling[]) => {
		for (const telling of tellings) store.dispatch({type: 'told', run: run!, telling, at: noon});
	};
	const permit = issuePermit(plan, {by: 'key'});
	tell({type: 'planned', plan}, {type: 'permitted', permit});
	expect(textOf(store)).not.toContain('faster');
	expect(sayTitle(store.get())[0]).toBe('Preview: nothing is written yet');
	store.dispatch({type: 'dialogShown', at: noon}, {type: 'answered', isConfirmed: true, at: noon + 1000});
	const says = ['replicas was 3, and is 4 now.'];
	tell({type: 'overtaken'}, {type: 'planned', plan}, {type: 'changed', says}, {type: 'permitted', permit});
	expect(textOf(store)).toContain('Somebody was faster, and nothing was written. Look again:');
	expect(textOf(store)).toContain('replicas was 3, and is 4 now.');
	expect(sayTitle(store.get())[0]).toBe('Changed meanwhile: nothing is written yet');
});

test('what would be lost stands before what is written', () => {
	const store = after(undefined);
	const [run] = store.get().dialog!.runs;
	const because = 'Deployment shop/cards-v1 will have no pod left.';
	const mindful = {...plan, concerns: [{says: because}, {says: 'Mind this, too.'}]};
	const permit = issuePermit(mindful, {by: 'word', word: 'cards-v1', because});
	for (const telling of [
		{type: 'planned', plan: mindful},
		{type: 'permitted', permit},
	] as const)
		store.dispatch({type: 'told', run: run!, telling, at: noon});
	const text = textOf(store);
	expect(text.split(because), 'said once, though the action foresaw it too').toHaveLength(2);
	expect(text).toContain('Mind this, too.');
	expect(text.indexOf(because)).toBeLessThan(text.indexOf('Owners'));
});

test('what others replaced twice is said once, with the next step, above the word that writes it all the same', () => {
	const contested = {says: 'It was replaced twice.', hint: 'Hold its owner (hold).'};
	const fought = {...plan, contested, concerns: [contested]};
	const rules = {readOnly: false, isProduction: false, contextName: 'c'};
	const permit = decide(fought, {rules, access: [], moment: {insists: 'asked'}});
	if (isRefusal(permit)) throw new Error(permit.says);
	const store = after(undefined);
	const [run] = store.get().dialog!.runs;
	for (const telling of [
		{type: 'planned', plan: fought},
		{type: 'permitted', permit},
	] as const)
		store.dispatch({type: 'told', run: run!, telling, at: noon});
	const text = textOf(store);
	for (const says of Object.values(contested)) expect(text.split(says)).toHaveLength(2);
	expect(confirmLine(theme, store.get()).map(({text: part}) => part)).toContain('anyway');
});
