import {numberIn, objectIn} from '../model/object.ts';
import type {FindOwner} from './owner-facts.ts';

/** An autoscaler sets the replicas again at its next look; at 0 replicas it rests. */
export const horizontalPodAutoscaler: FindOwner = ({ref, object, replicas, autoscalers}) => {
	if (replicas === undefined) return undefined;
	const found = autoscalers?.find(({spec}) => {
		const target = objectIn(spec?.scaleTargetRef);
		return target.kind === ref.resource.kind && target.name === ref.name;
	});
	if (!found) return undefined;
	const bounds = `${numberIn(found.spec?.minReplicas) ?? 1} and ${numberIn(found.spec?.maxReplicas)}`;
	const name = found.metadata.name;
	return {
		name: `HorizontalPodAutoscaler ${name}`,
		evidence: `it keeps ${ref.name} between ${bounds} replicas`,
		revertsWhen: 'within 15 s',
		effect: replicas === 0 || object.spec?.replicas === 0 ? 'warned' : 'undone',
		instead: `Change its bounds: kubectl edit hpa -n ${ref.namespace} ${name}`,
	};
};
