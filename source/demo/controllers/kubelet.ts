/**
 * The agents of the machines behind the nodes: they start the pods bound to their node, restart what falls
 * over and end what is deleted. Pods misbehave by name: an image with `broken` in it cannot be pulled, and
 * the label `sim` asks for `crashloop`, `restarts` (falls over now and then), `fails`, `unready`, `unlive`
 * or `pending` (never starts).
 */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {isOver} from '../pod-state.ts';
import type {Change, Entry} from '../store.ts';
import type {Machine} from './machines.ts';
import {refuseIfTooMuch} from './pod-admission.ts';
import {later, runningOf, type Step, tell, write} from './pod-agent.ts';
import {ifMounted} from './pod-configuration.ts';
import {containerOf, initContainersOf, isRestarted, nextInit, statusOf} from './pod-containers.ts';
import {end, endInTime} from './pod-end.ts';
import {advance, begin, changeImage, endRun, suspect} from './pod-run.ts';

/** The pods that agents look after, by uid; `boot` is the machine's when the pod's containers were begun. */
type Charges = Map<string, {boot: number; isEnding: boolean}>;

export function runKubelets(cluster: Cluster): void {
	const {store, machines} = cluster;
	const charges: Charges = new Map();
	store.onChange(change => {
		const {object, kind} = change.entry;
		if (kind !== pods) return;
		const machine = machines.get(object.spec.nodeName);
		if (change.type === 'DELETED') {
			charges.delete(object.metadata.uid);
			if (machine) forget(machine, object.metadata.uid);
		} else if (machine && machines.isInTouch(machine.name)) {
			look(cluster, charges, machine, change.entry);
			noticeEdit(cluster, change);
		}
	});
	machines.onReturn(machine => {
		for (const pod of store.list(pods))
			if (pod.object.spec.nodeName === machine.name) resume(cluster, charges, machine, pod);
	});
}

/** Lets go of all that is known of a pod. */
function forget({addresses, pauses, probes}: Machine, uid: string): void {
	addresses.delete(uid);
	for (const known of [pauses, probes])
		for (const key of known.keys()) if (key.startsWith(uid)) known.delete(key);
}

function look(cluster: Cluster, charges: Charges, machine: Machine, pod: Entry): void {
	const {uid, deletionTimestamp} = pod.object.metadata;
	const charge = charges.get(uid);
	const {boot} = machine;
	if (deletionTimestamp && !charge?.isEnding) {
		charges.set(uid, {boot, isEnding: true});
		end(cluster, pod);
	} else if (!deletionTimestamp && !charge) {
		charges.set(uid, {boot, isEnding: false});
		// One that has been started already is only looked after from here on.
		if (!pod.object.status?.startTime) later(cluster, pod, 20, accept(cluster, machine));
	}
}

/** Takes a pod on: says where it is, gives it an address and gets it going. */
function accept(cluster: Cluster, machine: Machine): Step {
	return pod => {
		if (refuseIfTooMuch(cluster, pod)) return;
		const {spec, metadata} = pod.object;
		const hostIP = addressOf(cluster, spec.nodeName);
		const startTime = timestamp(cluster.clock.now());
		const accepted = write(cluster, pod, {}, {startTime, hostIP, hostIPs: [{ip: hostIP}]});
		if (spec.activeDeadlineSeconds) endInTime(cluster, accepted);
		if (metadata.labels?.sim === 'pending') return;
		const go: Step = mounted => {
			machine.addresses.set(metadata.uid, spec.hostNetwork ? hostIP : cluster.machines.nextAddress());
			advance(cluster, mounted);
		};
		later(cluster, accepted, cluster.luck.between(150, 450), waiter => ifMounted(cluster, waiter, go));
	};
}

function addressOf({store}: Cluster, nodeName: string): string {
	const addresses = store.get(nodes, undefined, nodeName)?.object.status?.addresses ?? [];
	return addresses.find(({type}: Tree) => type === 'InternalIP')?.address ?? '10.0.0.1';
}

/** Follows what is changed of a pod that is there: images, and the label that asks for trouble. */
function noticeEdit(cluster: Cluster, {entry, before}: Change): void {
	const {object} = entry;
	if (!before || object.metadata.deletionTimestamp || !object.status?.startTime || isOver(object)) return;
	if (before.object.spec !== object.spec) {
		const all: Tree[] = [...initContainersOf(object), ...object.spec.containers];
		for (const {name, image} of all)
			if (containerOf(before.object, name).image !== image && !isDone(object, name))
				changeImage(cluster, entry, name);
	}
	if (before.object.metadata.labels?.sim !== object.metadata.labels?.sim) suspect(cluster, entry);
}

/** Whether a container has ended for good: nothing that is said of it later starts it again. */
function isDone(pod: KubernetesObject, name: string): boolean {
	const {terminated} = statusOf(pod, name).state;
	return terminated !== undefined && !isRestarted(pod, name, terminated.exitCode);
}

/** Takes up a pod again on a machine that was away: says how it is, or starts it anew if the machine was off. */
function resume(cluster: Cluster, charges: Charges, machine: Machine, pod: Entry): void {
	const {uid, deletionTimestamp} = pod.object.metadata;
	const charge = charges.get(uid);
	const wasOff = charge !== undefined && charge.boot !== machine.boot;
	// An end that had begun is forgotten with everything else that the machine was about.
	if (wasOff) charges.delete(uid);
	if (deletionTimestamp || !charge) {
		look(cluster, charges, machine, pod);
	} else if (!isOver(pod.object)) {
		charges.set(uid, {boot: machine.boot, isEnding: false});
		if (wasOff) startAnew(cluster, machine, pod);
		else write(cluster, pod, {});
	}
}

/** What ran is lost, and with it the pod's sandbox and address; what did not run yet is begun again. */
function startAnew(cluster: Cluster, machine: Machine, pod: Entry): void {
	const {spec, status, metadata} = pod.object;
	if (!status.startTime) {
		later(cluster, pod, 500, accept(cluster, machine));
		return;
	}
	if (metadata.labels?.sim === 'pending') return;
	const message = 'Pod sandbox changed, it will be killed and re-created.';
	tell(cluster, pod, undefined, {reason: 'SandboxChanged', message});
	const address = spec.hostNetwork ? status.hostIP : cluster.machines.nextAddress();
	machine.addresses.set(metadata.uid, address);
	const running = runningOf(pod.object);
	for (const name of running) endRun(cluster, pod, name, {exitCode: 255, reason: 'Unknown'});
	const next = nextInit(pod.object);
	const due: Tree[] = next ? [next] : spec.containers.filter(({name}: Tree) => !isDone(pod.object, name));
	for (const {name} of due)
		if (!running.includes(name)) later(cluster, pod, 500, again => begin(cluster, again, name));
}
