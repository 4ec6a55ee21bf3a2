import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {decide, type Moment, type Rules} from '../../source/gateway/decide.ts';
import {isIssued} from '../../source/model/permit.ts';
import {isRefusal, type Plan} from '../../source/model/plan.ts';
import {splitOf} from '../kit/splits.ts';

const {ref} = splitOf({a: 90, b: 10});
const step = {type: 'edit', target: ref, guards: [], edits: [{at: '/spec/x', from: 1, to: 2}]} as const;

const plan: Plan = {
	action: 'shift',
	says: 'Shift',
	lines: [],
	steps: [step],
	undo: {way: 'swap'},
	settledWhen: [],
	concerns: [],
	owners: [],
	isEscape: false,
};

const rules: Rules = {readOnly: false, isProduction: false, contextName: 'demo'};
const undone = {
	name: 'Rollout shop',
	evidence: 'e',
	revertsWhen: 'at once',
	effect: 'undone',
	instead: 'promote',
} as const;
const unproved = {dialect: 'openshift', says: 'It was never tried on a router.'};
const contested = {says: 'It was replaced twice.', hint: 'Hold it.'};
const lastPods = {...step, subresource: 'scale', edits: [{at: '/spec/replicas', from: 3, to: 0}]} as const;
const armed = {rules: {armForMs: 900_000}, moment: {isArmed: true}};
const disarmed = {rules: {armForMs: 900_000}};
const blast = {word: 'shop', says: 'All of it.'};
const denied = [{step, access: {isAllowed: false, because: 'no role'}}];

type With = {rules?: Partial<Rules>; access?: typeof denied; moment?: Moment};

function answer(change: Partial<Plan>, with_: With = {}) {
	const decided = decide(
		{...plan, ...change},
		{rules: {...rules, ...with_.rules}, access: with_.access ?? [], moment: with_.moment},
	);
	return isRefusal(decided) ? decided.refused : decided.confirm.by;
}

test.each([
	['a plain plan asks for a key', {}, {}, 'key'],
	['production asks for a word', {}, {rules: {isProduction: true}}, 'word'],
	['read-only refuses', {}, {rules: {readOnly: true}}, 'read-only'],
	['denied refuses', {}, {access: denied}, 'denied'],
	['access that could not be asked does not refuse', {}, {access: [{step, access: undefined}]}, 'key'],
	['an owner that undoes it refuses', {owners: [undone]}, {}, 'owned'],
	['an owner that only may does not', {owners: [{...undone, effect: 'warned'}]}, {}, 'key'],
	['the escape passes an owner', {isEscape: true, owners: [undone]}, {}, 'key'],
	['the escape needs no word in production', {isEscape: true}, {rules: {isProduction: true}}, 'key'],
	['the escape never passes read-only', {isEscape: true}, {rules: {readOnly: true}}, 'read-only'],
	['a dialect nobody tried refuses', {unproved}, {}, 'guarded'],
	['so it does where another one is allowed', {unproved}, {rules: {writeUnproved: ['aws-alb']}}, 'guarded'],
	['it passes where it is allowed by name', {unproved}, {rules: {writeUnproved: ['openshift']}}, 'key'],
	['the escape never passes a dialect nobody tried', {unproved, isEscape: true}, {}, 'guarded'],
	[
		'what reaches far asks for its word everywhere',
		{blast: {word: 'n1', says: 'It reaches far.'}},
		{},
		'word',
	],
	['the escape never passes denied', {isEscape: true}, {access: denied}, 'denied'],
	['a disarmed context refuses', {}, disarmed, 'disarmed'],
	['an armed one does not', {}, armed, 'key'],
	['one that needs no arming does not', {}, {moment: {isArmed: false}}, 'key'],
	['the escape passes a disarmed context', {isEscape: true}, disarmed, 'key'],
	['arming lifts no read-only', {}, {...armed, rules: {readOnly: true, armForMs: 1}}, 'read-only'],
	['arming grants no right', {}, {...armed, access: denied}, 'denied'],
	['what was replaced twice refuses', {contested}, {}, 'owned'],
	['it asks a person for a word', {contested}, {moment: {insists: 'asked'}}, 'word'],
	['it passes where that was said beforehand', {contested}, {moment: {insists: 'said'}}, 'key'],
	['the escape passes a fight', {contested, isEscape: true}, {}, 'key'],
	['the escape needs no word in a fight', {contested, isEscape: true}, {moment: {insists: 'asked'}}, 'key'],
	['insisting lifts nothing else', {contested, owners: [undone]}, {moment: {insists: 'said'}}, 'owned'],
	['what is old refuses', {}, {moment: {staleMs: 2000}}, 'stale'],
	['what was live a moment ago does not', {}, {moment: {staleMs: 1999}}, 'key'],
	['the escape passes what is old', {isEscape: true}, {moment: {staleMs: 60_000}}, 'key'],
	['much harm asks for a word in a local context too', {blast}, {}, 'word'],
	['the last pods ask for a word, though no action said so', {steps: [lastPods]}, {}, 'word'],
	['they do so where an undo takes them', {action: 'undo', steps: [lastPods]}, {}, 'word'],
	['the escape by scaling asks for a key', {isEscape: true, steps: [lastPods]}, {}, 'key'],
] as [string, Partial<Plan>, With, string][])('%s', (_name, change, with_, says) => {
	expect(answer(change, with_)).toBe(says);
});

test('a word for much harm is that of the plan, and says what is lost', () => {
	expect(decide({...plan, blast}, {rules: {...rules, isProduction: true}, access: []})).toMatchObject({
		confirm: {by: 'word', word: 'shop', because: 'All of it.'},
	});
});

test('who may not is told the very verb and kind', () => {
	const access = [{step: lastPods, access: {isAllowed: false, because: 'no role'}}];
	expect(decide({...plan, steps: [lastPods]}, {rules, access})).toMatchObject({
		says: 'You may not patch httproutes.gateway.networking.k8s.io/scale in shop. no role.',
		hint: 'Ask whoever grants access in this cluster for the verb "patch" on it.',
	});
});

test('whoever is disarmed is told how to arm', () => {
	const moment = {armBy: 'Arm it: :arm 15m'};
	expect(decide(plan, {rules: {...rules, armForMs: 1}, access: [], moment})).toEqual({
		refused: 'disarmed',
		says: 'Context demo is disarmed: nothing but the way back is written there.',
		hint: 'Arm it: :arm 15m',
	});
});

test('a refused plan names its owner, when it would undo it, by what evidence, and what to do instead', () => {
	expect(decide({...plan, action: 'hold', owners: [undone]}, {rules, access: []})).toEqual({
		refused: 'owned',
		says: 'Rollout shop would undo this at once: e.',
		hint: 'promote',
	});
});

test('a dialect nobody tried is refused by its name, by what is missing, and with the setting', () => {
	const refusal = decide({...plan, unproved}, {rules, access: []});
	expect(refusal).toMatchObject({
		says: 'The dialect openshift is only read. It was never tried on a router.',
		hint: expect.stringContaining('writeUnproved: [openshift]'),
	});
});

test('only a permit that was issued is one', () => {
	const permit = decide(plan, {rules, access: []});
	expect(isRefusal(permit)).toBe(false);
	expect(isIssued(permit as never)).toBe(true);
	expect(isIssued({...permit} as never)).toBe(false);
});

test('nothing but the gateway issues permits', () => {
	const users = sources('source').filter(file => /\bissuePermit\b/.test(readFileSync(file, 'utf8')));
	expect(users.sort()).toEqual([
		join('source', 'gateway', 'decide.ts'),
		join('source', 'model', 'permit.ts'),
	]);
});

function sources(folder: string): string[] {
	return readdirSync(folder, {withFileTypes: true}).flatMap(entry => {
		const path = join(folder, entry.name);
		return entry.isDirectory() ? sources(path) : [path];
	});
}

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const pod = {resource: pods, namespace: 'shop', name: 'web-1', uid: 'u1'};

test.each([
	['delete', 'You may not delete pods in shop'],
	['evict', 'You may not create pods/eviction in shop'],
	['edit', 'You may not patch pods in shop'],
] as const)('who may not %s is told the right that is missing', (type, says) => {
	const going = {type, target: pod, guards: [], edits: []};
	const decided = decide(
		{...plan, steps: [going]},
		{rules, access: [{step: going, access: {isAllowed: false, because: ''}}]},
	);
	expect(decided).toMatchObject({refused: 'denied', says: expect.stringContaining(says)});
});
