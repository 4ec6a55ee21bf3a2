/** Making and deleting pods for their owners, which is told of in events about the owner. */
import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import type {Tree} from '../object.ts';
import {create} from '../registry/create.ts';
import {remove} from '../registry/delete.ts';
import type {Entry} from '../store.ts';
import {ownerReference} from './owner.ts';
import {record} from './record.ts';

const writer = {manager: 'kube-controller-manager'};

/** Makes a pod that belongs to `owner`; `from` is the controller who says so. Throws why it cannot be made. */
export function createPod(cluster: Cluster, owner: Entry, {metadata, spec}: Tree, from: string): void {
	const body = {metadata: {...metadata, ownerReferences: [ownerReference(owner)]}, spec};
	try {
		const pod = create(cluster, pods, owner.object.metadata.namespace, body, writer);
		const message = `Created pod: ${pod.object.metadata.name}`;
		record(cluster, owner, {reason: 'SuccessfulCreate', message, from});
	} catch (error) {
		const message = `Error creating: ${(error as Error).message}`;
		record(cluster, owner, {type: 'Warning', reason: 'FailedCreate', message, from});
		throw error;
	}
}

export function deletePod(cluster: Cluster, owner: Entry, pod: Entry, from: string): void {
	remove(cluster, pod, {});
	const message = `Deleted pod: ${pod.object.metadata.name}`;
	record(cluster, owner, {reason: 'SuccessfulDelete', message, from});
}
