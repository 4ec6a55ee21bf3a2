// Shells and forwards are reads by their method, and writes to the gateway.
import {expect, test} from 'vitest';
import {decide, type Rules} from '../../source/gateway/decide.ts';
import {questionsOf} from '../../source/gateway/question-of.ts';
import type {Plan, Step} from '../../source/model/plan.ts';
import {podKind} from '../kit/performing.ts';
import {barePlan} from '../kit/plan.ts';

const target = {resource: podKind, namespace: 'shop', name: 'checkout-7f9', uid: 'u1'};
const exec: Step = {
	type: 'exec',
	target,
	guards: [],
	edits: [],
	runs: {container: 'app', command: ['sh'], isTty: true, isShell: true},
};
const forward: Step = {
	type: 'forward',
	target,
	guards: [],
	edits: [],
	leads: {local: 0, remote: 80, of: target, selector: 'app=checkout'},
};
const production: Rules = {readOnly: false, isProduction: true, armForMs: 900_000, contextName: 'eu1'};
const planOf = (step: Step): Plan => ({...barePlan, steps: [step]});

test.each([
	['a shell', exec],
	['a forward', forward],
])('%s is refused read-only, disarmed and on old data, and confirmed by a key once armed', (_name, step) => {
	const plan = planOf(step);
	const moment = {isArmed: true};
	const decided = (rules: Rules, more: object = moment) => decide(plan, {rules, access: [], moment: more});
	expect(decided({...production, readOnly: true})).toMatchObject({refused: 'read-only'});
	expect(decided(production, {})).toMatchObject({refused: 'disarmed'});
	expect(decided(production, {...moment, staleMs: 60_000})).toMatchObject({refused: 'stale'});
	expect(decided(production)).toMatchObject({confirm: {by: 'key'}});
	expect(decided({...production, reason: 'required'})).toMatchObject({
		confirm: {by: 'key', needsReason: true},
	});
});

test('both verbs that servers ask for are asked about, and either denied is said', () => {
	const [create, get] = questionsOf(exec);
	expect([create, get]).toMatchObject([
		{verb: 'create', subresource: 'exec', name: 'checkout-7f9'},
		{verb: 'get', subresource: 'exec', name: 'checkout-7f9'},
	]);
	// A forward goes on to other pods of the same selector.
	expect(questionsOf(forward).map(({verb, name}) => [verb, name])).toEqual([
		['create', undefined],
		['get', undefined],
	]);
	const access = [
		{step: exec, question: create!, access: {isAllowed: true, because: ''}},
		{step: exec, question: get!, access: {isAllowed: false, because: 'no rule allows it'}},
	];
	expect(decide(planOf(exec), {rules: {...production, armForMs: undefined}, access})).toMatchObject({
		refused: 'denied',
		says: 'You may not get pods/exec in shop. no rule allows it.',
	});
});
