/**
 * The nodes' agents: they start the pods bound to their node, restart what falls over and end what is
 * deleted. Pods misbehave by name: an image with `broken` in it cannot be pulled, and the label `sim`
 * asks for `crashloop`, `restarts` (falls over every few minutes) or `pending` (never starts).
 */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {isOver} from '../pod-state.ts';
import type {Entry} from '../store.ts';
import {actFrom} from './machines.ts';
import {later, runOf, type Step, tell, write} from './pod-agent.ts';
import {pull} from './pod-image.ts';
import {loseContainers, start} from './pod-run.ts';
import {waiting} from './pod-status.ts';

export function runKubelets(cluster: Cluster): void {
	const {store, machines} = cluster;
	const accept = createAccept(cluster);
	const charges: Charges = new Map();
	store.onChange(({type, entry}) => {
		if (entry.kind !== pods) return;
		const {nodeName} = entry.object.spec;
		if (type === 'DELETED') charges.delete(entry.object.metadata.uid);
		else if (nodeName && machines.isInTouch(nodeName)) look(cluster, charges, entry, accept);
	});
	machines.onReturn(machine => {
		for (const pod of store.list(pods))
			if (pod.object.spec.nodeName === machine.name) resume(cluster, charges, pod, accept);
	});
}

/** The pods that agents look after, by uid; `boot` is the machine's when the pod's containers were begun. */
type Charges = Map<string, {boot: number; isEnding: boolean}>;

function look(cluster: Cluster, charges: Charges, pod: Entry, accept: Step): void {
	const {uid, deletionTimestamp} = pod.object.metadata;
	const charge = charges.get(uid);
	if (deletionTimestamp && !charge?.isEnding) {
		charges.set(uid, {boot: bootOf(cluster, pod), isEnding: true});
		end(cluster, pod);
	} else if (!deletionTimestamp && !charge) {
		charges.set(uid, {boot: bootOf(cluster, pod), isEnding: false});
		// One that has been started already is only looked after from here on.
		if (!pod.object.status?.startTime) later(cluster, pod, 20, accept);
	}
}

function bootOf({machines}: Cluster, {object}: Entry): number {
	return machines.get(object.spec.nodeName)!.boot;
}

/** Takes up a pod again on a machine that was away: says how it is, or starts it anew if the machine was off. */
function resume(cluster: Cluster, charges: Charges, pod: Entry, accept: Step): void {
	const {uid, deletionTimestamp} = pod.object.metadata;
	const charge = charges.get(uid);
	const boot = bootOf(cluster, pod);
	const wasOff = charge !== undefined && charge.boot !== boot;
	if (deletionTimestamp || !charge) {
		// What was to end this pod is lost with the machine's memory.
		if (wasOff) charges.delete(uid);
		look(cluster, charges, pod, accept);
		return;
	}
	charges.set(uid, {...charge, boot});
	if (isOver(pod.object)) return;
	if (wasOff) startAnew(cluster, pod, accept);
	else write(cluster, pod, pod.object.status.phase, {...runOf(pod.object), isReady: wasReady(pod.object)});
}

function wasReady({status}: KubernetesObject): boolean {
	return (status?.containerStatuses ?? []).every(({ready}: Tree) => ready);
}

function startAnew(cluster: Cluster, pod: Entry, accept: Step): void {
	const {podIP} = pod.object.status;
	if (!runOf(pod.object).state.running) {
		later(cluster, pod, 500, accept);
		return;
	}
	const message = 'Pod sandbox changed, it will be killed and re-created.';
	tell(cluster, pod, {reason: 'SandboxChanged', message, fieldPath: undefined});
	const lost = loseContainers(cluster, pod);
	later(cluster, lost, cluster.luck.between(800, 2500), again => start(cluster, again, podIP));
}

/** Takes on pods: gives each an address and gets it going. */
function createAccept(cluster: Cluster): (pod: Entry) => void {
	const images = new Set<string>();
	let addresses = 10;
	const nextAddress = () => {
		addresses++;
		return `10.244.${(addresses >> 8) & 255}.${addresses & 255}`;
	};
	return pod => {
		const {spec, metadata} = pod.object;
		const hostIP = addressOf(cluster, spec.nodeName);
		const startTime = timestamp(cluster.clock.now());
		const state = {state: waiting('ContainerCreating'), isReady: false, restartCount: 0};
		const accepted = write(cluster, pod, 'Pending', state, {startTime, hostIP, hostIPs: [{ip: hostIP}]});
		if (metadata.labels?.sim === 'pending') return;
		const run = (ready: Entry) => start(cluster, ready, spec.hostNetwork ? hostIP : nextAddress());
		later(cluster, accepted, cluster.luck.between(150, 450), waiter => pull(cluster, images, waiter, 0, run));
	};
}

function addressOf({store}: Cluster, nodeName: string): string {
	const addresses = store.get(nodes, undefined, nodeName)?.object.status?.addresses ?? [];
	return addresses.find(({type}: Tree) => type === 'InternalIP')?.address ?? '10.0.0.1';
}

function end(cluster: Cluster, pod: Entry): void {
	const {store, clock, luck, machines} = cluster;
	const {namespace, name, uid, deletionGracePeriodSeconds = 30} = pod.object.metadata;
	const {running} = runOf(pod.object).state;
	const message = `Stopping container ${pod.object.spec.containers[0].name}`;
	if (running) tell(cluster, pod, {reason: 'Killing', message});
	const tookMs = Math.min(deletionGracePeriodSeconds * 1000, running ? luck.between(700, 1800) : 200);
	const machine = machines.get(pod.object.spec.nodeName)!;
	const {boot} = machine;
	const finish = () => {
		const last = store.get(pods, namespace, name);
		if (last?.object.metadata.uid !== uid) return;
		const metadata = {...last.object.metadata, deletionGracePeriodSeconds: 0};
		// Somebody else's finalizer may still keep the pod; then only its containers are gone.
		if (metadata.finalizers?.length) store.put(pods, {...last.object, metadata});
		else store.remove(last);
	};
	clock.after(tookMs, () => actFrom(machine, boot, finish));
}
