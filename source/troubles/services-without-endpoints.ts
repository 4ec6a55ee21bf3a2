import {isEmpty} from '../model/labels.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {type Cause, objectOf} from './trouble.ts';

/** Longer than any pod is given time before it is in trouble. */
const patienceMs = 180_000;

/**
 * Services without a ready endpoint, though they select pods. What ails those pods
 * is told of them, and who suffers from it beside that; a Service is told of by
 * itself only where nothing says why for a while.
 */
export const servicesWithoutEndpoints: Cause = facts => {
	const {services, endpoints, now} = facts;
	if (services === undefined || endpoints === undefined) return [];
	return services.flatMap(row => {
		const {namespace, name, uid, selector, type, created} = row;
		if (type === 'ExternalName' || isEmpty(selector) || endpoints(namespace, name).ready > 0) return [];
		const pods = facts.podsWith(namespace, selector).filter(isMeantToServe);
		if (pods.length === 0) return [];
		const ready = pods.filter(({isReady}) => isReady).length;
		const says = `Service ${name} has no ready endpoint.`;
		const since = pods.reduce((latest, pod) => Math.max(latest, pod.readySince ?? pod.created), created);
		return [
			{
				key: `endpoints ${uid}`,
				severity: 'warning',
				says:
					ready === 0
						? `Service ${name} has no ready endpoint`
						: `Service ${name} has no ready endpoint, though ${ready} of its ${pods.length} pods are ready`,
				fact: `0 of ${endpoints(namespace, name).all} endpoints ready.`,
				hint:
					ready === 0 ? 'Look at its pods.' : 'Whoever writes its EndpointSlices is behind, or does not run.',
				about: objectOf('services', row),
				count: pods.length,
				since,
				dueTo: pods.map(each => each.uid),
				suffering: {says, leads: false},
				...(now - since < patienceMs && {isEcho: true as const}),
			} as const,
		];
	});
};

function isMeantToServe({phase, isTerminating}: PodRow): boolean {
	return phase !== 'Succeeded' && phase !== 'Failed' && !isTerminating;
}
