/** What a node's agent does at every step with a pod: look at it anew, write its status, tell of it. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {actFrom} from './machines.ts';
import {type ContainerState, podStatus} from './pod-status.ts';
import {type Happening, record} from './record.ts';

export type Step = (pod: Entry) => void;

/**
 * Takes the next step with a pod after a while, unless it is gone or on its way out by then, or its machine
 * has failed; one that is cut off takes it when it is back.
 */
export function later({store, clock, machines}: Cluster, {object}: Entry, delayMs: number, step: Step): void {
	const {namespace, name, uid} = object.metadata;
	const machine = machines.get(object.spec.nodeName);
	if (!machine) return;
	const {boot} = machine;
	const go = () => {
		const pod = store.get(pods, namespace, name);
		if (pod?.object.metadata.uid === uid && !pod.object.metadata.deletionTimestamp) step(pod);
	};
	clock.after(delayMs, () => actFrom(machine, boot, go));
}

/** Writes a pod's status with its containers in this state, and `more` members beside. */
export function write(
	cluster: Cluster,
	pod: Entry,
	phase: string,
	state: ContainerState,
	more: Tree = {},
): Entry {
	const status = {...podStatus(pod.object, phase, state, timestamp(cluster.clock.now())), ...more};
	return revise(cluster, pod, {status}, {manager: 'kubelet', subresource: 'status'});
}

/** Tells of a pod's container in the name of its node. */
export function tell(cluster: Cluster, pod: Entry, happening: Omit<Happening, 'from'>): void {
	const {nodeName, containers} = pod.object.spec;
	const fieldPath = `spec.containers{${containers[0].name}}`;
	record(cluster, pod, {fieldPath, from: 'kubelet', host: nodeName, ...happening});
}

/** The run of a pod's containers so far. */
export function runOf(pod: KubernetesObject): {state: Tree; lastState: Tree; restartCount: number} {
	const {state = {}, lastState = {}, restartCount = 0} = pod.status?.containerStatuses?.[0] ?? {};
	return {state, lastState, restartCount};
}

/** The pause before the next of several attempts that failed: 10, 20, 40 … seconds, at most five minutes. */
export function backOffMs(attempt: number): number {
	return Math.min(300_000, 10_000 * 2 ** attempt);
}
