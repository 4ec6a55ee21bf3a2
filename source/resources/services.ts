import type {Json, JsonObject} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import {championAnnotation} from '../traffic/roles.ts';
import {ageColumn, joined, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import {type Labels, readLabels, sayLabels} from './selector.ts';
import type {ResourceView, Row} from './view.ts';

export type ServiceRow = Row & {
	readonly type: string;
	/** `None` where headless, empty where it has none. */
	readonly clusterIp: string;
	/** As kubectl prints it: addresses, a name, `<pending>` or `<none>`. */
	readonly external: string;
	/** As kubectl prints them: `80/TCP,443:30443/TCP`. */
	readonly ports: string;
	/** Its ports, by what they are called in its EndpointSlices. */
	readonly targets: readonly ServiceTarget[];
	/** The pods it sends to; empty where somebody else keeps its endpoints. */
	readonly selector: Labels;
	/** A person's choice of which version stays, where one was made. */
	readonly champion?: string;
};

/** A port, and where it leads in a pod: a number, or the name that a container gives one of its own. */
export type ServiceTarget = {readonly port: number; readonly name: string; readonly target: string | number};

export function projectService(object: KubernetesObject): ServiceRow {
	const {spec = {}} = object;
	const champion = object.metadata.annotations?.[championAnnotation];
	return {
		...rowOf(object),
		type: intern(textIn(spec.type) ?? 'ClusterIP'),
		clusterIp: textIn(spec.clusterIP) ?? '',
		external: sayExternal(object),
		ports: intern(joined(objectsIn(spec.ports).map(port => sayPort(port)))),
		targets: readTargets(objectsIn(spec.ports)),
		selector: readLabels(spec.selector),
		...(champion !== undefined && {champion: intern(champion)}),
	};
}

function readTargets(ports: readonly JsonObject[]): readonly ServiceTarget[] {
	return ports.map(({port, name, targetPort}) => {
		const number = numberIn(port) ?? 0;
		return {
			port: number,
			name: intern(textIn(name) ?? ''),
			target: intern(textIn(targetPort) ?? '') || (numberIn(targetPort) ?? number),
		};
	});
}

function sayExternal({spec = {}, status = {}}: KubernetesObject): string {
	const addresses = texts(spec.externalIPs);
	if (spec.type === 'ExternalName') return textIn(spec.externalName) ?? '';
	if (spec.type !== 'LoadBalancer') return joined(addresses);
	const ingress = objectsIn(objectIn(status.loadBalancer).ingress);
	const given = ingress.flatMap(({ip, hostname}) => textIn(ip) || textIn(hostname) || []);
	return [...given, ...addresses].join(',') || '<pending>';
}

function sayPort({port, nodePort, protocol}: {readonly [member: string]: Json | undefined}): string {
	const name = numberIn(nodePort) ? `${port}:${nodePort}` : String(port);
	return `${name}/${textIn(protocol) ?? 'TCP'}`;
}

function texts(value: Json | undefined): string[] {
	return Array.isArray(value) ? value.filter(member => typeof member === 'string') : [];
}

export const services: ResourceView<ServiceRow> = {
	name: 'services',
	aliases: ['service', 'svc'],
	group: '',
	plural: 'services',
	kind: 'Service',
	isNamespaced: true,
	project: projectService,
	columns: [
		namespaceColumn,
		nameColumn,
		words('TYPE', row => row.type, {width: [9, 12], priority: 1}),
		words('CLUSTER-IP', row => row.clusterIp || noneText, {width: [10, 39], priority: 2}),
		words('EXTERNAL-IP', row => row.external, {
			width: [11, 45],
			priority: 4,
			tone: row => (row.external === '<pending>' ? 'warning' : 'plain'),
		}),
		words('PORT(S)', row => row.ports, {width: [8, 40], priority: 3}),
		ageColumn,
		words('SELECTOR', row => sayLabels(row.selector) || noneText, {width: [16, 60], priority: 5}),
	],
	search: row =>
		`${searchName(row)} ${row.type} ${row.clusterIp} ${row.external} ${sayLabels(row.selector)}`.toLowerCase(),
	isFaulty: row => row.external === '<pending>',
};
