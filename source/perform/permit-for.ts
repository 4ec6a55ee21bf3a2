import {decide} from '../gateway/decide.ts';
import {questionsOf} from '../gateway/question-of.ts';
import {within} from '../model/clock.ts';
import type {Permit} from '../model/permit.ts';
import type {Plan, Refusal} from '../model/plan.ts';
import type {Performance} from './performance.ts';

/**
 * An older answer to what somebody may do is not believed before a write:
 * rights are taken away, too. The escape waits for no further answer, nor long
 * for the first, and is told by the server itself.
 */
const reviewBelievedMs = 5000;
const escapeWaitsMs = 2000;

/**
 * Leave to write the plan, or why not: what the server allows, what the rules
 * say, and how things stand at this moment. Asked before the preview, and once
 * more between the confirmation and the first write.
 */
export async function permitFor(
	plan: Plan,
	{cluster, clock, rules, moment}: Pick<Performance, 'cluster' | 'clock' | 'rules' | 'moment'>,
): Promise<Permit | Refusal> {
	const access = await Promise.all(
		plan.steps
			.flatMap(step => questionsOf(step).map(question => ({step, question})))
			.map(async each => {
				const asked = cluster.may(each.question, plan.isEscape ? undefined : reviewBelievedMs);
				const may = plan.isEscape ? await within(clock, escapeWaitsMs, asked) : await asked;
				return {...each, access: may?.ok ? may.value : undefined};
			}),
	);
	return decide(plan, {rules, access, moment: moment?.()});
}
