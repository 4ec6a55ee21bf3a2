/** The gateway through which all routes go. */
import {timestamp} from '../clock.ts';
import {gateways} from '../kinds/networking.ts';
import type {Tree} from '../object.ts';
import {namespace} from './ground.ts';
import {day, type Episode, made} from './world.ts';

const gatewayClassName = 'demo';
const fromEverywhere = {namespaces: {from: 'All'}};

export const edge: readonly Episode[] = [
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

/** What a route says to go through it. */
export const parentRefs = [{name: 'edge', namespace: 'infra', sectionName: 'https'}];

/** A named rule of a route for a path and all below it. */
export function pathRule(name: string, path: string, backendRefs: Tree[]): Tree {
	return {name, matches: [{path: {type: 'PathPrefix', value: path}}], backendRefs};
}
