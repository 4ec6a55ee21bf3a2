import {carries} from '../model/labels.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn, textsIn} from '../model/object.ts';
import type {Concern} from '../model/plan.ts';
import {sayNames} from './leaving.ts';

/** What disruption budgets let go of these pods, where that is not all of them at once. */
export function budgetConcerns(
	pods: readonly KubernetesObject[],
	budgets: readonly KubernetesObject[],
): Concern[] {
	return budgets.flatMap(budget => {
		const held = pods.filter(pod => protects(budget, pod));
		const free = numberIn(budget.status?.disruptionsAllowed) ?? 0;
		if (held.length <= free) return [];
		const name = `PodDisruptionBudget ${budget.metadata.namespace}/${budget.metadata.name}`;
		const lets = free === 0 ? 'lets none of its pods go now' : `lets ${free} of ${held.length} go now`;
		return [
			{
				says: `${name} ${lets}: ${sayNames(held)}.`,
				hint: 'Their evictions are tried again until the time is up; what is left then stays, and is named.',
			},
		];
	});
}

/** The same pods as the server's: an empty selector is all of the namespace, none is no pod. */
function protects({metadata, spec}: KubernetesObject, pod: KubernetesObject): boolean {
	if (metadata.namespace !== pod.metadata.namespace || spec?.selector === undefined) return false;
	const {matchLabels, matchExpressions} = objectIn(spec.selector);
	const labels = pod.metadata.labels ?? {};
	return (
		carries(labels, objectIn(matchLabels)) &&
		objectsIn(matchExpressions).every(({key, operator, values}) => {
			const text = labels[textIn(key) ?? ''];
			if (operator === 'Exists') return text !== undefined;
			if (operator === 'DoesNotExist') return text === undefined;
			const isIn = text !== undefined && textsIn(values).includes(text);
			return operator === 'In' ? isIn : !isIn;
		})
	);
}
