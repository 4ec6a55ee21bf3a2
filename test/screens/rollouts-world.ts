// One rollout and what stands around it, as a real cluster holds them: fixtures of engines, with the ReplicaSets, Services, pods and routes they name.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Subject} from '../../source/store/screen.ts';
import {deployment, pod, type World} from './world.ts';

/** Half an hour into what the fixtures tell of. */
export const half = Date.parse('2026-11-23T10:30:00Z');

// biome-ignore lint/suspicious/noExplicitAny: a fixture is changed member by member before it is read.
type Writable = any;

export function engineObject(
	path: string,
	change: (object: Writable) => void = () => undefined,
): KubernetesObject {
	const file = join(import.meta.dirname, '../fixtures/engines', `${path}.json`);
	const read = JSON.parse(readFileSync(file, 'utf8'));
	change(read);
	return read;
}

const checkout = '7c0c3f0e-55b4-4a2e-9d53-0f6a3a6a1f01';
const hashLabel = 'rollouts-pod-template-hash';

export const onCheckout: Subject = {view: 'rollouts', uid: checkout, namespace: 'shop', name: 'checkout'};

function metadata(name: string, more: JsonObject = {}) {
	return {name, namespace: 'shop', uid: `uid-${name}`, creationTimestamp: '2026-11-23T09:58:00Z', ...more};
}

export function revisionSet(
	hash: string,
	number: number,
	{wanted, ready = wanted, stopsAt}: {wanted: number; ready?: number; stopsAt?: string},
): KubernetesObject {
	const labels = {app: 'checkout', [hashLabel]: hash};
	return {
		metadata: metadata(`checkout-${hash}`, {
			labels,
			annotations: {
				'rollout.argoproj.io/revision': String(number),
				...(stopsAt && {'scale-down-deadline': stopsAt}),
			},
			ownerReferences: [
				{
					apiVersion: 'argoproj.io/v1alpha1',
					kind: 'Rollout',
					name: 'checkout',
					uid: checkout,
					controller: true,
				},
			],
		}),
		spec: {
			replicas: wanted,
			selector: {matchLabels: labels},
			template: {
				metadata: {labels},
				spec: {containers: [{name: 'app', image: `registry.example.com/checkout:${number}.0.0`}]},
			},
		},
		status: {replicas: wanted, readyReplicas: ready, availableReplicas: ready},
	} as unknown as KubernetesObject;
}

export function podOf(hash: string, suffix: string, status: JsonObject = {}): KubernetesObject {
	return {
		metadata: metadata(`checkout-${hash}-${suffix}`, {
			labels: {app: 'checkout', [hashLabel]: hash},
			ownerReferences: [
				{
					apiVersion: 'apps/v1',
					kind: 'ReplicaSet',
					name: `checkout-${hash}`,
					uid: `uid-checkout-${hash}`,
					controller: true,
				},
			],
		}),
		spec: {nodeName: 'node-1', containers: [{name: 'app', image: 'registry.example.com/checkout:2.0.0'}]},
		status: {
			phase: 'Running',
			conditions: [{type: 'Ready', status: 'True', lastTransitionTime: '2026-11-23T10:00:10Z'}],
			containerStatuses: [{name: 'app', ready: true, restartCount: 0, state: {running: {}}}],
			...status,
		},
	} as unknown as KubernetesObject;
}

function service(name: string, hash: string): KubernetesObject {
	return {
		metadata: metadata(name),
		spec: {selector: {app: 'checkout', [hashLabel]: hash}, ports: [{port: 80}]},
	} as unknown as KubernetesObject;
}

/** The route that the rollout drives where its plug-in for the Gateway API is told of it. */
export function drivenRoute(challenger: number): KubernetesObject {
	return {
		apiVersion: 'gateway.networking.k8s.io/v1',
		metadata: metadata('checkout', {uid: 'uid-route', generation: 1}),
		spec: {
			rules: [
				{
					backendRefs: [
						{name: 'checkout-stable', port: 80, weight: 100 - challenger},
						{name: 'checkout-canary', port: 80, weight: challenger},
					],
				},
			],
		},
		status: {
			parents: [
				{conditions: [{type: 'Accepted', status: 'True', reason: 'Accepted', observedGeneration: 1}]},
			],
		},
	} as unknown as KubernetesObject;
}

/** Has the rollout drive the route above. */
export function overRoute(object: Writable): void {
	object.spec.strategy.canary.trafficRouting = {
		plugins: {'argoproj-labs/gatewayAPI': {httpRoute: 'checkout', namespace: 'shop'}},
	};
}

/** Its champion with four pods, its challenger with one, and one revision from before. */
export function around(rollout: KubernetesObject, more: World = {}): World {
	return {
		'rollouts.argoproj.io': [rollout],
		replicasets: [revisionSet('7d9c6b5f8', 2, {wanted: 1}), revisionSet('5b8f9d4c6', 1, {wanted: 4})],
		pods: [...['a', 'b', 'c', 'd'].map(each => podOf('5b8f9d4c6', each)), podOf('7d9c6b5f8', 'e')],
		services: [service('checkout-stable', '5b8f9d4c6'), service('checkout-canary', '7d9c6b5f8')],
		deployments: [],
		nodes: [],
		namespaces: [],
		endpointslices: [],
		horizontalpodautoscalers: [],
		httproutes: [],
		analysisruns: [],
		'experiments.argoproj.io': [],
		...more,
	};
}

/** A Canary of Flagger with its two Deployments, their Services, and the route it writes. */
export function flaggerWorld(name: string, challenger = 20): World {
	const canary = engineObject(`flagger/${name}`);
	return {
		canaries: [canary],
		deployments: [
			deployment('podinfo', {image: 'podinfo:2'}),
			deployment('podinfo-primary', {image: 'podinfo:1'}),
		],
		services: [labelled('podinfo-canary', 'podinfo'), labelled('podinfo-primary')],
		pods: [
			pod('podinfo-abc-1', {workload: 'podinfo'}),
			...[1, 2, 3].map(n => pod(`podinfo-primary-abc-${n}`, {workload: 'podinfo-primary'})),
		],
		httproutes: [weighed('podinfo', {'podinfo-primary': 100 - challenger, 'podinfo-canary': challenger})],
		replicasets: [],
		endpointslices: [],
	};
}

/** A Rollout of OpenKruise with the workload it leads, and the one that runs the challenger meanwhile. */
export function kruiseWorld(name: string): World {
	return {
		'rollouts.rollouts.kruise.io': [engineObject(`kruise/${name}`)],
		deployments: [
			deployment('cards', {image: 'cards:1'}),
			deployment('cards-x7', {wanted: 2, image: 'cards:2'}),
		],
		services: [labelled('cards'), labelled('cards-canary', 'cards-x7')],
		pods: [
			...[1, 2, 3].map(n => pod(`cards-abc-${n}`, {workload: 'cards'})),
			...[1, 2].map(n => pod(`cards-x7-abc-${n}`, {workload: 'cards-x7'})),
		],
		replicasets: [],
		endpointslices: [],
	};
}

function labelled(name: string, app = name): KubernetesObject {
	return {
		metadata: metadata(name),
		spec: {selector: {app}, ports: [{port: 80}]},
	} as unknown as KubernetesObject;
}

function weighed(name: string, weights: Readonly<Record<string, number>>): KubernetesObject {
	const backendRefs = Object.entries(weights).map(([backend, weight]) => ({name: backend, port: 80, weight}));
	return {
		apiVersion: 'gateway.networking.k8s.io/v1',
		metadata: metadata(name, {uid: `uid-route-${name}`, generation: 1}),
		spec: {rules: [{backendRefs}]},
		status: {},
	} as unknown as KubernetesObject;
}
