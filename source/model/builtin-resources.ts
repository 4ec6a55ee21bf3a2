/** Kinds that every supported server serves in this version: nobody need be asked for them. */
import type {Resource} from './ref.ts';

export const podResource: Resource = builtin('', 'v1', 'pods', 'Pod');
export const serviceResource: Resource = builtin('', 'v1', 'services', 'Service');
export const secretResource: Resource = builtin('', 'v1', 'secrets', 'Secret');
export const claimResource: Resource = builtin('', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim');
export const deploymentResource: Resource = builtin('apps', 'v1', 'deployments', 'Deployment');
export const statefulSetResource: Resource = builtin('apps', 'v1', 'statefulsets', 'StatefulSet');
export const daemonSetResource: Resource = builtin('apps', 'v1', 'daemonsets', 'DaemonSet');
export const replicaSetResource: Resource = builtin('apps', 'v1', 'replicasets', 'ReplicaSet');
export const jobResource: Resource = builtin('batch', 'v1', 'jobs', 'Job');
export const cronJobResource: Resource = builtin('batch', 'v1', 'cronjobs', 'CronJob');
export const autoscalerResource: Resource = builtin(
	'autoscaling',
	'v2',
	'horizontalpodautoscalers',
	'HorizontalPodAutoscaler',
);

function builtin(group: string, version: string, plural: string, kind: string): Resource {
	return {group, version, plural, kind, namespaced: true};
}
