/** What a deployment's replica sets remember: revisions, sizes meant, and which one is current. */
import {replicaSets} from '../kinds/apps.ts';
import {nameHash} from '../luck.ts';
import {canonical, type KubernetesObject, type Tree} from '../object.ts';
import type {Entry, Store} from '../store.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const historyAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const mostAnnotation = 'deployment.kubernetes.io/max-replicas';
export const hashLabel = 'pod-template-hash';

/** Annotations that are about one object only and do not pass from a deployment to its replica sets. */
const ownAnnotations = new Set([
	'kubectl.kubernetes.io/last-applied-configuration',
	'deprecated.deployment.rollback.to',
	revisionAnnotation,
	historyAnnotation,
	desiredAnnotation,
	mostAnnotation,
]);

export function inherited({metadata}: KubernetesObject): Record<string, string> {
	return Object.fromEntries(
		Object.entries(metadata.annotations ?? {}).filter(([name]) => !ownAnnotations.has(name)),
	);
}

/** The replica sets of a deployment, oldest first. */
export function replicaSetsOf(store: Store, deployment: KubernetesObject): Entry[] {
	const owned = store.ownedBy(deployment.metadata.uid, replicaSets);
	return owned.sort((a, b) => compareAge(a.object, b.object));
}

export function compareAge({metadata: a}: KubernetesObject, {metadata: b}: KubernetesObject): number {
	return a.creationTimestamp === b.creationTimestamp
		? a.name < b.name
			? -1
			: 1
		: a.creationTimestamp < b.creationTimestamp
			? -1
			: 1;
}

/** The replica set that runs the deployment's present template. */
export function currentOf(sets: readonly Entry[], deployment: KubernetesObject): Entry | undefined {
	const wanted = templateText(deployment.spec.template);
	return sets.find(({object}) => templateText(object.spec.template) === wanted);
}

/** A template as text; two templates mean the same pods when their texts are equal. */
function templateText(template: Tree): string {
	const known = texts.get(template);
	if (known) return known;
	const {[hashLabel]: _, ...labels} = template.metadata?.labels ?? {};
	const {creationTimestamp, ...metadata} = template.metadata ?? {};
	const text = canonical({...template, metadata: {...metadata, labels}});
	texts.set(template, text);
	return text;
}

/** Templates are never changed in place, so their texts can be kept as long as they are. */
const texts = new WeakMap<Tree, string>();

export function templateHash(template: Tree, collisions: number): string {
	return nameHash(`${templateText(template)}${collisions || ''}`);
}

export function revisionOf({metadata}: KubernetesObject): number {
	return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** The annotations of the current replica set as it takes on `revision`; revisions it had before are kept in a list. */
export function annotationsFor(
	deployment: KubernetesObject,
	set: KubernetesObject | undefined,
	revision: number,
): Record<string, string> {
	const before = set?.metadata.annotations ?? {};
	const annotations = {...before, ...inherited(deployment)};
	const old = set ? revisionOf(set) : 0;
	if (old >= revision) return annotations;
	annotations[revisionAnnotation] = String(revision);
	if (old > 0) {
		const history = [...(before[historyAnnotation]?.split(',') ?? []), String(old)];
		annotations[historyAnnotation] = history.join(',');
	}
	return annotations;
}
