/** Namespaces come with a service account and go with all they hold. */
import type {Cluster} from '../cluster.ts';
import {configMaps, serviceAccounts} from '../kinds/configuration.ts';
import {kinds} from '../kinds/index.ts';
import {namespaces} from '../kinds/namespaces.ts';
import {create} from '../registry/create.ts';
import {remove} from '../registry/delete.ts';

const writer = {manager: 'kube-controller-manager'};

export function runNamespaces(cluster: Cluster): void {
	const {store, clock} = cluster;
	store.onChange(({type, entry}) => {
		const {name, namespace} = entry.object.metadata;
		if (entry.kind === serviceAccounts && type === 'DELETED' && name === 'default')
			clock.after(10, () => furnish(cluster, namespace!));
		if (entry.kind !== namespaces) return;
		if (type === 'ADDED') clock.after(10, () => furnish(cluster, name));
		if (type === 'DELETED' && name === leaseNamespace) clock.after(madeAgainMs, () => makeAgain(cluster));
		if (type === 'MODIFIED' && entry.object.metadata.deletionTimestamp)
			clock.after(20, () => clear(cluster, name));
	});
}

/** The API server looks once a minute whether the namespace of leases is there. */
const leaseNamespace = 'kube-node-lease';
const madeAgainMs = 60_000;

function makeAgain(cluster: Cluster): void {
	if (cluster.store.get(namespaces, undefined, leaseNamespace)) return;
	create(cluster, namespaces, undefined, {metadata: {name: leaseNamespace}}, {manager: 'kube-apiserver'});
}

function furnish(cluster: Cluster, namespace: string): void {
	if (cluster.store.get(namespaces, undefined, namespace)?.object.status?.phase !== 'Active') return;
	const present = (kind: typeof configMaps, name: string) => cluster.store.get(kind, namespace, name);
	if (!present(serviceAccounts, 'default'))
		create(cluster, serviceAccounts, namespace, {metadata: {name: 'default'}}, writer);
	const name = 'kube-root-ca.crt';
	if (!present(configMaps, name))
		create(cluster, configMaps, namespace, {metadata: {name}, data: {'ca.crt': ''}}, writer);
}

/** Deletes what is left and looks again until nothing is. */
function clear(cluster: Cluster, name: string): void {
	const {store, clock} = cluster;
	const namespace = store.get(namespaces, undefined, name);
	if (!namespace?.object.metadata.deletionTimestamp) return;
	const content = kinds.filter(kind => kind.isNamespaced).flatMap(kind => store.list(kind, name));
	for (const entry of content) if (!entry.object.metadata.deletionTimestamp) remove(cluster, entry, {});
	const isEmpty = kinds.filter(kind => kind.isNamespaced).every(kind => store.list(kind, name).length === 0);
	if (isEmpty) store.remove(namespace);
	else clock.after(250, () => clear(cluster, name));
}
