/** The endpoint slice controller: which pods stand behind each Service, and whether they are ready. */
import type {Cluster} from '../cluster.ts';
import {endpointSlices} from '../kinds/networking.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {services} from '../kinds/services.ts';
import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {isOver, isReady} from '../pod-state.ts';
import {create} from '../registry/create.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import {matchesLabels} from '../selectors.ts';
import type {Entry} from '../store.ts';
import {ownerReference} from './owner.ts';
import {createQueue, keyOf, splitKey} from './queue.ts';

const writer = {manager: 'kube-controller-manager'};
const serviceLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';

/** As many endpoints as one slice holds. */
const mostEndpoints = 100;

export function runEndpointSlices(cluster: Cluster): void {
	const {store, clock} = cluster;
	const queue = createQueue(clock, 50, key => {
		const service = store.get(services, ...splitKey(key));
		if (service && !service.object.metadata.deletionTimestamp) reconcile(cluster, service);
	});
	store.onChange(({type, entry: {kind, object}, before}) => {
		const {namespace} = object.metadata;
		if (kind === services) queue.add(keyOf(object));
		if (kind !== pods || (type === 'MODIFIED' && isToldTheSame(before!.object, object))) return;
		for (const {object: service} of store.list(services, namespace)) {
			const isBehind = (pod?: KubernetesObject) =>
				pod && matchesLabels(service.spec.selector, pod.metadata.labels);
			if (isBehind(object) || isBehind(before?.object)) queue.add(keyOf(service));
		}
	});
}

/** Whether nothing has changed of a pod that the endpoints of a Service tell. */
function isToldTheSame(before: KubernetesObject, after: KubernetesObject): boolean {
	return (
		isReady(before) === isReady(after) &&
		isOver(before) === isOver(after) &&
		before.status?.podIP === after.status?.podIP &&
		before.spec.nodeName === after.spec.nodeName &&
		before.spec.hostname === after.spec.hostname &&
		before.metadata.deletionTimestamp === after.metadata.deletionTimestamp &&
		isSame(before.metadata.labels, after.metadata.labels)
	);
}

function reconcile(cluster: Cluster, service: Entry): void {
	const {metadata, spec} = service.object;
	if (!spec.selector) return;
	const present = cluster.store.ownedBy(metadata.uid, endpointSlices);
	const behind = cluster.store
		.list(pods, metadata.namespace)
		.filter(({object}) => isEndpoint(spec.selector, object));
	const endpoints = behind.map(({object}) => endpointOf(cluster, object, service.object));
	const ports = portsOf(service.object, behind[0]?.object);
	const slices = Math.max(1, Math.ceil(endpoints.length / mostEndpoints));
	for (let i = 0; i < slices; i++) {
		const part = endpoints.slice(i * mostEndpoints, (i + 1) * mostEndpoints);
		writeSlice(cluster, service, present[i], part, ports);
	}
	for (const surplus of present.slice(slices)) remove(cluster, surplus, {});
}

function isEndpoint(selector: Record<string, string>, pod: KubernetesObject): boolean {
	return matchesLabels(selector, pod.metadata.labels) && Boolean(pod.status?.podIP) && !isOver(pod);
}

function endpointOf({store}: Cluster, pod: KubernetesObject, service: KubernetesObject): Tree {
	const {name, namespace, uid, deletionTimestamp} = pod.metadata;
	const serving = isReady(pod);
	const zone = store.get(nodes, undefined, pod.spec.nodeName)?.object.metadata.labels?.[
		'topology.kubernetes.io/zone'
	];
	const isTerminating = Boolean(deletionTimestamp);
	return {
		addresses: [pod.status.podIP],
		conditions: {
			ready: service.spec.publishNotReadyAddresses || (serving && !isTerminating),
			serving,
			terminating: isTerminating,
		},
		targetRef: {kind: 'Pod', namespace, name, uid},
		nodeName: pod.spec.nodeName,
		...(zone && {zone}),
		...(isHost(pod, service) && {hostname: pod.spec.hostname}),
	};
}

/** Whether a pod is a host of its own below the name of its Service, as those of stateful sets are. */
function isHost({spec}: KubernetesObject, {metadata}: KubernetesObject): boolean {
	return Boolean(spec.hostname) && spec.subdomain === metadata.name;
}

function portsOf({spec}: KubernetesObject, pod: KubernetesObject | undefined): Tree[] {
	return (spec.ports ?? []).map(({name = '', protocol, targetPort, port}: Tree) => ({
		name,
		protocol,
		port: typeof targetPort === 'number' ? targetPort : (namedPort(pod, targetPort) ?? port),
	}));
}

function namedPort(pod: KubernetesObject | undefined, name: string): number | undefined {
	const ports: Tree[] = pod?.spec.containers.flatMap((container: Tree) => container.ports ?? []) ?? [];
	return ports.find(port => port.name === name)?.containerPort;
}

function writeSlice(
	cluster: Cluster,
	service: Entry,
	present: Entry | undefined,
	endpoints: Tree[],
	ports: Tree[],
): void {
	if (present) {
		if (isSame(present.object.endpoints, endpoints) && isSame(present.object.ports, ports)) return;
		const generation = (present.object.metadata.generation ?? 0) + 1;
		revise(cluster, present, {endpoints, ports, metadata: {...present.object.metadata, generation}}, writer);
		return;
	}
	const {name, namespace, labels} = service.object.metadata;
	const headless = service.object.spec.clusterIP === 'None' && {'service.kubernetes.io/headless': ''};
	const metadata = {
		generateName: `${name}-`,
		labels: {
			...labels,
			[serviceLabel]: name,
			[managedByLabel]: 'endpointslice-controller.k8s.io',
			...headless,
		},
		ownerReferences: [ownerReference(service)],
	};
	create(cluster, endpointSlices, namespace, {metadata, addressType: 'IPv4', endpoints, ports}, writer);
}
