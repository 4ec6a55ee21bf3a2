import type {KubernetesObject} from '../model/object.ts';
import {gatewayApi} from '../traffic/gateway-api.ts';
import type {RoutePart} from '../traffic/gateway-route.ts';
import {ageColumn, joined, nameColumn, namespaceColumn, words} from './columns.ts';
import {searchName} from './row.ts';
import {projectTraffic, type TrafficRow} from './traffic-row.ts';
import type {ResourceView} from './view.ts';

/** A route of the Gateway API, with what its dialect reads of it. */
export type HttpRouteRow = TrafficRow & {readonly part: RoutePart};

const [source] = gatewayApi.sources as [(typeof gatewayApi.sources)[number]];

export function projectHttpRoute(object: KubernetesObject): HttpRouteRow {
	const row = projectTraffic(source, object);
	return {...row, part: row.parts.find(([dialect]) => dialect === gatewayApi.name)![1] as RoutePart};
}

function sayStatus({part}: HttpRouteRow): string {
	if (part.conditions.length === 0) return 'Not reported';
	const refused = part.conditions.find(each => each.status === 'False');
	if (refused) return refused.reason;
	const isOld = part.conditions.some(each => (each.observedGeneration ?? part.generation) < part.generation);
	return isOld ? 'Pending' : 'Accepted';
}

export const httproutes: ResourceView<HttpRouteRow> = {
	name: 'httproutes',
	aliases: ['httproute'],
	group: 'gateway.networking.k8s.io',
	plural: 'httproutes',
	kind: 'HTTPRoute',
	isNamespaced: true,
	project: projectHttpRoute,
	columns: [
		namespaceColumn,
		nameColumn,
		words('STATUS', sayStatus, {
			width: [12, 24],
			priority: 1,
			tone: row => (row.part.conditions.some(each => each.status === 'False') ? 'bad' : 'plain'),
		}),
		words('HOSTNAMES', row => joined(row.part.hostnames), {width: [12, 40], priority: 3}),
		words('RULES', row => String(row.part.rules.length), {
			width: [5, 5],
			priority: 4,
			align: 'right',
			sortBy: row => row.part.rules.length,
		}),
		ageColumn,
	],
	search: row => `${searchName(row)} ${row.part.hostnames.join(' ')}`.toLowerCase(),
	isFaulty: row => row.part.conditions.some(each => each.status === 'False'),
};
