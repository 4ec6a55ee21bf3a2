/** A shop that tries a new checkout: a champion, a challenger, and a route that splits between them. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {horizontalPodAutoscalers} from '../kinds/autoscaling.ts';
import {httpRoutes} from '../kinds/networking.ts';
import type {Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import {parentRefs, pathRule} from './edge.ts';
import {namespace} from './ground.ts';
import {application, backend, service} from './parts.ts';
import {changed, day, type Episode, everySoOften, made} from './world.ts';

const checkoutBackends = [backend('checkout-champion', 90), backend('checkout-challenger', 10)];
const champion = {app: 'checkout', track: 'champion'};
const challenger = {app: 'checkout', track: 'challenger'};

export const checkout: readonly Episode[] = [
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

/** The autoscaler reads the load of what it watches every now and then, but leaves its size alone. */
export function readAutoscalerLoad(cluster: Cluster): void {
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
