import type {PodRow} from '../resources/pod-row.ts';
import {isEmpty} from './pod-index.ts';
import {type Cause, objectOf} from './trouble.ts';

/**
 * Services that select pods of which none is ready. What ails those pods is
 * told of them, and who suffers from it beside that: a Service is not told of by itself.
 */
export const servicesWithoutEndpoints: Cause = facts => {
	const {services, endpoints} = facts;
	if (services === undefined || endpoints === undefined) return [];
	return services.flatMap(row => {
		const {namespace, name, uid, selector, type, created} = row;
		if (type === 'ExternalName' || isEmpty(selector) || endpoints(namespace, name).ready > 0) return [];
		const pods = facts.podsWith(namespace, selector).filter(isMeantToServe);
		if (pods.length === 0) return [];
		const says = `Service ${name} has no ready endpoint.`;
		return [
			{
				key: `endpoints ${uid}`,
				severity: 'warning',
				says,
				about: objectOf('services', row),
				count: pods.length,
				since: created,
				dueTo: pods.map(each => each.uid),
				suffering: {says, leads: false},
				isEcho: true,
			} as const,
		];
	});
};

function isMeantToServe({phase, isTerminating}: PodRow): boolean {
	return phase !== 'Succeeded' && phase !== 'Failed' && !isTerminating;
}
