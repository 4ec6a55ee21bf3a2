import {expect, test} from 'vitest';
import type {SplitFacts} from '../../source/actions/gather-splits.ts';
import {shift} from '../../source/actions/shift.ts';
import {swap} from '../../source/actions/swap.ts';
import {isRefusal, type Plan} from '../../source/model/plan.ts';
import type {Split} from '../../source/model/split.ts';
import {withRoles} from '../../source/traffic/roles.ts';
import {splitOf} from '../kit/splits.ts';

function facts(...splits: readonly Split[]): SplitFacts {
	const {ref} = splits[0]!;
	const metadata = {name: ref.name, namespace: ref.namespace, uid: ref.uid};
	return {target: ref, object: {metadata} as never, splits, parts: new Map(), deployments: []};
}

function swapped(...splits: readonly Split[]) {
	const {resource, namespace, name} = splits[0]!.ref;
	return swap.plan({action: 'swap', target: {resource, namespace, name}}, facts(...splits));
}

function planned(split: Split): Plan {
	const plan = swapped(split);
	if (isRefusal(plan)) throw new Error(plan.says);
	return plan;
}

const marked = {roleFrom: 'mark'} as const;

test.each([
	['two versions', {a: 90, b: 10}, [10, 90]],
	['thirds, exactly', {a: 1, b: 2}, [2, 1]],
	['weights that say more than shares', {a: 333, b: 667}, [667, 333]],
])('%s exchange their shares', (_name, weights, expected) => {
	const plan = planned(splitOf(weights, marked));
	expect(plan).toMatchObject({
		action: 'swap',
		says: 'Swap the shares of a and b of rule checkout of HTTPRoute shop/checkout',
		undo: {way: 'swap'},
	});
	expect(plan.steps[0]!.edits.map(({to}) => to)).toEqual(expected);
});

test('it writes what the shift with those numbers writes, under the same guards', () => {
	const split = splitOf({a: 90, b: 10}, marked);
	const percents = [
		{backend: 'a', percent: 10},
		{backend: 'b', percent: 90},
	];
	const shifted = shift.plan({action: 'shift', target: split.ref, percents}, facts(split)) as Plan;
	const {steps, lines, shares, concerns, settledWhen} = planned(split);
	expect({steps, lines, shares, concerns, settledWhen}).toEqual({
		steps: shifted.steps,
		lines: shifted.lines,
		shares: shifted.shares,
		concerns: shifted.concerns,
		settledWhen: shifted.settledWhen,
	});
	expect(steps[0]!.guards.map(({at}) => at)).toContain('/spec/rules/0/backendRefs');
});

test('of three versions only those with the roles move, and the third is not written', () => {
	const split = splitOf({a: 70, b: 20, c: 10});
	const marks = ['champion', 'other', 'challenger'] as const;
	const backends = withRoles(
		split.backends.map((backend, index) => ({...backend, mark: marks[index]!})),
		undefined,
	);
	const plan = planned({...split, backends});
	expect(plan.steps[0]!.edits.map(({at, to}) => [at.split('/')[5], to])).toEqual([
		['0', 10],
		['2', 70],
	]);
});

const heavier = splitOf({a: 90, b: 10});
const chosen = withRoles(splitOf({a: 70, b: 20, c: 10}).backends, 'a');

test.each([
	['roles that the weights only suggest', heavier, 'role-unknown', 'choose-champion'],
	['a champion among three without a challenger', {...heavier, backends: chosen}, 'role-unknown', 'shift'],
	['equal shares', splitOf({a: 50, b: 50}, marked), 'nothing-to-do', ''],
	['no shares at all', splitOf({a: 0, b: 0}, marked), 'nothing-to-do', 'Shift it first.'],
	['a locked split', {...splitOf({a: 90, b: 10}, marked), lockedBecause: 'odd'}, 'guarded', ''],
])('%s are refused', (_name, split, reason, hint) => {
	const refusal = swapped(split);
	expect(refusal).toMatchObject({refused: reason});
	expect((isRefusal(refusal) && refusal.hint) || '').toContain(hint);
});

test('an object with several rules asks which one', () => {
	const split = splitOf({a: 90, b: 10}, marked);
	expect(swapped(split, {...split, rule: 'cards'})).toMatchObject({refused: 'usage'});
	const {resource, namespace, name} = split.ref;
	const command = {action: 'swap', target: {resource, namespace, name}, rule: 'cards'} as const;
	expect(swap.plan(command, facts(split, {...split, rule: 'cards'}))).toMatchObject({action: 'swap'});
});

test('what must not rise is not swapped up', () => {
	const split = splitOf({a: 90, b: 10}, marked);
	const brokenBecause = 'Its model did not load.';
	const backends = split.backends.map(each => (each.name === 'b' ? {...each, brokenBecause} : each));
	expect(swapped({...split, backends})).toMatchObject({refused: 'out-of-bounds', says: brokenBecause});
});
