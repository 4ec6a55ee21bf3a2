/** What every world stands on: nodes, namespaces and the cluster's own pods. */
import type {Cluster} from '../cluster.ts';
import {registerMachine} from '../controllers/machine.ts';
import {watchNodes} from '../controllers/node-health.ts';
import {beat} from '../controllers/node-heartbeat.ts';
import {deployments} from '../kinds/apps.ts';
import {namespaces} from '../kinds/namespaces.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {priorityClasses} from '../kinds/priority-classes.ts';
import {services} from '../kinds/services.ts';
import {changed, day, type Episode, made} from './world.ts';

const bornDaysAgo = 34;
const nodeNames = ['node-1', 'node-2', 'node-3', 'node-4'];

function node(name: string, i: number): Episode {
	const isControlPlane = i === 0;
	const labels = {
		'topology.kubernetes.io/zone': `zone-${'abc'[i % 3]}`,
		...(isControlPlane && {'node-role.kubernetes.io/control-plane': ''}),
	};
	const machine = {name, address: `10.0.0.${11 + i}`, labels, podCIDR: `10.244.${i}.0/24`};
	return {agoMinutes: bornDaysAgo * day, does: cluster => void registerMachine(cluster, machine)};
}

/** From now on nodes say that they live, and are given up when they do not for `graceMs`. */
export function beatHearts(cluster: Cluster, graceMs?: number): void {
	beat(cluster);
	watchNodes(cluster, graceMs);
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
				// By this kubectl knows that draining the node is not about it.
				annotations: {'kubernetes.io/config.mirror': owner.uid.replaceAll('-', '')},
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

function systemClass(name: string, value: number, description: string): Episode {
	const metadata = {name: `system-${name}-critical`};
	return made(bornDaysAgo * day, priorityClasses, undefined, {metadata, value, description});
}

const systemClasses: readonly Episode[] = [
	systemClass(
		'cluster',
		2_000_000_000,
		'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
	),
	systemClass(
		'node',
		2_000_001_000,
		'Used for system critical pods that must not be moved from their current node.',
	),
];

/** Four nodes, one of them closed to new pods since the day before yesterday, and the cluster's own things. */
export const ground: readonly Episode[] = [
	...systemNamespaces.map(name => namespace(bornDaysAgo * day, name)),
	...systemClasses,
	...nodeNames.map(node),
	...systemPods,
	...dns,
	cordon('node-4', 2 * day),
];
