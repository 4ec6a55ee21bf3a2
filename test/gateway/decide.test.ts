import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {decide, type Rules} from '../../source/gateway/decide.ts';
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
const denied = [{step, access: {isAllowed: false, because: 'no role'}}];

function answer(change: Partial<Plan>, with_: {rules?: Partial<Rules>; access?: typeof denied} = {}) {
	const decided = decide(
		{...plan, ...change},
		{rules: {...rules, ...with_.rules}, access: with_.access ?? []},
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
	['the escape never passes denied', {isEscape: true}, {access: denied}, 'denied'],
])('%s', (_name, change, with_, says) => {
	expect(answer(change as Partial<Plan>, with_ as Parameters<typeof answer>[1])).toBe(says);
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
