import {fnv32} from '../luck.ts';
import type {Tree} from '../object.ts';
import {list, members, type Shape} from './fields.ts';
import {type Cause, invalidValue, type Kind, required} from './kind.ts';
import {conditions, objectShape} from './metadata.ts';
import {checkImages, checkPodChange, checkPodSpec, fillPodSpec} from './pod-defaults.ts';
import {podSpec, podStatus} from './pod-shape.ts';

const any: Shape = {is: 'any'};
const core = {group: '', version: 'v1'};
const objectReference = members({string: 'kind namespace name uid apiVersion resourceVersion fieldPath'});

export const pods: Kind = {
	...core,
	kind: 'Pod',
	plural: 'pods',
	singular: 'pod',
	shortNames: ['po'],
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	hasGeneration: true,
	subresources: [
		{name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create']},
		{name: 'log', kind: 'Pod', verbs: ['get']},
	],
	shape: objectShape({spec: podSpec, status: podStatus}),
	selectableFields: {
		'status.phase': pod => pod.status?.phase,
		'spec.nodeName': pod => pod.spec?.nodeName,
		'spec.restartPolicy': pod => pod.spec?.restartPolicy,
		'spec.schedulerName': pod => pod.spec?.schedulerName,
		'spec.serviceAccountName': pod => pod.spec?.serviceAccountName,
		'status.podIP': pod => pod.status?.podIP,
	},
	fill(pod) {
		pod.spec ??= {};
		fillPodSpec(pod.spec);
		pod.spec.enableServiceLinks ??= true;
	},
	check: (pod, before) => [
		...checkPodSpec(pod.spec, 'spec'),
		...checkImages(pod.spec),
		...(before ? checkPodChange(pod.spec, before.spec) : []),
	],
	prepare(pod) {
		pod.spec.serviceAccountName ??= 'default';
		pod.spec.serviceAccount = pod.spec.serviceAccountName;
		pod.spec.priority ??= 0;
		pod.spec.preemptionPolicy ??= 'PreemptLowerPriority';
		pod.spec.tolerations ??= ['not-ready', 'unreachable'].map(trouble => ({
			key: `node.kubernetes.io/${trouble}`,
			operator: 'Exists',
			effect: 'NoExecute',
			tolerationSeconds: 300,
		}));
		pod.status = {phase: 'Pending', qosClass: qualityOfService(pod.spec)};
	},
};

/** Guaranteed, Burstable or BestEffort, from what the containers ask for. */
function qualityOfService(spec: Tree): string {
	const asked: Tree[] = spec.containers.map((container: Tree) => container.resources ?? {});
	if (asked.every(({requests, limits}) => !requests && !limits)) return 'BestEffort';
	const isExact = ({requests, limits}: Tree) =>
		['cpu', 'memory'].every(name => limits?.[name] && (requests?.[name] ?? limits[name]) === limits[name]);
	return asked.every(isExact) ? 'Guaranteed' : 'Burstable';
}

const servicePort = members({
	string: 'name protocol appProtocol',
	count: 'port nodePort',
	intOrString: 'targetPort',
});

export const services: Kind = {
	...core,
	kind: 'Service',
	plural: 'services',
	singular: 'service',
	shortNames: ['svc'],
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	shape: objectShape({
		spec: members(
			{
				string:
					'clusterIP type sessionAffinity loadBalancerIP externalName externalTrafficPolicy ipFamilyPolicy loadBalancerClass internalTrafficPolicy trafficDistribution',
				strings: 'clusterIPs externalIPs loadBalancerSourceRanges ipFamilies',
				stringMap: 'selector',
				count: 'healthCheckNodePort',
				flag: 'publishNotReadyAddresses',
				boolean: 'allocateLoadBalancerNodePorts',
				any: 'sessionAffinityConfig',
			},
			{ports: list(servicePort, 'port')},
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
		return (spec.ports ?? []).flatMap((port: Tree, i: number) =>
			checkPort(port.port, `spec.ports[${i}].port`),
		);
	},
};

function checkPort(port: number | undefined, field: string): Cause[] {
	return port && port > 0 && port < 65536
		? []
		: [invalidValue(field, port ?? 0, 'must be between 1 and 65535, inclusive')];
}

export const nodes: Kind = {
	...core,
	kind: 'Node',
	plural: 'nodes',
	singular: 'node',
	shortNames: ['no'],
	isNamespaced: false,
	hasStatus: true,
	shape: objectShape({
		spec: members(
			{
				string: 'podCIDR providerID externalID',
				strings: 'podCIDRs',
				flag: 'unschedulable',
				any: 'configSource',
			},
			{taints: list(members({string: 'key value effect timeAdded'}))},
		),
		status: members(
			{
				string: 'phase',
				quantities: 'capacity allocatable',
				any: 'daemonEndpoints nodeInfo config features runtimeHandlers',
				strings: 'volumesInUse',
			},
			{
				conditions,
				addresses: list(members({string: 'type address'}), 'type'),
				images: list(any),
				volumesAttached: list(any),
			},
		),
	}),
	selectableFields: {'spec.unschedulable': node => String(node.spec?.unschedulable ?? false)},
	fill(node) {
		node.spec ??= {};
		node.status ??= {};
	},
};

export const namespaces: Kind = {
	...core,
	kind: 'Namespace',
	plural: 'namespaces',
	singular: 'namespace',
	shortNames: ['ns'],
	isNamespaced: false,
	hasStatus: true,
	shape: objectShape({
		spec: members({strings: 'finalizers'}),
		status: members({string: 'phase'}, {conditions}),
	}),
	selectableFields: {'status.phase': namespace => namespace.status?.phase},
	fill(namespace) {
		namespace.metadata.labels = {
			...namespace.metadata.labels,
			'kubernetes.io/metadata.name': namespace.metadata.name,
		};
	},
	prepare(namespace) {
		namespace.spec = {finalizers: ['kubernetes']};
		namespace.status = {phase: 'Active'};
	},
};

export const events: Kind = {
	...core,
	kind: 'Event',
	plural: 'events',
	singular: 'event',
	shortNames: ['ev'],
	isNamespaced: true,
	shape: objectShape({
		reason: {is: 'string'},
		message: {is: 'string'},
		type: {is: 'string'},
		action: {is: 'string'},
		count: {is: 'count'},
		firstTimestamp: any,
		lastTimestamp: any,
		eventTime: any,
		series: any,
		reportingComponent: any,
		reportingInstance: any,
		involvedObject: objectReference,
		related: objectReference,
		source: members({string: 'component host'}),
	}),
	selectableFields: {
		'involvedObject.kind': event => event.involvedObject?.kind,
		'involvedObject.namespace': event => event.involvedObject?.namespace,
		'involvedObject.name': event => event.involvedObject?.name,
		'involvedObject.uid': event => event.involvedObject?.uid,
		'involvedObject.apiVersion': event => event.involvedObject?.apiVersion,
		'involvedObject.resourceVersion': event => event.involvedObject?.resourceVersion,
		'involvedObject.fieldPath': event => event.involvedObject?.fieldPath,
		reason: event => event.reason,
		reportingComponent: event => event.reportingComponent,
		source: event => event.source?.component,
		type: event => event.type,
	},
	fill(event) {
		event.source ??= {};
		event.firstTimestamp ??= null;
		event.lastTimestamp ??= null;
		event.eventTime ??= null;
		event.reportingComponent ??= '';
		event.reportingInstance ??= '';
	},
};

export const configMaps: Kind = {
	...core,
	kind: 'ConfigMap',
	plural: 'configmaps',
	singular: 'configmap',
	shortNames: ['cm'],
	isNamespaced: true,
	shape: objectShape({
		data: {is: 'map', of: {is: 'string'}},
		binaryData: {is: 'map', of: {is: 'string'}},
		immutable: {is: 'boolean'},
	}),
};

export const secrets: Kind = {
	...core,
	kind: 'Secret',
	plural: 'secrets',
	singular: 'secret',
	isNamespaced: true,
	shape: objectShape({
		data: {is: 'map', of: {is: 'string'}},
		stringData: {is: 'map', of: {is: 'string'}},
		type: {is: 'string'},
		immutable: {is: 'boolean'},
	}),
	selectableFields: {type: secret => secret.type},
	fill(secret) {
		secret.type ??= 'Opaque';
		const plain = Object.entries<string>(secret.stringData ?? {});
		if (plain.length === 0) return;
		const encoded = plain.map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
		secret.data = {...secret.data, ...Object.fromEntries(encoded)};
		delete secret.stringData;
	},
};

export const serviceAccounts: Kind = {
	...core,
	kind: 'ServiceAccount',
	plural: 'serviceaccounts',
	singular: 'serviceaccount',
	shortNames: ['sa'],
	isNamespaced: true,
	shape: objectShape({
		secrets: list(objectReference, 'name'),
		imagePullSecrets: list(members({string: 'name'}), 'name'),
		automountServiceAccountToken: {is: 'boolean'},
	}),
};
