import {type KubernetesObject, numberIn} from '../model/object.ts';
import {objectsFound, type Wanted} from './around.ts';
import {autoscalersOf, autoscalersWanted, boundsInstead, madeBy} from './horizontal-pod-autoscaler.ts';
import type {OwnerFacts, OwnerKind} from './owner-facts.ts';
import {isTarget} from './scale-target.ts';

/**
 * KEDA scales through an autoscaler it makes, and between 0 and 1 by itself.
 * Paused it makes no autoscaler, and keeps a number only where one was given.
 */
export const keda: OwnerKind = {
	says: 'ScaledObjects',
	wants: scaledObjectsWanted,
	find(facts) {
		const scaledObject = scaledObjectsOf(facts)[0]?.object;
		const made = autoscalersOf(facts).find(each => madeBy(each) !== undefined);
		const name = scaledObject?.metadata.name ?? (made && madeBy(made));
		if (name === undefined || (scaledObject && isResting(scaledObject))) return [];
		const kept = scaledObject && pausedReplicas(scaledObject);
		const {name: target} = facts.ref;
		return [
			{
				name: `ScaledObject ${name}`,
				evidence:
					kept === undefined
						? `KEDA keeps ${target} between ${sayBounds(scaledObject, made)} replicas`
						: `KEDA keeps ${target} at ${kept} replicas while it is paused`,
				revertsWhen: made === undefined && kept === undefined ? 'within 30 s' : 'within 15 s',
				effect: 'undone',
				instead: boundsInstead(facts.ref),
			},
		];
	},
};

/** The ScaledObjects that scale the object. */
export function scaledObjectsOf(facts: Pick<OwnerFacts, 'ref' | 'replicas' | 'around'>) {
	return objectsFound(facts.around, scaledObjectsWanted(facts)).filter(({object}) =>
		isTarget(object.spec?.scaleTargetRef, facts.ref, {kind: 'Deployment', apiVersion: 'apps/v1'}),
	);
}

export function scaledObjectsWanted(facts: Pick<OwnerFacts, 'ref' | 'replicas'>): readonly Wanted[] {
	return autoscalersWanted(facts).map(({namespace}) => ({
		group: 'keda.sh',
		plural: 'scaledobjects',
		namespace,
	}));
}

/** Paused, with no number to keep. */
export function isResting({metadata}: KubernetesObject): boolean {
	const paused = metadata.annotations?.['autoscaling.keda.sh/paused'] ?? '';
	return (
		/^(1|t|true)$/i.test(paused) &&
		metadata.annotations?.['autoscaling.keda.sh/paused-replicas'] === undefined
	);
}

export function pausedReplicas({metadata}: KubernetesObject): string | undefined {
	return metadata.annotations?.['autoscaling.keda.sh/paused-replicas'];
}

/** Its own bounds, with KEDA's defaults; those of the autoscaler it made where only that could be read. */
function sayBounds(
	scaledObject: KubernetesObject | undefined,
	autoscaler: KubernetesObject | undefined,
): string {
	if (scaledObject === undefined) {
		return `${numberIn(autoscaler?.spec?.minReplicas) ?? 1} and ${numberIn(autoscaler?.spec?.maxReplicas)}`;
	}
	const {minReplicaCount, maxReplicaCount} = scaledObject.spec ?? {};
	return `${numberIn(minReplicaCount) ?? 0} and ${numberIn(maxReplicaCount) ?? 100}`;
}
