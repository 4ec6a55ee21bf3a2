/** Ending a pod: because somebody deleted it, or because its time is over. */
import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import {isOver} from '../pod-state.ts';
import type {Entry} from '../store.ts';
import {actFrom} from './machines.ts';
import {later, runningOf, tell, write} from './pod-agent.ts';
import {statusOf} from './pod-containers.ts';
import {terminate} from './pod-run.ts';

/** Stops what runs of a deleted pod, within its grace, and then lets go of it. */
export function end(cluster: Cluster, pod: Entry): void {
	const {clock, luck, machines} = cluster;
	const {deletionGracePeriodSeconds = 30} = pod.object.metadata;
	const running = runningOf(pod.object);
	for (const name of running)
		tell(cluster, pod, name, {reason: 'Killing', message: `Stopping container ${name}`});
	const neededMs = running.length > 0 ? luck.between(700, 1800) : 200;
	const machine = machines.get(pod.object.spec.nodeName)!;
	const {boot} = machine;
	clock.after(Math.min(deletionGracePeriodSeconds * 1000, neededMs), () =>
		actFrom(machine, boot, () => {
			const last = cluster.store.present(pod);
			if (last) letGo(cluster, last);
		}),
	);
}

function letGo(cluster: Cluster, pod: Entry): void {
	const {store} = cluster;
	if (!pod.object.metadata.finalizers?.length) {
		store.remove(pod);
		return;
	}
	// Somebody else still keeps the pod; then only its containers are gone.
	const {object} = stopAll(cluster, pod);
	store.put(pods, {...object, metadata: {...object.metadata, deletionGracePeriodSeconds: 0}});
}

function stopAll(cluster: Cluster, pod: Entry): Entry {
	for (const {name} of pod.object.spec.containers) {
		const {running, terminated} = statusOf(pod.object, name).state;
		if (running) terminate(cluster, pod, name, 143, 'Error');
		else if (!terminated) terminate(cluster, pod, name, 137, 'ContainerStatusUnknown');
	}
	return cluster.store.present(pod) ?? pod;
}

/** Ends a pod that may only be active for so long. */
export function endInTime(cluster: Cluster, pod: Entry): void {
	later(cluster, pod, pod.object.spec.activeDeadlineSeconds * 1000, late => {
		if (isOver(late.object)) return;
		const message = 'Pod was active on the node longer than the specified deadline';
		tell(cluster, late, undefined, {reason: 'DeadlineExceeded', message});
		write(cluster, late, {}, {phase: 'Failed', reason: 'DeadlineExceeded', message});
		for (const name of runningOf(late.object)) terminate(cluster, late, name, 137, 'Error');
	});
}
