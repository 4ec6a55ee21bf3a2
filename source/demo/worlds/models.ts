/** A team with two versions of a credit model behind a route, and two of a fraud model behind one Service. */
import {httpRoutes} from '../kinds/networking.ts';
import type {Behaviour, Demand} from '../traffic/behaviour.ts';
import {parentRefs, pathRule} from './edge.ts';
import {namespace} from './ground.ts';
import {application, backend, service} from './parts.ts';
import {day, type Episode, made} from './world.ts';

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

export const models: readonly Episode[] = [
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

export const modelsDemand: readonly Demand[] = [
	{
		namespace: 'models',
		route: 'credit-risk',
		rule: 'score',
		requestsPerSecond: 12,
		requests: ['POST /v1/score', 'POST /v1/score', 'POST /v1/explain'],
	},
	{
		namespace: 'models',
		service: 'fraud',
		requestsPerSecond: 16,
		requests: ['POST /v1/judge', 'POST /v1/judge', 'GET /v1/rules'],
	},
];

export const modelsBehaviour: Readonly<Record<string, Partial<Behaviour>>> = {
	'credit-risk:': {
		medianMs: 65,
		p99Ms: 310,
		capacityPerSecond: 14,
		millicoresPerRequest: 11,
		memoryMebibytes: 176,
	},
	'credit-risk:2026.11': {medianMs: 48, millicoresPerRequest: 9},
	'fraud:': {medianMs: 18, p99Ms: 90, capacityPerSecond: 25, millicoresPerRequest: 7, memoryMebibytes: 140},
};
