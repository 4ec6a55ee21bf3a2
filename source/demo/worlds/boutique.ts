/** A boutique on seven machines, whose pods leave a machine that is not heard of sooner than is usual. */
import {deployments} from '../kinds/apps.ts';
import {podDisruptionBudgets} from '../kinds/policy.ts';
import type {Tree} from '../object.ts';
import type {Behaviour, Demand} from '../traffic/behaviour.ts';
import {ground, joined, namespace} from './ground.ts';
import {application, service} from './parts.ts';
import {changed, day, type Episode, made} from './world.ts';

/** Twenty seconds where five minutes are usual: pods that are quick to start lose little by moving once too often. */
const tolerations = ['not-ready', 'unreachable'].map(state => ({
	key: `node.kubernetes.io/${state}`,
	operator: 'Exists',
	effect: 'NoExecute',
	tolerationSeconds: 20,
}));

function shop(name: string, replicas: number, most: number): readonly Episode[] {
	const labels = {app: name};
	const image = `registry.example.com/${name}:4.2.0`;
	const budget = {maxUnavailable: most, selector: {matchLabels: labels}};
	return [
		application(12 * day, {namespace: 'boutique', name, image, replicas, labels, podSpec: {tolerations}}),
		service(12 * day, 'boutique', name, labels),
		made(12 * day, podDisruptionBudgets, 'boutique', {metadata: {name}, spec: budget}),
	];
}

/** Names are looked up by everybody: they must not be gone for longer than the pods that look them up. */
const hastenedDns = changed(13 * day, deployments, 'kube-system', 'coredns', ({spec}: Tree) => {
	spec.template.spec.tolerations = tolerations;
});

export const boutique: readonly Episode[] = [
	...ground,
	...['node-5', 'node-6', 'node-7'].flatMap((name, i) => joined(name, i + 4)),
	namespace(14 * day, 'boutique'),
	hastenedDns,
	...shop('cart', 8, 1),
	...shop('search', 4, 1),
];

export const boutiqueDemand: readonly Demand[] = [
	{
		namespace: 'boutique',
		service: 'cart',
		requestsPerSecond: 40,
		requests: ['GET /cart', 'POST /cart', 'DELETE /cart/1'],
	},
	{
		namespace: 'boutique',
		service: 'search',
		requestsPerSecond: 30,
		requests: ['GET /search', 'GET /suggest'],
	},
];

const serves: Partial<Behaviour> = {
	medianMs: 14,
	p99Ms: 90,
	capacityPerSecond: 30,
	millicoresPerRequest: 4,
	memoryMebibytes: 90,
};

export const boutiqueBehaviour: Readonly<Record<string, Partial<Behaviour>>> = {
	'cart:': serves,
	'search:': serves,
};
