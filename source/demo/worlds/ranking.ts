/** A team that tries a new ranking model on few pods: good for a tenth of the users, and not for half of them. */
import {httpRoutes} from '../kinds/networking.ts';
import type {Behaviour, Demand} from '../traffic/behaviour.ts';
import {parentRefs, pathRule} from './edge.ts';
import {namespace} from './ground.ts';
import {application, backend, service} from './parts.ts';
import {day, type Episode, made} from './world.ts';

function ranker(agoMinutes: number, track: string, version: string, replicas: number): readonly Episode[] {
	const labels = {app: 'ranker', track};
	const name = `ranker-${track}`;
	return [
		application(agoMinutes, {
			namespace: 'search',
			name,
			image: `registry.example.com/ranker:${version}`,
			container: 'model',
			replicas,
			labels,
		}),
		service(agoMinutes, 'search', name, labels),
	];
}

const split = [backend('ranker-champion', 90), backend('ranker-challenger', 10)];

export const ranking: readonly Episode[] = [
	namespace(25 * day, 'search'),
	...ranker(25 * day, 'champion', '3.8.0', 8),
	...ranker(2 * day, 'challenger', '4.0.0', 2),
	made(day, httpRoutes, 'search', {
		metadata: {name: 'ranker'},
		spec: {parentRefs, hostnames: ['search.example.com'], rules: [pathRule('rank', '/rank', split)]},
	}),
];

/** With all of it the champion has a quarter of its pods to spare. */
export const rankingDemand: readonly Demand[] = [
	{
		namespace: 'search',
		route: 'ranker',
		rule: 'rank',
		requestsPerSecond: 120,
		requests: ['POST /rank', 'POST /rank', 'POST /rank/explain'],
	},
];

export const rankingBehaviour: Readonly<Record<string, Partial<Behaviour>>> = {
	'ranker:': {
		medianMs: 30,
		p99Ms: 160,
		capacityPerSecond: 20,
		millicoresPerRequest: 6,
		memoryMebibytes: 110,
	},
};
