/** What a node's agent does at every step with a pod: look at it anew, write its status, tell of it. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {actFrom} from './machines.ts';
import {type ContainerStatus, initContainersOf, isInit, statusOf} from './pod-containers.ts';
import {podStatus} from './pod-status.ts';
import {type Happening, record} from './record.ts';

export type Step = (pod: Entry) => void;

/**
 * Takes the next step with a pod after a while, unless it is gone or on its way out by then, or its machine
 * has failed; one that is cut off takes it when it is back.
 */
export function later(cluster: Cluster, pod: Entry, delayMs: number, step: Step): void {
	const {clock, machines} = cluster;
	const machine = machines.get(pod.object.spec.nodeName);
	if (!machine) return;
	const {boot} = machine;
	const go = () => {
		const present = cluster.store.present(pod);
		if (present && !present.object.metadata.deletionTimestamp) step(present);
	};
	clock.after(delayMs, () => actFrom(machine, boot, go));
}

/** The same while the container runs that runs now: not after it has ended or was started again. */
export function laterInRun(cluster: Cluster, pod: Entry, name: string, delayMs: number, step: Step): void {
	const {containerID} = statusOf(pod.object, name);
	later(cluster, pod, delayMs, present => {
		const {state, containerID: id} = statusOf(present.object, name);
		if (state.running && id === containerID) step(present);
	});
}

/** Writes how some of a pod's containers are now, and `more` members of its status beside. */
export function write(
	cluster: Cluster,
	pod: Entry,
	changes: Readonly<Record<string, Partial<ContainerStatus>>>,
	more: Tree = {},
): Entry {
	const present = cluster.store.present(pod) ?? pod;
	const object = {...present.object, status: {...present.object.status, ...more}};
	const status = podStatus(object, changes, timestamp(cluster.clock.now()));
	return revise(cluster, present, {status}, {manager: 'kubelet', subresource: 'status'});
}

/** Tells of a pod in the name of its node, or of one of its containers. */
export function tell(cluster: Cluster, pod: Entry, name: string | undefined, happening: Told): void {
	const list = name && isInit(pod.object, name) ? 'initContainers' : 'containers';
	const fieldPath = name && `spec.${list}{${name}}`;
	record(cluster, pod, {fieldPath, from: 'kubelet', host: pod.object.spec.nodeName, ...happening});
}

type Told = Omit<Happening, 'from'>;

/** A pod as the back-off messages name it. */
export function longNameOf({object: {metadata}}: Entry): string {
	return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}

/** The names of those of a pod's containers that run. */
export function runningOf(pod: KubernetesObject): string[] {
	const all = [...initContainersOf(pod), ...pod.spec.containers].map(({name}) => name);
	return all.filter(name => statusOf(pod, name).state.running);
}
