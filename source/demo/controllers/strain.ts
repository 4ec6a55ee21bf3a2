/**
 * What too many requests do to a pod's health: while they wait longer than its readiness probe does, it
 * fails that probe and gets no more of them; when they take more memory than it may use, it is killed.
 */
import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import {quantityValue} from '../quantity.ts';
import type {Entry} from '../store.ts';
import {statusOf} from './pod-containers.ts';
import {endRun, suspect} from './pod-run.ts';

export function runStrain(cluster: Cluster): void {
	const {store, traffic, machines} = cluster;
	traffic.onStep(() => {
		for (const object of [...traffic.strained]) {
			const pod = store.present({kind: pods, object});
			if (!pod || !machines.isInTouch(pod.object.spec.nodeName)) continue;
			if (!isKilled(cluster, pod)) suspect(cluster, pod);
		}
	});
}

/** Kills a pod's container when it takes more memory than it may. */
function isKilled(cluster: Cluster, pod: Entry): boolean {
	const {name, resources} = pod.object.spec.containers[0];
	if (!statusOf(pod.object, name).state.running) return false;
	const {memoryMebibytes = 0} = cluster.traffic.loadOf(pod.object) ?? {};
	if (memoryMebibytes <= mebibytesOf(resources?.limits?.memory)) return false;
	endRun(cluster, pod, name, {exitCode: 137, reason: 'OOMKilled'});
	return true;
}

/** A quantity of memory; infinite where there is none. */
function mebibytesOf(quantity: string | undefined): number {
	return quantity === undefined ? Number.POSITIVE_INFINITY : quantityValue(quantity) / 2 ** 20;
}
