import {decide} from '../gateway/decide.ts';
import type {Permit} from '../model/permit.ts';
import type {Plan, Refusal} from '../model/plan.ts';
import {rightOf} from '../model/request.ts';
import type {Performance} from './performance.ts';

/** Leave to write the plan, or why not: what the server allows and the rules say. */
export async function permitFor(
	plan: Plan,
	{cluster, rules}: Pick<Performance, 'cluster' | 'rules'>,
): Promise<Permit | Refusal> {
	const access = await Promise.all(
		plan.steps.map(async step => {
			const {resource, namespace, name} = step.target;
			const may = await cluster.may({
				...rightOf(step),
				resource,
				namespace,
				// Of many pods it is asked once: a right to evict by name is nobody's.
				...(step.type !== 'evict' && {name}),
			});
			return {step, access: may.ok ? may.value : undefined};
		}),
	);
	return decide(plan, {rules, access});
}
