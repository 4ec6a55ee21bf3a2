import type {Resource} from '../model/ref.ts';

/** Kinds that objectives look for, as every server serves them. */
export const deploymentKind: Resource = {
	group: 'apps',
	version: 'v1',
	plural: 'deployments',
	kind: 'Deployment',
	namespaced: true,
};
export const serviceKind: Resource = {
	group: '',
	version: 'v1',
	plural: 'services',
	kind: 'Service',
	namespaced: true,
};
export const cronJobKind: Resource = {
	group: 'batch',
	version: 'v1',
	plural: 'cronjobs',
	kind: 'CronJob',
	namespaced: true,
};
