import type {AccessQuestion} from '../model/cluster.ts';
import type {Step} from '../model/plan.ts';
import {rightOf} from '../model/request.ts';

/** What the server must allow for the step: the very verb, resource and object it writes. */
export function questionOf(step: Step): AccessQuestion {
	const {resource, namespace, name} = step.target;
	// Of many pods it is asked once: a right to evict by name is nobody's.
	return {...rightOf(step), resource, namespace, ...(step.type !== 'evict' && {name})};
}
