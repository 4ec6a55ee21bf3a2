import {fnv32} from '../luck.ts';
import type {Tree} from '../object.ts';
import {dnsLabelRule, isDnsLabel} from './dns-label.ts';
import {atomic, list, members} from './fields.ts';
import {type Cause, invalidValue, type Kind, required} from './kind.ts';
import {conditions, objectShape} from './metadata.ts';

const servicePort = members({
	string: 'name protocol appProtocol',
	count: 'port nodePort',
	intOrString: 'targetPort',
});

export const services: Kind = {
	group: '',
	version: 'v1',
	kind: 'Service',
	plural: 'services',
	singular: 'service',
	shortNames: ['svc'],
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	subresources: [
		{name: 'proxy', kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update']},
	],
	shape: objectShape({
		spec: members(
			{
				string:
					'clusterIP type sessionAffinity loadBalancerIP externalName externalTrafficPolicy ipFamilyPolicy loadBalancerClass internalTrafficPolicy trafficDistribution',
				strings: 'clusterIPs externalIPs loadBalancerSourceRanges ipFamilies',
				count: 'healthCheckNodePort',
				flag: 'publishNotReadyAddresses',
				boolean: 'allocateLoadBalancerNodePorts',
				any: 'sessionAffinityConfig',
			},
			{ports: list(servicePort, 'port', 'protocol'), selector: atomic({is: 'map', of: {is: 'string'}})},
		),
		status: members({any: 'loadBalancer'}, {conditions}),
	}),
	fill(service) {
		service.spec ??= {};
		service.spec.type ??= 'ClusterIP';
		service.spec.sessionAffinity ??= 'None';
		if (service.spec.type !== 'ExternalName') service.spec.internalTrafficPolicy ??= 'Cluster';
		for (const port of service.spec.ports ?? []) {
			port.protocol ??= 'TCP';
			port.targetPort ??= port.port ?? 0;
		}
		service.status ??= {loadBalancer: {}};
	},
	prepare({metadata, spec}) {
		if (spec.type === 'ExternalName') return;
		const luck = fnv32(metadata.uid);
		spec.clusterIP ??= `10.${96 + (luck & 15)}.${(luck >> 8) & 255}.${1 + ((luck >> 16) & 127)}`;
		spec.clusterIPs ??= [spec.clusterIP];
		spec.ipFamilies ??= ['IPv4'];
		spec.ipFamilyPolicy ??= 'SingleStack';
	},
	check({spec}) {
		if (!spec.ports?.length && spec.clusterIP !== 'None' && spec.type !== 'ExternalName') {
			return [required('spec.ports')];
		}
		const ports: Tree[] = spec.ports ?? [];
		return ports.flatMap((port, i) => [
			...checkPortName(port, ports, `spec.ports[${i}].name`),
			...checkPort(port.port, `spec.ports[${i}].port`),
			...checkTwin(port, ports, `spec.ports[${i}]`),
		]);
	},
};

function checkPortName(port: Tree, ports: Tree[], field: string): Cause[] {
	const {name} = port;
	if (!name) return ports.length > 1 ? [required(field)] : [];
	if (!isDnsLabel(name)) return [invalidValue(field, name, dnsLabelRule)];
	return ports.find(other => other.name === name) === port ? [] : [duplicate(field, name)];
}

/** A port that another of the same protocol has taken before. */
function checkTwin(port: Tree, ports: Tree[], field: string): Cause[] {
	const isTwin = (other: Tree) => other.port === port.port && other.protocol === port.protocol;
	if (ports.find(isTwin) === port) return [];
	const seen = {
		Name: '',
		Protocol: port.protocol,
		AppProtocol: null,
		Port: port.port,
		TargetPort: 0,
		NodePort: 0,
	};
	return [duplicate(field, seen)];
}

function duplicate(field: string, value: unknown): Cause {
	return {reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}`, field};
}

function checkPort(port: number | undefined, field: string): Cause[] {
	return port && port > 0 && port < 65536
		? []
		: [invalidValue(field, port ?? 0, 'must be between 1 and 65535, inclusive')];
}
