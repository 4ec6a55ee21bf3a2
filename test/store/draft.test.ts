import {expect, test} from 'vitest';
import type {Plan, Step} from '../../source/model/plan.ts';
import type {Backend, Split} from '../../source/model/split.ts';
import {plannedShares} from '../../source/store/draft.ts';
import {splitOf} from '../../source/store/lists/splits.ts';
import {shop, storeOf} from '../screens/world.ts';

const deployments = {
	group: 'apps',
	version: 'v1',
	plural: 'deployments',
	kind: 'Deployment',
	namespaced: true,
};
const base = splitOf(storeOf(shop).get(), 'uid-checkout/cards')!;

function byReplicas(...replicas: readonly number[]): Split {
	const backends = replicas.map((weight, r): Backend => {
		const ref = {resource: deployments, namespace: 'shop', name: `v${r}`, uid: `u${r}`};
		const weightAt = {ref, pointer: '/spec/replicas', stored: weight, form: 'replicas'} as const;
		return {...base.backends[0]!, name: `v${r}`, weight, weightAt};
	});
	return {...base, backends};
}

function scaling(split: Split, ...replicas: readonly number[]): Plan {
	const steps = split.backends.map(({weightAt, weight}, b): Step => {
		const {ref: target, pointer: at} = weightAt!;
		return {
			type: 'edit',
			target,
			subresource: 'scale',
			guards: [],
			edits: [{at, from: weight ?? 0, to: replicas[b]!}],
		};
	});
	return {steps} as unknown as Plan;
}

test('what was asked adds up from the first moment of a shift by replicas to its last', () => {
	const plan = scaling(byReplicas(4, 0), 3, 1);
	for (const moment of [byReplicas(4, 0), byReplicas(4, 1), byReplicas(3, 1)]) {
		expect(plannedShares(moment, plan)).toEqual([75, 25]);
	}
});
