/** Gives replica sets their sizes: while rolling, recreating or scaling. */
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {isSame, type KubernetesObject} from '../object.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {boundsOf, countsOf, writer} from './deployment-status.ts';
import {record} from './record.ts';
import {compareAge, desiredAnnotation, mostAnnotation} from './revisions.ts';
import {newSize, oldSizes, proportionalSizes, type Size} from './rollout.ts';

function sizeOf({object}: Entry): Size {
	return {replicas: object.spec.replicas, available: object.status?.availableReplicas ?? 0};
}

export function sizeAnnotations(deployment: KubernetesObject): Record<string, string> {
	const {replicas} = deployment.spec;
	const {surge} = boundsOf(deployment);
	return {[desiredAnnotation]: String(replicas), [mostAnnotation]: String(replicas + surge)};
}

/** How large a new replica set starts beside these others. */
export function firstSize(deployment: KubernetesObject, others: readonly Entry[]): number {
	const {replicas, strategy} = deployment.spec;
	if (strategy.type === 'Recreate') return 0;
	return newSize(replicas, boundsOf(deployment).surge, {replicas: 0, available: 0}, others.map(sizeOf));
}

/** Gives a replica set its size, if it is another, and tells of it. */
function resize(cluster: Cluster, deployment: KubernetesObject, set: Entry, replicas: number): boolean {
	const before = set.object.spec.replicas;
	const annotations = {...set.object.metadata.annotations, ...sizeAnnotations(deployment)};
	const isAnnotated = isSame(annotations, set.object.metadata.annotations);
	if (before === replicas && (isAnnotated || replicas === 0)) return false;
	const metadata = {...set.object.metadata, annotations};
	revise(cluster, set, {metadata, spec: {...set.object.spec, replicas}}, writer);
	const {namespace, name} = deployment.metadata;
	const owner = cluster.store.get(deployments, namespace, name);
	if (before !== replicas && owner) tellScaled(cluster, owner, set, before, replicas);
	return before !== replicas;
}

export function tellScaled(
	cluster: Cluster,
	deployment: Entry,
	{object}: Entry,
	before: number,
	after: number,
): void {
	const direction = after > before ? 'up' : 'down';
	const message = `Scaled ${direction} replica set ${object.metadata.name} from ${before} to ${after}`;
	record(cluster, deployment, {reason: 'ScalingReplicaSet', message, from: 'deployment-controller'});
}

/** One step of a rolling update: the new grows first, then the old shrink. */
export function roll(cluster: Cluster, deployment: KubernetesObject, all: Entry[], current: Entry): void {
	const {surge, unavailable} = boundsOf(deployment);
	const wanted: number = deployment.spec.replicas;
	const isCurrent = (set: Entry) => set.object.metadata.uid === current.object.metadata.uid;
	const fresh = all.find(isCurrent)!;
	const old = all.filter(set => !isCurrent(set));
	if (resize(cluster, deployment, fresh, newSize(wanted, surge, sizeOf(fresh), old.map(sizeOf)))) return;
	const sizes = oldSizes(wanted, unavailable, sizeOf(fresh), old.map(sizeOf));
	for (const [i, set] of old.entries()) resize(cluster, deployment, set, sizes[i]!);
}

/** Takes all old pods down before any new one starts. */
export function recreate(cluster: Cluster, deployment: KubernetesObject, all: Entry[], current: Entry): void {
	const isCurrent = (set: Entry) => set.object.metadata.uid === current.object.metadata.uid;
	const old = all.filter(set => !isCurrent(set));
	const shrunk = old.map(set => resize(cluster, deployment, set, 0));
	const hasOldPods = old.some(
		set => countsOf(set).replicas > 0 || set.object.status?.terminatingReplicas > 0,
	);
	if (shrunk.includes(true) || hasOldPods) return;
	resize(cluster, deployment, all.find(isCurrent)!, deployment.spec.replicas);
}

/** Scales without rolling: one active replica set takes the whole number, several keep their proportions. */
export function scaleAll(
	cluster: Cluster,
	deployment: KubernetesObject,
	all: Entry[],
	current: Entry | undefined,
): void {
	const wanted: number = deployment.spec.replicas;
	const active = all.filter(({object}) => object.spec.replicas > 0);
	if (active.length <= 1) {
		const only =
			active[0] ?? all.find(({object}) => object.metadata.uid === current?.object.metadata.uid) ?? all.at(-1);
		if (only) resize(cluster, deployment, only, wanted);
		return;
	}
	const fresh = active.find(set => set.object.metadata.uid === current?.object.metadata.uid);
	if (fresh && fresh.object.spec.replicas === wanted && countsOf(fresh).available === wanted) {
		for (const set of active) if (set !== fresh) resize(cluster, deployment, set, 0);
		return;
	}
	scaleProportionally(cluster, deployment, active);
}

function scaleProportionally(cluster: Cluster, deployment: KubernetesObject, active: Entry[]): void {
	const wanted: number = deployment.spec.replicas;
	const allowed = wanted > 0 ? wanted + boundsOf(deployment).surge : 0;
	const isGrowing = allowed > active.reduce((sum, {object}) => sum + object.spec.replicas, 0);
	const byAge = (a: Entry, b: Entry) => compareAge(a.object, b.object) * (isGrowing ? -1 : 1);
	const ordered = active.toSorted((a, b) => b.object.spec.replicas - a.object.spec.replicas || byAge(a, b));
	const shares = ordered.map(({object}) => ({
		replicas: object.spec.replicas as number,
		most: Number(object.metadata.annotations?.[mostAnnotation] ?? deployment.status?.replicas ?? 1),
	}));
	const sizes = proportionalSizes(allowed, shares);
	for (const [i, set] of ordered.entries()) resize(cluster, deployment, set, sizes[i]!);
}
