import {type KubernetesObject, numberIn} from '../model/object.ts';
import {resourceName} from '../model/ref.ts';
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
				instead: boundsInstead(ref),
			},
		];
	},
};

export function autoscalersWanted({ref, replicas}: Pick<OwnerFacts, 'ref' | 'replicas'>): readonly Wanted[] {
	if (replicas === undefined) return [];
	return [{group: 'autoscaling', plural: 'horizontalpodautoscalers', namespace: ref.namespace}];
}

/** The lever that is left on what something else scales. */
export function boundsInstead({resource, namespace, name}: OwnerFacts['ref']): string {
	const kind = resource.group === 'apps' ? resource.kind.toLowerCase() : resourceName(resource);
	return `Change its bounds: sluice scale -n ${namespace} ${kind}/${name} --min N --max N`;
}

/** The autoscalers that scale the object. */
export function autoscalersOf(
	facts: Pick<OwnerFacts, 'ref' | 'replicas' | 'around'>,
): readonly KubernetesObject[] {
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
