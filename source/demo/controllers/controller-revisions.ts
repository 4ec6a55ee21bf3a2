/** What stateful sets and daemon sets remember of their templates: one ControllerRevision for each. */
import type {Cluster} from '../cluster.ts';
import {controllerRevisions} from '../kinds/controller-revisions.ts';
import {nameHash} from '../luck.ts';
import {canonical, type Tree} from '../object.ts';
import {create} from '../registry/create.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import type {Entry, Store} from '../store.ts';
import {ownerReference} from './owner.ts';

const writer = {manager: 'kube-controller-manager'};

/** The revisions of a set, the oldest first. */
export function revisionsOf(store: Store, {object}: Entry): Entry[] {
	const owned = store.ownedBy(object.metadata.uid, controllerRevisions);
	return owned.sort((a, b) => a.object.revision - b.object.revision);
}

/** The pod template that a revision holds. */
export function templateOf({object}: Entry): Tree {
	const {$patch, ...template} = object.data.spec.template;
	return template;
}

/**
 * The revision of the set's present template: found and made the newest, or made anew with its hash under
 * `hashLabel`.
 */
export function takeOnRevision(cluster: Cluster, set: Entry, hashLabel: string): Entry {
	const known = revisionsOf(cluster.store, set);
	const data = {spec: {template: {$patch: 'replace', ...set.object.spec.template}}};
	const text = canonical(data);
	const found = known.findLast(({object}) => canonical(object.data) === text);
	const newest = known.at(-1)?.object.revision ?? 0;
	if (!found) return createRevision(cluster, set, data, newest + 1, hashLabel);
	return found === known.at(-1) ? found : revise(cluster, found, {revision: newest + 1}, writer);
}

function createRevision(
	cluster: Cluster,
	set: Entry,
	data: Tree,
	revision: number,
	hashLabel: string,
): Entry {
	const {metadata, spec} = set.object;
	const hash = nameHash(canonical(data));
	const body = {
		metadata: {
			name: `${metadata.name}-${hash}`,
			labels: {...spec.template.metadata?.labels, [hashLabel]: hash},
			annotations: metadata.annotations,
			ownerReferences: [ownerReference(set)],
		},
		data,
		revision,
	};
	return create(cluster, controllerRevisions, metadata.namespace, body, writer);
}

/** Deletes the oldest of the revisions that are not in use any more, beyond the set's limit. */
export function forgetRevisions(cluster: Cluster, set: Entry, isUsed: (revision: Entry) => boolean): void {
	const idle = revisionsOf(cluster.store, set).filter(revision => !isUsed(revision));
	const surplus = Math.max(0, idle.length - set.object.spec.revisionHistoryLimit);
	for (const revision of idle.slice(0, surplus)) remove(cluster, revision, {});
}
