import {conditionIn} from '../resources/conditions.ts';
import {isAtLimit} from '../resources/horizontalpodautoscalers.ts';
import {type Cause, objectOf, sayEvidence} from './trouble.ts';

/** Autoscalers that want more pods than they may have. */
export const limitedAutoscalers: Cause = ({autoscalers}) =>
	(autoscalers ?? []).flatMap(row => {
		if (!isAtLimit(row)) return [];
		const {reason = '', message = '', since} = conditionIn(row.conditions, 'ScalingLimited') ?? {};
		const targets = row.targets.length === 0 ? '' : ` (${row.targets.join(', ')})`;
		return [
			{
				key: `limited ${row.uid}`,
				severity: 'warning',
				says: `${row.reference.kind} ${row.reference.name} wants more pods than autoscaler ${row.name} allows: ${row.replicas} of at most ${row.max}${targets}`,
				fact: sayEvidence(reason, message),
				hint: `:scale max ${2 * row.max} allows twice as many.`,
				about: objectOf('horizontalpodautoscalers', row),
				count: 1,
				since: since ?? row.created,
			},
		];
	});
