/** A shop that tries a new checkout: a champion, a challenger, and a route that splits between them. */
import {deployments} from '../kinds/apps.ts';
import {horizontalPodAutoscalers} from '../kinds/autoscaling.ts';
import {httpRoutes} from '../kinds/networking.ts';
import type {Behaviour, Demand} from '../traffic/behaviour.ts';
import {parentRefs, pathRule} from './edge.ts';
import {namespace} from './ground.ts';
import {application, backend, service} from './parts.ts';
import {changed, day, type Episode, made} from './world.ts';

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
	made(20 * day, horizontalPodAutoscalers, 'shop', {
		metadata: {name: 'checkout-champion'},
		spec: {
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout-champion'},
			minReplicas: 4,
			maxReplicas: 12,
			metrics: [
				{type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 70}}},
			],
		},
	}),
];

/** Of its route only the first rule is left: to learn on, one is enough. */
export const oneRule = changed(89, httpRoutes, 'shop', 'checkout', ({spec}) => {
	spec.rules = spec.rules.slice(0, 1);
});

/** With six pods the champion uses 65 % of what it asks for, which its autoscaler is content with. */
export const checkoutDemand: readonly Demand[] = [
	{
		namespace: 'shop',
		route: 'checkout',
		rule: 'checkout',
		requestsPerSecond: 60,
		requests: ['POST /checkout', 'GET /checkout/basket', 'POST /checkout/confirm'],
	},
	{
		namespace: 'shop',
		route: 'checkout',
		rule: 'cards',
		requestsPerSecond: 20,
		requests: ['POST /cards', 'GET /cards'],
	},
];

const checkoutServes: Partial<Behaviour> = {
	medianMs: 28,
	p99Ms: 170,
	errorShare: 0.001,
	capacityPerSecond: 20,
	millicoresPerRequest: 5,
	memoryMebibytes: 96,
};

export const checkoutBehaviour: Readonly<Record<string, Partial<Behaviour>>> = {
	'checkout:1.4': checkoutServes,
	'checkout:1.5': {...checkoutServes, medianMs: 24, memoryMebibytes: 118},
};
