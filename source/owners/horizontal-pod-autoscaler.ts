import {type KubernetesObject, numberIn} from '../model/object.ts';
import {objectsFound, type Wanted} from './around.ts';
import type {OwnerFacts, OwnerKind} from './owner-facts.ts';
import {isTarget} from './scale-target.ts';

/** An autoscaler sets the replicas again at its next look; at 0 replicas it rests. */
export const horizontalPodAutoscaler: OwnerKind = {
	says: 'Autoscalers',
	wants: autoscalersWanted,
	find(facts) {
		const {ref, object, replicas} = facts;
		const found = autoscalersOf(facts).find(each => madeBy(each) === undefined);
		if (found === undefined) return [];
		const bounds = `${numberIn(found.spec?.minReplicas) ?? 1} and ${numberIn(found.spec?.maxReplicas)}`;
		const name = found.metadata.name;
		return [
			{
				name: `HorizontalPodAutoscaler ${name}`,
				evidence: `it keeps ${ref.name} between ${bounds} replicas`,
				revertsWhen: 'within 15 s',
				effect: replicas === 0 || object.spec?.replicas === 0 ? 'warned' : 'undone',
				instead: `Change its bounds: kubectl edit hpa -n ${ref.namespace} ${name}`,
			},
		];
	},
};

export function autoscalersWanted({ref, replicas}: OwnerFacts): readonly Wanted[] {
	if (replicas === undefined) return [];
	return [{group: 'autoscaling', plural: 'horizontalpodautoscalers', namespace: ref.namespace}];
}

/** The autoscalers that scale the object. */
export function autoscalersOf(facts: OwnerFacts): readonly KubernetesObject[] {
	return objectsFound(facts.around, autoscalersWanted(facts))
		.map(({object}) => object)
		.filter(({spec}) => isTarget(spec?.scaleTargetRef, facts.ref));
}

/** The ScaledObject that made an autoscaler and writes it again; undefined where a person made it. */
export function madeBy({metadata}: KubernetesObject): string | undefined {
	const owner = metadata.ownerReferences?.find(
		({kind, apiVersion}) => kind === 'ScaledObject' && apiVersion.startsWith('keda.sh/'),
	);
	return owner?.name ?? metadata.labels?.['scaledobject.keda.sh/name'];
}
