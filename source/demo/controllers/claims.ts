/**
 * Labels decide who manages what: what its manager no longer selects is let go, and what nobody manages is
 * taken on by who selects it.
 */
import type {Cluster} from '../cluster.ts';
import {deployments, replicaSets} from '../kinds/apps.ts';
import {controllerRevisions} from '../kinds/controller-revisions.ts';
import {daemonSets} from '../kinds/daemon-sets.ts';
import {jobs} from '../kinds/jobs.ts';
import type {Kind} from '../kinds/kind.ts';
import {pods} from '../kinds/pods.ts';
import {statefulSets} from '../kinds/stateful-sets.ts';
import {controllerOf, isSame, type KubernetesObject} from '../object.ts';
import {isOver} from '../pod-state.ts';
import {revise} from '../registry/revise.ts';
import {matchesSelector} from '../selectors.ts';
import type {Entry} from '../store.ts';
import {disown, ownerReference} from './owner.ts';

const writer = {manager: 'kube-controller-manager'};

/** Kinds that manage others by a selector, and what they manage. */
const managed: readonly (readonly [Kind, readonly Kind[]])[] = [
	[deployments, [replicaSets]],
	[replicaSets, [pods]],
	[statefulSets, [pods, controllerRevisions]],
	[daemonSets, [pods, controllerRevisions]],
	[jobs, [pods]],
];

function managersOf(kind: Kind): Kind[] {
	return managed.filter(([, own]) => own.includes(kind)).map(([manager]) => manager);
}

/** Sooner than the managers themselves react, which would make anew what they are about to be given. */
const reactionMs = 2;

export function runClaims(cluster: Cluster): void {
	const {store, clock} = cluster;
	const unmanaged = new Map<string, Entry>();
	store.onChange(({type, entry, before}) => {
		const {kind, object} = entry;
		const {uid} = object.metadata;
		const isManager = managed.some(([manager]) => manager === kind);
		if (isManager && type === 'ADDED' && unmanaged.size > 0)
			clock.after(reactionMs, () => unmanaged.forEach(orphan => void adopt(cluster, orphan)));
		if (managersOf(kind).length === 0) return;
		const isFree = type !== 'DELETED' && !controllerOf(object);
		if (!isFree) unmanaged.delete(uid);
		else unmanaged.set(uid, entry);
		if (isFree) clock.after(reactionMs, () => adopt(cluster, entry));
		else if (before && !isSame(before.object.metadata.labels, object.metadata.labels))
			clock.after(reactionMs, () => letGo(cluster, entry));
	});
}

/** Gives an object without a manager to the first that selects it. */
function adopt(cluster: Cluster, entry: Entry): void {
	const present = cluster.store.present(entry);
	if (!present || controllerOf(present.object) || present.object.metadata.deletionTimestamp) return;
	const {metadata} = present.object;
	const candidates = managersOf(present.kind).flatMap(kind => cluster.store.list(kind, metadata.namespace));
	const manager = candidates.find(candidate => wants(candidate, present));
	if (!manager) return;
	const ownerReferences = [...(metadata.ownerReferences ?? []), ownerReference(manager)];
	revise(cluster, present, {metadata: {...metadata, ownerReferences}}, writer);
}

function wants({kind, object: manager}: Entry, {object}: Entry): boolean {
	if (manager.metadata.deletionTimestamp || !selects(manager, object)) return false;
	if (kind === replicaSets) return !isOver(object);
	return kind !== statefulSets || !object.spec || isNumbered(object, manager);
}

/** Whether a pod is named as one of a stateful set's. */
function isNumbered({metadata}: KubernetesObject, set: KubernetesObject): boolean {
	const prefix = `${set.metadata.name}-`;
	return metadata.name.startsWith(prefix) && /^\d+$/.test(metadata.name.slice(prefix.length));
}

function selects({spec}: KubernetesObject, {metadata}: KubernetesObject): boolean {
	return spec.selector !== undefined && matchesSelector(spec.selector, metadata.labels);
}

/** Takes an object from its manager where that selects it no longer. */
function letGo(cluster: Cluster, entry: Entry): void {
	const present = cluster.store.present(entry);
	const owner = present && controllerOf(present.object);
	if (!present || !owner) return;
	const kind = managersOf(present.kind).find(manager => manager.kind === owner.kind);
	const manager = kind && cluster.store.get(kind, present.object.metadata.namespace, owner.name)?.object;
	if (manager?.metadata.uid !== owner.uid || selects(manager, present.object)) return;
	disown(cluster, present, owner.uid);
}
