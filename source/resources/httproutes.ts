import {type KubernetesObject, refOf} from '../model/object.ts';
import {gatewayApi, type RoutePart} from '../traffic/gateway-api.ts';
import {ageColumn, joined, nameColumn, namespaceColumn, words} from './columns.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Row} from './view.ts';

/** A route keeps what its dialect reads of it; splits are joined from that. */
export type HttpRouteRow = Row & {readonly part: RoutePart};

export function projectHttpRoute(object: KubernetesObject): HttpRouteRow {
	const [group = '', version = ''] = (object.apiVersion ?? 'gateway.networking.k8s.io/v1').split('/');
	const resource = {
		group: intern(group),
		version: intern(version),
		plural: 'httproutes',
		kind: 'HTTPRoute',
		namespaced: true,
	};
	return {...rowOf(object), part: gatewayApi.part(object, refOf(resource, object))!};
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
