import type {Cluster} from '../cluster.ts';
import type {Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import {apiVersion, type Entry} from '../store.ts';

const writer = {manager: 'kube-controller-manager'};

/** How an object is named among the owners of what it makes and manages. */
export function ownerReference({kind, object: {metadata}}: Entry): Tree {
	const {name, uid} = metadata;
	return {
		apiVersion: apiVersion(kind),
		kind: kind.kind,
		name,
		uid,
		controller: true,
		blockOwnerDeletion: true,
	};
}

/** Takes the owner with this uid from an object. */
export function disown(cluster: Cluster, owned: Entry, uid: string): void {
	const {ownerReferences, ...metadata} = owned.object.metadata;
	const left = ownerReferences!.filter(owner => owner.uid !== uid);
	const members = left.length > 0 ? {...metadata, ownerReferences: left} : metadata;
	revise(cluster, owned, {metadata: members}, writer);
}
