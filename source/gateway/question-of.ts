import type {AccessQuestion} from '../model/cluster.ts';
import type {Step} from '../model/plan.ts';

/** The right each kind of step needs: a new kind must say which. */
const verbs: Readonly<Record<Step['type'], string>> = {edit: 'patch'};

/** What the server must allow for the step: the very verb, resource and object it writes. */
export function questionOf({type, target, subresource}: Step): AccessQuestion {
	const {resource, namespace, name} = target;
	return {verb: verbs[type], resource, subresource, namespace, name};
}
