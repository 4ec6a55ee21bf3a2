import {carries, isEmpty, type Labels} from '../model/labels.ts';
import {sayLabels} from '../resources/selector.ts';
import type {ServiceRow} from '../resources/services.ts';
import type {Facts} from './facts.ts';
import {type Cause, objectOf} from './trouble.ts';

/** Pods may come a while after their Service. */
const patienceMs = 60_000;

/** Services whose selector matches no pod, and none that a workload would make. */
export const selectorsWithoutPods: Cause = facts => {
	const {services, endpoints, now} = facts;
	if (services === undefined || endpoints === undefined) return [];
	if (!facts.isRead('pods', 'deployments', 'replicaSets', 'statefulSets', 'daemonSets')) return [];
	return services.flatMap(row => {
		const {namespace, name, uid, selector, type, created} = row;
		if (type === 'ExternalName' || isEmpty(selector) || now - created < patienceMs) return [];
		if (endpoints(namespace, name).all > 0 || facts.podsWith(namespace, selector).length > 0) return [];
		if (isMeant(row, facts)) return [];
		const near = nearest(row, facts);
		const because = `its selector ${sayLabels(selector)} matches no pod`;
		return [
			{
				key: `selector ${uid}`,
				severity: 'warning',
				says: `Service ${name} reaches nothing: ${because}`,
				because,
				fact: near === undefined ? '0 endpoints.' : `0 endpoints. ${near}`,
				hint: 'Either its selector is wrong, or what it selects is not there any more.',
				about: objectOf('services', row),
				count: 1,
				since: created,
				explains: [uid],
			} as const,
		];
	});
};

/** A workload that makes such pods is there, and has none just now. */
function isMeant({namespace, selector}: ServiceRow, facts: Facts): boolean {
	const {deployments, replicaSets = [], statefulSets = [], daemonSets = []} = facts;
	const makes = (row: {readonly namespace: string; readonly templateLabels: Labels}) =>
		row.namespace === namespace && carries(row.templateLabels, selector);
	return [deployments, replicaSets, statefulSets, daemonSets].some(rows => rows.some(makes));
}

/** The workload that it is likely meant for, with the label that differs. */
function nearest({namespace, name, selector}: ServiceRow, {deployments}: Facts): string | undefined {
	const here = deployments.filter(row => row.namespace === namespace);
	const shared = (labels: Labels) =>
		Object.entries(selector).filter(([label, value]) => labels[label] === value).length;
	const found =
		here.find(row => row.name === name) ??
		here
			.filter(row => shared(row.templateLabels) > 0)
			.sort((left, right) => shared(right.templateLabels) - shared(left.templateLabels))[0];
	if (found === undefined) return undefined;
	const [label] =
		Object.entries(selector).find(([each, value]) => found.templateLabels[each] !== value) ?? [];
	if (label === undefined) return undefined;
	const carried = found.templateLabels[label];
	return `Pods of ${found.name} carry ${carried === undefined ? `no label ${label}` : `${label}=${carried}`}.`;
}
