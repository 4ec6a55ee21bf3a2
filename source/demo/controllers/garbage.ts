/** The garbage collector: what nobody owns any more goes, and owners wait for what they own if asked to. */
import type {Cluster} from '../cluster.ts';
import {kinds} from '../kinds/index.ts';
import type {Tree} from '../object.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import {apiVersion, type Entry} from '../store.ts';
import {disown} from './owner.ts';

const writer = {manager: 'kube-controller-manager'};
const reactionMs = 20;

export function runGarbageCollector(cluster: Cluster): void {
	const {store, clock} = cluster;
	store.onChange(({type, entry}) => {
		const {uid, deletionTimestamp, finalizers, ownerReferences} = entry.object.metadata;
		if (type === 'DELETED') {
			if (store.ownedBy(uid).length > 0) clock.after(reactionMs, () => collect(cluster, uid));
			for (const owner of ownerReferences ?? []) clock.after(reactionMs, () => release(cluster, owner));
		} else if (deletionTimestamp && finalizers?.some(name => name in goodbyes)) {
			clock.after(reactionMs, () => sayGoodbye(cluster, entry));
		} else if (
			type === 'ADDED' &&
			ownerReferences &&
			!ownerReferences.some(owner => isPresent(cluster, owner, entry))
		) {
			clock.after(reactionMs, () => removeAgain(cluster, entry));
		}
	});
}

function find(
	{store}: Cluster,
	{apiVersion: version, kind, name}: Tree,
	namespace?: string,
): Entry | undefined {
	const type = kinds.find(known => known.kind === kind && apiVersion(known) === version);
	return type && store.get(type, type.isNamespaced ? namespace : undefined, name);
}

function isPresent(cluster: Cluster, owner: Tree, {object}: Entry): boolean {
	return find(cluster, owner, object.metadata.namespace)?.object.metadata.uid === owner.uid;
}

function removeAgain(cluster: Cluster, entry: Entry): void {
	const present = cluster.store.present(entry);
	if (present) remove(cluster, present, {});
}

/** Deletes what the one that is gone owned; who has other owners just loses this one. */
function collect(cluster: Cluster, uid: string): void {
	for (const owned of cluster.store.ownedBy(uid)) {
		const others = owned.object.metadata.ownerReferences!.filter(owner => owner.uid !== uid);
		if (others.some(owner => isPresent(cluster, owner, owned))) disown(cluster, owned, uid);
		else if (!owned.object.metadata.deletionTimestamp) remove(cluster, owned, {});
	}
}

/** What has to be done before an object with this finalizer may go; true once it is. */
const goodbyes: Record<string, (cluster: Cluster, entry: Entry) => boolean> = {
	orphan(cluster, {object}) {
		for (const owned of cluster.store.ownedBy(object.metadata.uid))
			disown(cluster, owned, object.metadata.uid);
		return true;
	},
	foregroundDeletion(cluster, {object}) {
		const {uid} = object.metadata;
		const blocking = cluster.store.ownedBy(uid);
		for (const owned of blocking) {
			if (!owned.object.metadata.deletionTimestamp) remove(cluster, owned, {propagationPolicy: 'Foreground'});
		}
		return cluster.store.ownedBy(uid).length === 0;
	},
};

function sayGoodbye(cluster: Cluster, entry: Entry): void {
	const present = cluster.store.present(entry);
	if (!present) return;
	const {finalizers, ...metadata} = present.object.metadata;
	const left = finalizers?.filter(name => !goodbyes[name]?.(cluster, present)) ?? [];
	if (left.length === finalizers?.length) return;
	if (left.length > 0) revise(cluster, present, {metadata: {...metadata, finalizers: left}}, writer);
	else if (metadata.deletionGracePeriodSeconds)
		cluster.store.put(present.kind, {...present.object, metadata});
	else cluster.store.remove(present);
}

/** An owner that waited for its last dependent may go now. */
function release(cluster: Cluster, owner: Tree): void {
	for (const kind of kinds.filter(
		known => known.kind === owner.kind && apiVersion(known) === owner.apiVersion,
	)) {
		const waiting = cluster.store.list(kind).find(({object}) => object.metadata.uid === owner.uid);
		if (waiting?.object.metadata.deletionTimestamp) sayGoodbye(cluster, waiting);
	}
}
