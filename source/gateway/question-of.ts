import type {AccessQuestion} from '../model/cluster.ts';
import type {Step} from '../model/plan.ts';
import {isLineIntoPod, rightOf} from '../model/request.ts';

/**
 * All that the server must allow for the step. A line into a pod is opened by a
 * GET, which servers let pass for one verb, for the other, or for both.
 */
export function questionsOf(step: Step): readonly AccessQuestion[] {
	const question = questionOf(step);
	return isLineIntoPod(step) ? [question, {...question, verb: 'get'}] : [question];
}

/** What the server must allow for the step: the very verb, resource and object it writes. */
export function questionOf(step: Step): AccessQuestion {
	const {resource, namespace, name} = step.target;
	// Of many pods it is asked once: a right to evict by name is nobody's. A forward goes on to other pods.
	const isOfMany = step.type === 'evict' || step.leads?.selector !== undefined;
	// Nobody has a right to make what has a certain name: servers do not know it when they decide.
	const isNamed = !isOfMany && step.type !== 'create';
	return {...rightOf(step), resource, namespace, ...(isNamed && {name})};
}
