/** What may befall a machine: for scenarios, which do it to whichever they like. */
import {evictPod} from '../api/eviction.ts';
import {ifAllowed} from '../api/status.ts';
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, type KubernetesObject, type Tree} from '../object.ts';
import {isOver} from '../pod-state.ts';
import {create} from '../registry/create.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import {update} from '../registry/update.ts';
import type {Entry} from '../store.ts';
import type {Machine} from './machines.ts';
import {renewLease, reportStatus} from './node-heartbeat.ts';
import {type Hardware, nodeStatus} from './node-status.ts';
import {record} from './record.ts';

const kubelet = {manager: 'kubelet'};

export type NewMachine = {
	readonly name: string;
	readonly address: string;
	readonly labels?: Record<string, string>;
	readonly podCIDR?: string;
	readonly hardware?: Hardware;
};

/** Switches on a new machine, which registers itself as a node and is ready some seconds later. */
export function addMachine(cluster: Cluster, machine: NewMachine): void {
	const node = registerMachine(cluster, machine);
	const conditions = node.object.status.conditions.map((condition: Tree) =>
		condition.type === 'Ready' ? {...condition, ...starting} : condition,
	);
	const status = {...node.object.status, conditions};
	const unready = revise(cluster, node, {status}, {...kubelet, subresource: 'status'});
	record(cluster, unready, {
		reason: 'Starting',
		message: 'Starting kubelet.',
		from: 'kubelet',
		host: machine.name,
	});
	cluster.clock.after(cluster.luck.between(6000, 12_000), () => {
		if (!cluster.machines.isInTouch(machine.name)) return;
		reportStatus(cluster, machine.name);
		tellReady(cluster, machine.name);
	});
}

const starting = {
	status: 'False',
	reason: 'KubeletNotReady',
	message:
		'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
};

function tellReady(cluster: Cluster, name: string): void {
	const node = cluster.store.get(nodes, undefined, name);
	if (!node) return;
	const message = `Node ${name} status is now: NodeReady`;
	record(cluster, node, {reason: 'NodeReady', message, from: 'kubelet', host: name});
}

/** Puts a machine behind the node of its name, which is ready at once; made if nobody made it before. */
export function registerMachine(
	cluster: Cluster,
	{name, address, labels, podCIDR, hardware}: NewMachine,
): Entry {
	const usual = {'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64'};
	const spec = podCIDR ? {podCIDR, podCIDRs: [podCIDR]} : {};
	const node = nodeNamed(cluster, name, {...usual, ...labels}, spec);
	const status = nodeStatus(name, address, timestamp(cluster.clock.now()), hardware);
	const registered = revise(cluster, node, {status}, {...kubelet, subresource: 'status'});
	cluster.machines.add(name);
	renewLease(cluster, name);
	return registered;
}

/** A kubelet takes over a node that is there before it, as it is but for its own labels. */
function nodeNamed(cluster: Cluster, name: string, labels: Record<string, string>, spec: Tree): Entry {
	const present = cluster.store.get(nodes, undefined, name);
	if (!present) return create(cluster, nodes, undefined, {metadata: {name, labels}, spec}, kubelet);
	const {metadata} = present.object;
	return revise(
		cluster,
		present,
		{metadata: {...metadata, labels: {...metadata.labels, ...labels}}},
		kubelet,
	);
}

/** A machine loses its power: its containers are gone, and nothing is heard of it any more. */
export function failMachine({machines}: Cluster, name: string): void {
	const machine = machineOf(machines.get(name), name);
	machine.isOn = false;
	machine.backlog.length = 0;
	machine.images.clear();
	machine.pauses.clear();
	machine.probes.clear();
}

/** A machine loses its network: its pods go on running, but nobody knows. */
export function disconnectMachine({machines}: Cluster, name: string): void {
	machineOf(machines.get(name), name).isConnected = false;
}

/** A machine that failed is started again, or one that was cut off is reached again. */
export function bringBackMachine(cluster: Cluster, name: string): void {
	const machine = machineOf(cluster.machines.get(name), name);
	const wasOff = !machine.isOn;
	if (!wasOff && machine.isConnected) return;
	if (wasOff) machine.boot++;
	machine.isOn = true;
	machine.isConnected = true;
	if (wasOff) tellRebooted(cluster, name);
	renewLease(cluster, name);
	reportStatus(cluster, name);
	cluster.machines.returned(machine);
}

function tellRebooted(cluster: Cluster, name: string): void {
	const node = cluster.store.get(nodes, undefined, name);
	if (!node) return;
	const about = {from: 'kubelet', host: name};
	record(cluster, node, {...about, reason: 'Starting', message: 'Starting kubelet.'});
	const message = `Node ${name} has been rebooted, boot id: ${cluster.luck.uid()}`;
	record(cluster, node, {...about, type: 'Warning', reason: 'Rebooted', message});
}

function machineOf(machine: Machine | undefined, name: string): Machine {
	if (!machine) throw new Error(`There is no machine ${name}.`);
	return machine;
}

const retryMs = 5000;

/**
 * Retires a machine as an operator would: closes its node to new pods, evicts those that are there as far
 * as disruption budgets allow, waits for them to be gone, switches it off and deletes its node.
 */
export function retireMachine(cluster: Cluster, name: string): void {
	const node = cluster.store.get(nodes, undefined, name);
	if (!node) return;
	const cordoned = {...structuredClone(node.object), spec: {...node.object.spec, unschedulable: true}};
	update(cluster, node, cordoned, {manager: 'kubectl-cordon'});
	const drain = () => {
		const left = cluster.store.list(pods).filter(({object}) => isToEvict(object, name));
		for (const pod of left) if (!pod.object.metadata.deletionTimestamp) tryToEvict(cluster, pod);
		if (left.length > 0) cluster.clock.after(retryMs, drain);
		else switchOff(cluster, name);
	};
	cluster.clock.after(1000, drain);
}

/** Pods that belong to the node itself stay to its end. */
function isToEvict(pod: KubernetesObject, nodeName: string): boolean {
	const owner = controllerOf(pod)?.kind;
	return pod.spec.nodeName === nodeName && !isOver(pod) && owner !== 'Node' && owner !== 'DaemonSet';
}

/** A budget that does not allow it now may do so later. */
function tryToEvict(cluster: Cluster, pod: Entry): void {
	ifAllowed(() => evictPod(cluster, pod, {manager: 'kubectl-drain'}));
}

function switchOff(cluster: Cluster, name: string): void {
	const node = cluster.store.get(nodes, undefined, name);
	failMachine(cluster, name);
	cluster.machines.remove(name);
	if (node) remove(cluster, node, {});
}
