/**
 * The nodes' agents: they start the pods bound to their node, restart what falls over and end what is
 * deleted. Pods misbehave by name: an image with `broken` in it cannot be pulled, and the label `sim`
 * asks for `crashloop`, `restarts` (falls over every few minutes) or `pending` (never starts).
 */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import type {Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import {later, runOf, tell, write} from './pod-agent.ts';
import {pull} from './pod-image.ts';
import {start} from './pod-run.ts';
import {waiting} from './pod-status.ts';

export function runKubelets(cluster: Cluster): void {
	const accept = createAccept(cluster);
	const taken = new Set<string>();
	const dying = new Set<string>();
	cluster.store.onChange(({type, entry}) => {
		if (entry.kind !== pods) return;
		const {uid, deletionTimestamp} = entry.object.metadata;
		if (type === 'DELETED') {
			taken.delete(uid);
			dying.delete(uid);
		} else if (deletionTimestamp && !dying.has(uid)) {
			dying.add(uid);
			end(cluster, entry);
		} else if (entry.object.spec.nodeName && !taken.has(uid)) {
			taken.add(uid);
			// One that has been started already is only looked after from here on.
			if (!entry.object.status?.startTime) later(cluster, entry, 20, accept);
		}
	});
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
	const {store, clock, luck} = cluster;
	const {namespace, name, uid, deletionGracePeriodSeconds = 30} = pod.object.metadata;
	const {running} = runOf(pod.object).state;
	const message = `Stopping container ${pod.object.spec.containers[0].name}`;
	if (running) tell(cluster, pod, {reason: 'Killing', message});
	const tookMs = Math.min(deletionGracePeriodSeconds * 1000, running ? luck.between(700, 1800) : 200);
	clock.after(tookMs, () => {
		const last = store.get(pods, namespace, name);
		if (last?.object.metadata.uid !== uid) return;
		const metadata = {...last.object.metadata, deletionGracePeriodSeconds: 0};
		// Somebody else's finalizer may still keep the pod; then only its containers are gone.
		if (metadata.finalizers?.length) store.put(pods, {...last.object, metadata});
		else store.remove(last);
	});
}
