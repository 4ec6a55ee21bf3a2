import type {JsonObject} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import {ageColumn, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {intern, internList} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Row} from './view.ts';

export type EndpointSliceRow = Row & {
	/** The Service it belongs to, else empty. A Service has several slices, by address family and by hundreds of endpoints. */
	readonly service: string;
	readonly addressType: string;
	readonly ports: string;
	/** What the Service calls the ports that these endpoints have; one port alone may have no name. */
	readonly portNames: readonly string[];
	readonly endpoints: readonly Endpoint[];
};

export type Endpoint = {
	readonly address: string;
	/** Empty where the endpoint isn't a pod. */
	readonly pod: string;
	/** What tells a recreated pod from its namesake; empty where the endpoint isn't a pod. */
	readonly podUid: string;
	/** It takes new connections. Where nobody says, the API asks to take it for ready. */
	readonly ready: boolean;
	readonly terminating: boolean;
};

export function projectEndpointSlice(object: KubernetesObject): EndpointSliceRow {
	return {
		...rowOf(object),
		service: intern(object.metadata.labels?.['kubernetes.io/service-name'] ?? ''),
		addressType: intern(textIn(object.addressType) ?? ''),
		ports: intern(sayPorts(objectsIn(object.ports))),
		portNames: readNames(objectsIn(object.ports)),
		endpoints: objectsIn(object.endpoints).map(readEndpoint),
	};
}

function readEndpoint({addresses, conditions, targetRef}: JsonObject): Endpoint {
	const {ready, terminating} = objectIn(conditions);
	const {kind, name, uid} = objectIn(targetRef);
	return {
		address: (Array.isArray(addresses) && textIn(addresses[0])) || '',
		pod: kind === 'Pod' ? (textIn(name) ?? '') : '',
		podUid: kind === 'Pod' ? (textIn(uid) ?? '') : '',
		ready: ready !== false,
		terminating: terminating === true,
	};
}

function readNames(ports: readonly JsonObject[]): readonly string[] {
	const names = ports.map(({name}) => textIn(name) ?? '');
	return internList(`ports ${names.join('\0')}${names.length}`, () => names.map(intern));
}

function sayPorts(ports: readonly JsonObject[]): string {
	if (ports.length === 0) return '<unset>';
	return ports.map(({port}) => numberIn(port) ?? '*').join(',');
}

function sayEndpoints({endpoints}: EndpointSliceRow): string {
	const shown = endpoints.slice(0, 3).map(({address}) => address);
	const more = endpoints.length - shown.length;
	return `${shown.join(',')}${more > 0 ? ` + ${more} more` : ''}` || '<unset>';
}

function countReady({endpoints}: EndpointSliceRow): number {
	return endpoints.filter(({ready}) => ready).length;
}

export const endpointslices: ResourceView<EndpointSliceRow> = {
	name: 'endpointslices',
	aliases: ['endpointslice', 'eps'],
	group: 'discovery.k8s.io',
	plural: 'endpointslices',
	kind: 'EndpointSlice',
	isNamespaced: true,
	project: projectEndpointSlice,
	columns: [
		namespaceColumn,
		nameColumn,
		words('SERVICE', row => row.service || noneText, {width: [16, 50], priority: 2}),
		words('READY', row => `${countReady(row)}/${row.endpoints.length}`, {
			width: [5, 9],
			priority: 1,
			align: 'right',
			sortBy: countReady,
			tone: row => (countReady(row) === 0 ? 'bad' : 'plain'),
		}),
		words('ADDRESSTYPE', row => row.addressType, {width: [11, 11], priority: 6}),
		words('PORTS', row => row.ports, {width: [6, 24], priority: 5}),
		words('ENDPOINTS', sayEndpoints, {width: [16, 60], priority: 4}),
		ageColumn,
	],
	search: row => `${searchName(row)} ${row.service}`.toLowerCase(),
	isFaulty: row => countReady(row) < row.endpoints.length,
};
