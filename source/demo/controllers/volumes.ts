/** Gives every claim a volume of its own, as a provisioner does that has room without end. */
import type {Cluster} from '../cluster.ts';
import {persistentVolumeClaims} from '../kinds/persistent-volume-claims.ts';
import {revise} from '../registry/revise.ts';

const provisionMs = 400;
const writer = {manager: 'kube-controller-manager'};

export function runVolumes(cluster: Cluster): void {
	const {store, clock} = cluster;
	store.onChange(({type, entry: {kind, object}}) => {
		if (kind !== persistentVolumeClaims || type !== 'ADDED') return;
		const {namespace, name, uid} = object.metadata;
		clock.after(provisionMs, () => {
			const claim = store.get(persistentVolumeClaims, namespace, name);
			if (claim?.object.metadata.uid === uid && !claim.object.spec.volumeName)
				bind(cluster, namespace!, name);
		});
	});
}

function bind(cluster: Cluster, namespace: string, name: string): void {
	const {store} = cluster;
	const claim = store.get(persistentVolumeClaims, namespace, name)!;
	const {spec, metadata} = claim.object;
	revise(cluster, claim, {spec: {...spec, volumeName: `pvc-${metadata.uid}`}}, writer);
	const status = {phase: 'Bound', accessModes: spec.accessModes, capacity: spec.resources.requests};
	revise(
		cluster,
		store.get(persistentVolumeClaims, namespace, name)!,
		{status},
		{...writer, subresource: 'status'},
	);
}
