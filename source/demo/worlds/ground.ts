/** What every world stands on: nodes, namespaces and the cluster's own pods. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {namespaces} from '../kinds/namespaces.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {services} from '../kinds/services.ts';
import type {Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import {changed, day, type Episode, everySoOften, made} from './world.ts';

const bornDaysAgo = 34;
const nodeNames = ['node-1', 'node-2', 'node-3', 'node-4'];

function node(name: string, i: number): Episode {
	const isControlPlane = i === 0;
	return {
		agoMinutes: bornDaysAgo * day,
		does(cluster) {
			const labels = {
				'kubernetes.io/hostname': name,
				'kubernetes.io/os': 'linux',
				'kubernetes.io/arch': 'amd64',
				'topology.kubernetes.io/zone': `zone-${'abc'[i % 3]}`,
				...(isControlPlane && {'node-role.kubernetes.io/control-plane': ''}),
			};
			const spec = {podCIDR: `10.244.${i}.0/24`, podCIDRs: [`10.244.${i}.0/24`]};
			const status = nodeStatus(name, i, timestamp(cluster.clock.now()));
			made(0, nodes, undefined, {metadata: {name, labels}, spec, status}).does(cluster);
		},
	};
}

function nodeStatus(name: string, i: number, now: string): Tree {
	const capacity = {cpu: '8', memory: '32883712Ki', pods: '110', 'ephemeral-storage': '102625208Ki'};
	const fine = (type: string, what: string) => ({
		type,
		status: 'False',
		reason: `KubeletHas${what}`,
		message: `kubelet has ${what.replace(/(?!^)[A-Z]/g, letter => ` ${letter.toLowerCase()}`)}`,
		lastHeartbeatTime: now,
		lastTransitionTime: now,
	});
	const ready = {
		type: 'Ready',
		status: 'True',
		reason: 'KubeletReady',
		message: 'kubelet is posting ready status',
	};
	return {
		capacity,
		allocatable: {...capacity, cpu: '7800m', memory: '31835136Ki'},
		conditions: [
			fine('MemoryPressure', 'SufficientMemory'),
			fine('DiskPressure', 'NoDiskPressure'),
			fine('PIDPressure', 'SufficientPID'),
			{...ready, lastHeartbeatTime: now, lastTransitionTime: now},
		],
		addresses: [
			{type: 'InternalIP', address: `10.0.0.${11 + i}`},
			{type: 'Hostname', address: name},
		],
		daemonEndpoints: {kubeletEndpoint: {Port: 10250}},
		nodeInfo: {
			architecture: 'amd64',
			containerRuntimeVersion: 'containerd://2.1.4',
			kernelVersion: '6.12.0',
			kubeletVersion: 'v1.36.3',
			kubeProxyVersion: '',
			operatingSystem: 'linux',
			osImage: 'Debian GNU/Linux 13 (trixie)',
			bootID: '',
			machineID: '',
			systemUUID: '',
		},
	};
}

/** Nodes say that they live every five minutes. */
export function beatHearts(cluster: Cluster): void {
	everySoOften(cluster, 290_000, 310_000, () => {
		const now = timestamp(cluster.clock.now());
		for (const entry of cluster.store.list(nodes)) {
			const {status} = entry.object;
			const conditions = status.conditions.map((condition: Tree) => ({...condition, lastHeartbeatTime: now}));
			revise(cluster, entry, {status: {...status, conditions}}, {manager: 'kubelet', subresource: 'status'});
		}
	});
}

/** A node that has been there from the beginning, with what runs on every node. */
export function joined(name: string, i: number): readonly Episode[] {
	return [node(name, i), staticPod('kube-proxy', 'kube-proxy:v1.36.3', name)];
}

function cordon(name: string, agoMinutes: number): Episode {
	return changed(agoMinutes, nodes, undefined, name, ({spec}) => {
		spec.unschedulable = true;
		spec.taints = [{key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'}];
	});
}

/** A pod that its node runs by itself, without any controller. */
function staticPod(name: string, image: string, nodeName: string): Episode {
	return {
		agoMinutes: bornDaysAgo * day - 1,
		does(cluster) {
			const owner = cluster.store.get(nodes, undefined, nodeName)!.object.metadata;
			const reference = {apiVersion: 'v1', kind: 'Node', name: nodeName, uid: owner.uid, controller: true};
			const containers = [{name, image: `registry.k8s.io/${image}`, resources: {requests: {cpu: '100m'}}}];
			const metadata = {
				name: `${name}-${nodeName}`,
				labels: {component: name, tier: 'control-plane'},
				ownerReferences: [reference],
			};
			const spec = {containers, nodeName, hostNetwork: true, priorityClassName: 'system-node-critical'};
			made(0, pods, 'kube-system', {metadata, spec}).does(cluster);
		},
	};
}

const systemPods: readonly Episode[] = [
	staticPod('etcd', 'etcd:3.6.8-0', 'node-1'),
	staticPod('kube-apiserver', 'kube-apiserver:v1.36.3', 'node-1'),
	staticPod('kube-controller-manager', 'kube-controller-manager:v1.36.3', 'node-1'),
	staticPod('kube-scheduler', 'kube-scheduler:v1.36.3', 'node-1'),
	...nodeNames.map(name => staticPod('kube-proxy', 'kube-proxy:v1.36.3', name)),
];

const dnsLabels = {'k8s-app': 'kube-dns'};

const dns: readonly Episode[] = [
	made(bornDaysAgo * day - 2, deployments, 'kube-system', {
		metadata: {name: 'coredns', labels: dnsLabels},
		spec: {
			replicas: 2,
			selector: {matchLabels: dnsLabels},
			strategy: {rollingUpdate: {maxUnavailable: 1}},
			template: {
				metadata: {labels: dnsLabels},
				spec: {
					containers: [
						{
							name: 'coredns',
							image: 'registry.k8s.io/coredns/coredns:v1.12.4',
							resources: {requests: {cpu: '100m', memory: '70Mi'}, limits: {memory: '170Mi'}},
							readinessProbe: {httpGet: {path: '/ready', port: 8181}},
						},
					],
				},
			},
		},
	}),
	made(bornDaysAgo * day - 2, services, 'kube-system', {
		metadata: {name: 'kube-dns', labels: dnsLabels},
		spec: {clusterIP: '10.96.0.10', selector: dnsLabels, ports: [{name: 'dns', port: 53, protocol: 'UDP'}]},
	}),
];

export function namespace(agoMinutes: number, name: string): Episode {
	return made(agoMinutes, namespaces, undefined, {metadata: {name}});
}

const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Four nodes, one of them closed to new pods since the day before yesterday, and the cluster's own things. */
export const ground: readonly Episode[] = [
	...systemNamespaces.map(name => namespace(bornDaysAgo * day, name)),
	...nodeNames.map(node),
	...systemPods,
	...dns,
	cordon('node-4', 2 * day),
];
