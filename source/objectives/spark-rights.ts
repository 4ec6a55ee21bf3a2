/**
 * A driver makes its executors itself, and asks the API server for them by the
 * account its pod has. Spark wants ConfigMaps, Services and claims besides only
 * where it is not told to do without: see the settings of `spark-settings.ts`.
 */
import type {Manifest} from './objective.ts';
import {labelsOf} from './workload.ts';

/** What a driver does with pods: it makes its executors, watches them, and deletes them at its end. */
export const driverVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'watch'];

/** An account that may have executors, and what gives it that right: in its own namespace, of pods alone. */
export function accountWithRights(name: string, namespace: string): readonly Manifest[] {
	const metadata = {name, labels: labelsOf(name)};
	const group = 'rbac.authorization.k8s.io';
	return [
		{apiVersion: 'v1', kind: 'ServiceAccount', metadata},
		{
			apiVersion: `${group}/v1`,
			kind: 'Role',
			metadata,
			rules: [{apiGroups: [''], resources: ['pods'], verbs: driverVerbs}],
		},
		{
			apiVersion: `${group}/v1`,
			kind: 'RoleBinding',
			metadata,
			roleRef: {apiGroup: group, kind: 'Role', name},
			subjects: [{kind: 'ServiceAccount', name, namespace}],
		},
	];
}
