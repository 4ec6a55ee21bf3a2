import {httpRoutes} from '../../source/demo/kinds/networking.ts';
import type {Scenario} from '../../source/demo/scenarios/scenario.ts';
import type {Behaviour} from '../../source/demo/traffic/behaviour.ts';
import {edge, parentRefs} from '../../source/demo/worlds/edge.ts';
import {beatHearts, ground, namespace} from '../../source/demo/worlds/ground.ts';
import {monitoring} from '../../source/demo/worlds/monitoring.ts';
import {application, backend, service} from '../../source/demo/worlds/parts.ts';
import {day, type Episode, made} from '../../source/demo/worlds/world.ts';
import {destinationRules, virtualServices} from './istio-kinds.ts';

// Worlds in which a new version does harm, each with another way to it.

/** An image of this name nobody has, and so no pod of it ever runs. */
const missing = 'registry.example.com/shop:broken';

function version(name: string, track: string, replicas: number, image: string): readonly Episode[] {
	const labels = {app: 'shop', version: name, track};
	const described = {namespace: 'shop', name: `shop-${name}`, image, replicas, labels};
	return [application(day, described), service(day, 'shop', `shop-${name}`, labels)];
}

const world = (name: string, past: readonly Episode[], more: Partial<Scenario> = {}): Scenario => ({
	name,
	says: '',
	past: [...ground, ...edge, namespace(2 * day, 'shop'), ...past],
	present: beatHearts,
	...more,
});

const stable = version('v1', 'stable', 3, 'registry.example.com/shop:1');

/** A route with a header route, and nothing that measures. */
export const unmeasured = world('unmeasured', [
	...stable,
	...version('v2', 'canary', 2, missing),
	made(60, httpRoutes, 'shop', {
		metadata: {name: 'shop'},
		spec: {
			parentRefs,
			hostnames: ['shop.example.com'],
			rules: [
				{
					name: 'all',
					matches: [{path: {type: 'PathPrefix', value: '/'}}],
					backendRefs: [backend('shop-v1', 75), backend('shop-v2', 25)],
				},
				{
					name: 'beta',
					matches: [{headers: [{name: 'x-beta', value: '1'}]}],
					backendRefs: [backend('shop-v2', 1)],
				},
			],
		},
	}),
]);

const to = (subset: string, weight?: number) => ({
	destination: {host: 'shop', subset},
	...(weight !== undefined && {weight}),
});

/** The same by Istio, with a copy of what is asked. */
export const meshed = world('meshed', [
	...stable,
	...version('v2', 'canary', 2, missing),
	service(day, 'shop', 'shop', {app: 'shop'}),
	made(60, destinationRules, 'shop', {
		metadata: {name: 'shop'},
		spec: {host: 'shop', subsets: ['v1', 'v2'].map(name => ({name, labels: {version: name}}))},
	}),
	made(60, virtualServices, 'shop', {
		metadata: {name: 'shop', annotations: {'sluice.dev/champion': 'v1'}},
		spec: {
			hosts: ['shop'],
			http: [
				{name: 'beta', match: [{headers: {'x-beta': {exact: '1'}}}], route: [to('v2')]},
				{name: 'all', route: [to('v1', 75), to('v2', 25)], mirror: {host: 'shop', subset: 'v2'}},
			],
		},
	}),
]);

const failing: Partial<Behaviour> = {errorShare: 0.95};

/** Two Deployments behind one Service, whose pods count what they answer. */
export const shared = world(
	'shared',
	[
		...monitoring,
		...version('v1', 'stable', 3, 'registry.example.com/shop:1').slice(0, 1),
		...version('v2', 'canary', 1, 'registry.example.com/shop:2').slice(0, 1),
		service(day, 'shop', 'shop', {app: 'shop'}),
	],
	{
		demand: [{namespace: 'shop', service: 'shop', requestsPerSecond: 60, requests: ['GET /shop']}],
		behaviour: {'shop:2': failing},
	},
);

/** A route that is measured, and callers of the new version who do not go by it. */
export const calledDirectly = world(
	'called-directly',
	[
		...monitoring,
		...version('v1', 'stable', 3, 'registry.example.com/shop:1'),
		...version('v2', 'canary', 1, 'registry.example.com/shop:2'),
		made(60, httpRoutes, 'shop', {
			metadata: {name: 'shop'},
			spec: {parentRefs, rules: [{backendRefs: [backend('shop-v1', 75), backend('shop-v2', 25)]}]},
		}),
	],
	{
		demand: [
			{namespace: 'shop', route: 'shop', requestsPerSecond: 60, requests: ['GET /shop']},
			{namespace: 'shop', service: 'shop-v2', requestsPerSecond: 10, requests: ['GET /shop']},
		],
		behaviour: {'shop:2': failing},
	},
);
