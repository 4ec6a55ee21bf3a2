/** A shop that tries a new checkout, a team that tries a new credit model, and what else lives beside them. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {horizontalPodAutoscalers} from '../kinds/autoscaling.ts';
import {gateways, httpRoutes} from '../kinds/networking.ts';
import type {Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import {beatHearts, ground, namespace} from './ground.ts';
import {application, backend, service} from './parts.ts';
import {changed, day, type Episode, edit, everySoOften, made, type World} from './world.ts';

const gatewayClassName = 'demo';
const fromEverywhere = {namespaces: {from: 'All'}};

const edge: readonly Episode[] = [
	namespace(30 * day, 'infra'),
	{
		agoMinutes: 30 * day,
		does(cluster) {
			const now = timestamp(cluster.clock.now());
			const condition = (type: string) => ({
				type,
				status: 'True',
				reason: type,
				message: '',
				observedGeneration: 1,
				lastTransitionTime: now,
			});
			const conditions = ['Accepted', 'Programmed'].map(condition);
			const spec = {
				gatewayClassName,
				listeners: [{name: 'https', port: 443, protocol: 'HTTPS', allowedRoutes: fromEverywhere}],
			};
			const status = {addresses: [{type: 'IPAddress', value: '203.0.113.10'}], conditions};
			made(0, gateways, 'infra', {metadata: {name: 'edge'}, spec, status}).does(cluster);
		},
	},
];

const parentRefs = [{name: 'edge', namespace: 'infra', sectionName: 'https'}];

function pathRule(name: string, path: string, backendRefs: Tree[]): Tree {
	return {name, matches: [{path: {type: 'PathPrefix', value: path}}], backendRefs};
}

const checkoutBackends = [backend('checkout-champion', 90), backend('checkout-challenger', 10)];
const champion = {app: 'checkout', track: 'champion'};
const challenger = {app: 'checkout', track: 'challenger'};

const checkout: readonly Episode[] = [
	namespace(30 * day, 'shop'),
	application(21 * day, {
		namespace: 'shop',
		name: 'checkout-champion',
		image: 'registry.example.com/checkout:1.4.0',
		replicas: 6,
		labels: champion,
	}),
	changed(9 * day, deployments, 'shop', 'checkout-champion', ({spec}) => {
		spec.template.spec.containers[0].image = 'registry.example.com/checkout:1.4.2';
	}),
	application(95, {
		namespace: 'shop',
		name: 'checkout-challenger',
		image: 'registry.example.com/checkout:1.5.0',
		replicas: 3,
		labels: challenger,
	}),
	service(21 * day, 'shop', 'checkout-champion', champion),
	service(95, 'shop', 'checkout-challenger', challenger),
	made(21 * day, httpRoutes, 'shop', {
		metadata: {name: 'checkout'},
		spec: {
			parentRefs,
			hostnames: ['shop.example.com'],
			rules: [
				pathRule('checkout', '/checkout', [backend('checkout-champion', 100)]),
				pathRule('cards', '/cards', [backend('checkout-champion', 100)]),
			],
		},
	}),
	changed(90, httpRoutes, 'shop', 'checkout', ({spec}) => {
		for (const rule of spec.rules) rule.backendRefs = structuredClone(checkoutBackends);
	}),
	{agoMinutes: 20 * day, does: createAutoscaler},
];

function createAutoscaler(cluster: Cluster): void {
	const now = timestamp(cluster.clock.now());
	const condition = (type: string, status: string, reason: string, message: string) => ({
		type,
		status,
		reason,
		message,
		lastTransitionTime: now,
	});
	const cpu = (target: Tree) => ({type: 'Resource', resource: {name: 'cpu', ...target}});
	const entry = {
		metadata: {name: 'checkout-champion'},
		spec: {
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout-champion'},
			minReplicas: 4,
			maxReplicas: 12,
			metrics: [cpu({target: {type: 'Utilization', averageUtilization: 70}})],
		},
		status: {
			observedGeneration: 1,
			currentReplicas: 6,
			desiredReplicas: 6,
			currentMetrics: [cpu({current: {averageUtilization: 62, averageValue: '62m'}})],
			conditions: [
				condition('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size'),
				condition(
					'ScalingActive',
					'True',
					'ValidMetricFound',
					'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
				),
				condition(
					'ScalingLimited',
					'False',
					'DesiredWithinRange',
					'the desired count is within the acceptable range',
				),
			],
		},
	};
	made(0, horizontalPodAutoscalers, 'shop', entry).does(cluster);
}

function model(agoMinutes: number, name: string, version: string, image: string): readonly Episode[] {
	const labels = {app: name, version};
	return [
		application(agoMinutes, {
			namespace: 'models',
			name: `${name}-${version}`,
			image: `registry.example.com/${name}:${image}`,
			container: 'model',
			replicas: 2,
			labels,
		}),
		service(agoMinutes, 'models', `${name}-${version}`, labels),
	];
}

const stable = {app: 'fraud', track: 'stable'};
const canary = {app: 'fraud', track: 'canary'};

const models: readonly Episode[] = [
	namespace(28 * day, 'models'),
	...model(26 * day, 'credit-risk', 'v1', '2026.10'),
	...model(3 * day, 'credit-risk', 'v2', '2026.11'),
	made(26 * day, httpRoutes, 'models', {
		metadata: {name: 'credit-risk'},
		spec: {
			parentRefs,
			hostnames: ['models.example.com'],
			rules: [
				pathRule('score', '/credit-risk', [backend('credit-risk-v1', 95), backend('credit-risk-v2', 5)]),
			],
		},
	}),
	application(12 * day, {
		namespace: 'models',
		name: 'fraud-a',
		image: 'registry.example.com/fraud:4.2.0',
		container: 'model',
		replicas: 3,
		labels: stable,
	}),
	application(180, {
		namespace: 'models',
		name: 'fraud-b',
		image: 'registry.example.com/fraud:4.3.0',
		container: 'model',
		replicas: 1,
		labels: canary,
	}),
	service(12 * day, 'models', 'fraud', {app: 'fraud'}),
];

function nginxImage(agoMinutes: number, image: string): Episode {
	return changed(agoMinutes, deployments, 'default', 'nginx-deployment', ({spec}) => {
		spec.template.spec.containers[0].image = image;
	});
}

const nginx: readonly Episode[] = [
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

const web: readonly Episode[] = [
	namespace(27 * day, 'web'),
	application(19 * day, {
		namespace: 'web',
		name: 'storefront',
		image: 'registry.example.com/storefront:7.12.1',
		replicas: 4,
		labels: {app: 'storefront'},
	}),
	service(19 * day, 'web', 'storefront', {app: 'storefront'}),
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
function anotherOperator(cluster: Cluster): void {
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

/** The autoscaler reads the load of what it watches every now and then, but leaves its size alone. */
function readAutoscalerLoad(cluster: Cluster): void {
	everySoOften(cluster, 25_000, 35_000, () => {
		const entry = cluster.store.get(horizontalPodAutoscalers, 'shop', 'checkout-champion');
		const target = cluster.store.get(deployments, 'shop', 'checkout-champion');
		if (!entry || !target) return;
		const utilization = cluster.luck.between(55, 69);
		const current = {averageUtilization: utilization, averageValue: `${utilization}m`};
		const currentMetrics = [{type: 'Resource', resource: {name: 'cpu', current}}];
		const currentReplicas = target.object.status?.replicas ?? 0;
		const status = {...entry.object.status, currentMetrics, currentReplicas};
		revise(cluster, entry, {status}, {manager: 'kube-controller-manager', subresource: 'status'});
	});
}

export const shop: World = {
	past: [...ground, ...edge, ...checkout, ...models, ...nginx, ...web],
	present(cluster) {
		beatHearts(cluster);
		anotherOperator(cluster);
		readAutoscalerLoad(cluster);
	},
};
