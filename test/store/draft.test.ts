import {expect, test} from 'vitest';
import {shift} from '../../source/actions/shift.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {isRefusal} from '../../source/model/plan.ts';
import type {Backend, Split} from '../../source/model/split.ts';
import {splitOf} from '../../source/store/lists/splits.ts';
import {deployments} from '../kit/resources.ts';
import {shop, storeOf} from '../screens/world.ts';

const base = splitOf(storeOf(shop).get(), 'uid-checkout/cards')!;

function byReplicas(...replicas: readonly number[]): Split {
	const backends = replicas.map((weight, r): Backend => {
		const ref = {resource: deployments, namespace: 'shop', name: `v${r}`, uid: `u${r}`};
		const weightAt = {ref, pointer: '/spec/replicas', stored: weight, form: 'replicas'} as const;
		return {...base.backends[0]!, name: `v${r}`, weight, weightAt};
	});
	return {...base, rule: '', backends};
}

test('a plan says the shares it ends with, so that what was asked adds up half-way through a shift by replicas', () => {
	const split = byReplicas(4, 0);
	const target = {...split.ref};
	const object = {metadata: {...target}} as unknown as KubernetesObject;
	const plan = shift.plan(
		{action: 'shift', target, percents: [{backend: 'v1', percent: 25}]},
		{target, object, splits: [split], parts: new Map(), deployments: []},
	);
	expect(isRefusal(plan)).toBe(false);
	expect(plan).toMatchObject({shares: {[split.key]: [75, 25]}});
});
