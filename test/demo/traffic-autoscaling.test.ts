import {expect, it} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {deployments} from '../../source/demo/kinds/apps.ts';
import {horizontalPodAutoscalers} from '../../source/demo/kinds/autoscaling.ts';
import type {Tree} from '../../source/demo/object.ts';
import {checkoutBehaviour, checkoutDemand} from '../../source/demo/worlds/checkout.ts';
import {edit} from '../../source/demo/worlds/world.ts';
import {shopWith} from './shop-with.ts';

const pass = ({clock}: Cluster, seconds: number) => clock.passUntil(clock.now() + seconds * 1000);

const replicas = ({store}: Cluster) =>
	store.get(deployments, 'shop', 'checkout-champion')!.object.spec.replicas;

const utilization = ({store}: Cluster): number =>
	store.get(horizontalPodAutoscalers, 'shop', 'checkout-champion')!.object.status.currentMetrics[0].resource
		.current.averageUtilization;

const shop = () => shopWith({demand: checkoutDemand, behaviour: checkoutBehaviour});

it('is content with the shop as it is', () => {
	const cluster = shop();
	const seen: number[] = [];
	for (let minutes = 0; minutes < 10; minutes++) {
		pass(cluster, 60);
		seen.push(utilization(cluster));
	}
	expect(replicas(cluster)).toBe(6);
	const mean = seen.reduce((sum, each) => sum + each, 0) / seen.length;
	expect(mean).toBeGreaterThan(60);
	expect(mean).toBeLessThan(70);
});

it('adds pods when users come, and takes them away some minutes after they left', () => {
	const cluster = shop();
	pass(cluster, 30);
	for (const demand of checkoutDemand)
		cluster.traffic.demand({...demand, requestsPerSecond: demand.requestsPerSecond * 1.6});
	pass(cluster, 90);
	expect(replicas(cluster)).toBeGreaterThan(7);
	for (const demand of checkoutDemand) cluster.traffic.demand({...demand, requestsPerSecond: 0});
	pass(cluster, 120);
	expect(replicas(cluster)).toBeGreaterThan(7);
	pass(cluster, 400);
	expect(replicas(cluster)).toBe(4);
});

const beside = (cluster: Cluster, resources: Tree) =>
	edit(
		cluster,
		deployments,
		'shop',
		'checkout-champion',
		({spec}) => spec.template.spec.containers.push({name: 'proxy', image: 'proxy:1', resources}),
		'test',
	);

it('compares what pods use with what all their containers ask for', () => {
	const cluster = shop();
	const ask = ({spec}: Tree) => Object.assign(spec, {minReplicas: 6, maxReplicas: 6});
	edit(cluster, horizontalPodAutoscalers, 'shop', 'checkout-champion', ask, 'test');
	pass(cluster, 60);
	const before = utilization(cluster);
	const {template} = cluster.store.get(deployments, 'shop', 'checkout-champion')!.object.spec;
	beside(cluster, {requests: {cpu: template.spec.containers[0].resources.requests.cpu}});
	pass(cluster, 300);
	expect(utilization(cluster)).toBeGreaterThan(before * 0.3);
	expect(utilization(cluster)).toBeLessThan(before * 0.7);
});

it('does not size what has a container that asks for nothing', () => {
	const cluster = shop();
	beside(cluster, {});
	pass(cluster, 300);
	const {conditions} = cluster.store.get(horizontalPodAutoscalers, 'shop', 'checkout-champion')!.object
		.status;
	expect(conditions.find(({type}: Tree) => type === 'ScalingActive').status).toBe('False');
});

it.each([
	['memory', [resource('memory')]],
	['memory beside the processor', [resource('cpu'), resource('memory')]],
	['a number of requests', [{type: 'Pods', pods: {metric: {name: 'requests'}, target: {averageValue: '1'}}}]],
])('does not size by the processor what is to be sized by %s', (_, metrics) => {
	const cluster = shop();
	const ask = ({spec}: Tree) => Object.assign(spec, {metrics, minReplicas: 1, maxReplicas: 50});
	edit(cluster, horizontalPodAutoscalers, 'shop', 'checkout-champion', ask, 'test');
	for (const demand of checkoutDemand) cluster.traffic.demand({...demand, requestsPerSecond: 5000});
	pass(cluster, 120);
	expect(replicas(cluster)).toBe(6);
	const {conditions} = cluster.store.get(horizontalPodAutoscalers, 'shop', 'checkout-champion')!.object
		.status;
	expect(conditions.find(({type}: Tree) => type === 'ScalingActive')).toMatchObject({
		status: 'False',
		reason: 'FailedGetResourceMetric',
	});
});

function resource(name: string): Tree {
	return {type: 'Resource', resource: {name, target: {type: 'Utilization', averageUtilization: 10}}};
}
