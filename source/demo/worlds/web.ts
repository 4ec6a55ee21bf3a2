/** What else lives in the cluster: some of it well, some of it not, and somebody else at work. */
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import type {Behaviour, Demand} from '../traffic/behaviour.ts';
import {namespace} from './ground.ts';
import {application, service} from './parts.ts';
import {changed, day, type Episode, edit, everySoOften} from './world.ts';

function nginxImage(agoMinutes: number, image: string): Episode {
	return changed(agoMinutes, deployments, 'default', 'nginx-deployment', ({spec}) => {
		spec.template.spec.containers[0].image = image;
	});
}

/** A deployment that was upgraded three times. */
export const nginx: readonly Episode[] = [
	application(24 * day, {
		namespace: 'default',
		name: 'nginx-deployment',
		image: 'nginx:1.7.5',
		container: 'nginx',
		port: 80,
		replicas: 3,
		labels: {app: 'nginx'},
	}),
	nginxImage(17 * day, 'nginx:1.7.7'),
	nginxImage(11 * day, 'nginx:1.7.8'),
	nginxImage(4 * day, 'nginx:1.7.9'),
];

export const storefront: readonly Episode[] = [
	namespace(27 * day, 'web'),
	application(19 * day, {
		namespace: 'web',
		name: 'storefront',
		image: 'registry.example.com/storefront:7.12.1',
		replicas: 4,
		labels: {app: 'storefront'},
	}),
	service(19 * day, 'web', 'storefront', {app: 'storefront'}),
];

export const web: readonly Episode[] = [
	...storefront,
	application(45, {
		namespace: 'web',
		name: 'batch-scorer',
		image: 'registry.example.com/batch-scorer:0.9.3',
		container: 'scorer',
		replicas: 1,
		labels: {app: 'batch-scorer'},
		podLabels: {sim: 'restarts'},
	}),
	application(16 * day, {
		namespace: 'web',
		name: 'reports',
		image: 'registry.example.com/reports:3.0.4',
		replicas: 2,
		labels: {app: 'reports'},
	}),
	changed(14, deployments, 'web', 'reports', ({spec}) => {
		spec.template.spec.containers[0].image = 'registry.example.com/reports:3.1.0-broken';
	}),
];

/** Somebody else, who scales the storefront up and down about once a minute. */
export function anotherOperator(cluster: Cluster): void {
	everySoOften(cluster, 40_000, 75_000, () => {
		edit(
			cluster,
			deployments,
			'web',
			'storefront',
			({spec}) => {
				spec.replicas = spec.replicas >= 6 ? 4 : spec.replicas + 1;
			},
			'night-shift',
		);
	});
}

export const webDemand: readonly Demand[] = [
	{
		namespace: 'web',
		service: 'storefront',
		requestsPerSecond: 42,
		requests: ['GET /', 'GET /products', 'GET /products/17', 'POST /basket'],
	},
];

export const webBehaviour: Readonly<Record<string, Partial<Behaviour>>> = {
	'storefront:': {
		medianMs: 12,
		p99Ms: 80,
		capacityPerSecond: 40,
		millicoresPerRequest: 4,
		memoryMebibytes: 84,
	},
};
