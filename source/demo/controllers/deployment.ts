/** The deployment controller: rolls replica sets over, keeps revisions, and says how far it is. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {deployments, replicaSets} from '../kinds/apps.ts';
import {controllerOf, isSame, type KubernetesObject, type Tree} from '../object.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import {create} from '../registry/write.ts';
import type {Entry} from '../store.ts';
import {type Condition, conditionOf, withCondition} from './conditions.ts';
import {
	boundsOf,
	countsOf,
	isComplete,
	progressDeadlineMs,
	statusOf,
	withChanged,
} from './deployment-status.ts';
import {createQueue, keyOf, splitKey} from './queue.ts';
import {record} from './record.ts';
import {
	annotationsFor,
	compareAge,
	currentOf,
	desiredAnnotation,
	hashLabel,
	mostAnnotation,
	replicaSetsOf,
	revisionAnnotation,
	revisionOf,
	templateHash,
} from './revisions.ts';
import {newSize, oldSizes, proportionalSizes, type Size} from './rollout.ts';

const writer = {manager: 'kube-controller-manager'};
const statusWriter = {...writer, subresource: 'status'};
const from = 'deployment-controller';

export function runDeployments(cluster: Cluster): void {
	const {store, clock} = cluster;
	const queue = createQueue(clock, 8, key => {
		const entry = store.get(deployments, ...splitKey(key));
		if (!entry) return;
		reconcile(cluster, entry);
		const after = store.get(deployments, ...splitKey(key));
		const lateMs = after ? progressDeadlineMs(after.object) : Number.POSITIVE_INFINITY;
		if (lateMs !== Number.POSITIVE_INFINITY) queue.add(key, Math.max(1000, lateMs - clock.now() + 1000));
	});
	store.onChange(({entry}) => {
		const {kind, object} = entry;
		if (kind === deployments) queue.add(keyOf(object));
		const owner = kind === replicaSets ? controllerOf(object) : undefined;
		if (owner?.kind === 'Deployment') queue.add(`${object.metadata.namespace}/${owner.name}`);
	});
}

function reconcile(cluster: Cluster, entry: Entry): void {
	const deployment = notePause(cluster, entry);
	const sets = replicaSetsOf(cluster.store, deployment.object);
	if (deployment.object.metadata.deletionTimestamp) writeStatus(cluster, deployment, sets, true);
	else progress(cluster, deployment, sets);
}

function progress(cluster: Cluster, deployment: Entry, sets: Entry[]): void {
	const isStill = Boolean(deployment.object.spec.paused) || isScaling(deployment.object, sets);
	const current = takeOnRevision(cluster, deployment, sets, !isStill);
	const {object} = again(cluster, deployment);
	const all = replicaSetsOf(cluster.store, object);
	if (isStill) scaleAll(cluster, object, all, current);
	else if (object.spec.strategy.type === 'Recreate') recreate(cluster, object, all, current!);
	else roll(cluster, object, all, current!);
	finish(cluster, again(cluster, deployment), isStill);
}

function again({store}: Cluster, {kind, object}: Entry): Entry {
	return store.get(kind, object.metadata.namespace, object.metadata.name)!;
}

function finish(cluster: Cluster, deployment: Entry, isStill: boolean): void {
	const sets = replicaSetsOf(cluster.store, deployment.object);
	writeStatus(cluster, deployment, sets, isStill);
	const {object} = again(cluster, deployment);
	if (object.spec.paused || isComplete(object, object.status ?? {}))
		forgetOldRevisions(cluster, object, sets);
}

/** Counts always, and speaks of progress unless the deployment is only being scaled, paused or deleted. */
function writeStatus(cluster: Cluster, deployment: Entry, sets: Entry[], isStill: boolean): void {
	const current = currentOf(sets, deployment.object);
	const status = statusOf(deployment.object, sets, current, isStill, cluster.clock.now());
	revise(cluster, deployment, {status}, statusWriter);
}

/** Marks in the Progressing condition that the deployment was paused or resumed. */
function notePause(cluster: Cluster, entry: Entry): Entry {
	const {spec, status} = entry.object;
	const progress = conditionOf(status?.conditions, 'Progressing');
	const wasPaused = progress?.reason === 'DeploymentPaused';
	if (progress?.reason === 'ProgressDeadlineExceeded' || Boolean(spec.paused) === wasPaused) return entry;
	const now = timestamp(cluster.clock.now());
	const condition: Condition = spec.paused
		? {type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused'}
		: {type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed'};
	const conditions = withCondition(status?.conditions, {lastUpdateTime: now, ...condition}, now);
	return revise(cluster, entry, {status: {...status, conditions}}, statusWriter);
}

/** Whether someone changed the number of replicas since the replica sets were last sized. */
function isScaling({spec}: KubernetesObject, sets: readonly Entry[]): boolean {
	return sets
		.filter(({object}) => object.spec.replicas > 0)
		.some(({object}) => {
			const desired = object.metadata.annotations?.[desiredAnnotation];
			return desired !== undefined && Number(desired) !== spec.replicas;
		});
}

/** Finds or, if it may, makes the replica set of the present template, and numbers it. */
function takeOnRevision(
	cluster: Cluster,
	deployment: Entry,
	sets: Entry[],
	mayCreate: boolean,
): Entry | undefined {
	const {object} = deployment;
	const found = currentOf(sets, object);
	const others = sets.filter(set => set !== found);
	const revision = Math.max(0, ...others.map(set => revisionOf(set.object))) + 1;
	if (!found && !mayCreate) return undefined;
	const set = found
		? renumber(cluster, object, found, revision)
		: createSet(cluster, deployment, others, revision);
	noteRevision(cluster, deployment, set, !found);
	return set;
}

function renumber(cluster: Cluster, deployment: KubernetesObject, set: Entry, revision: number): Entry {
	const annotations = annotationsFor(deployment, set.object, revision);
	const metadata = {...set.object.metadata, annotations};
	const spec = {...set.object.spec};
	if (deployment.spec.minReadySeconds) spec.minReadySeconds = deployment.spec.minReadySeconds;
	return revise(cluster, set, {metadata, spec}, writer);
}

function createSet(cluster: Cluster, deployment: Entry, others: Entry[], revision: number): Entry {
	const {metadata, spec, status} = deployment.object;
	const hash = templateHash(spec.template, status?.collisionCount ?? 0);
	const labels = {...spec.template.metadata?.labels, [hashLabel]: hash};
	const {surge} = boundsOf(deployment.object);
	const isFirstWave = spec.strategy.type !== 'Recreate';
	const fresh: Size = {replicas: 0, available: 0};
	const replicas = isFirstWave ? newSize(spec.replicas, surge, fresh, others.map(sizeOf)) : 0;
	const body = {
		metadata: {
			name: `${metadata.name}-${hash}`,
			labels,
			annotations: {
				...annotationsFor(deployment.object, undefined, revision),
				...sizeAnnotations(deployment.object),
			},
			ownerReferences: [ownerOf(deployment)],
		},
		spec: {
			replicas,
			minReadySeconds: spec.minReadySeconds,
			selector: {...spec.selector, matchLabels: {...spec.selector.matchLabels, [hashLabel]: hash}},
			template: {...spec.template, metadata: {...spec.template.metadata, labels}},
		},
	};
	const set = create(cluster, replicaSets, metadata.namespace, body, writer);
	if (replicas > 0) tellScaled(cluster, deployment, set, 0, replicas);
	return set;
}

function ownerOf({object: {metadata}}: Entry): Tree {
	const {name, uid} = metadata;
	return {apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true};
}

/** Carries the revision over to the deployment, and says where its replica set came from. */
function noteRevision(cluster: Cluster, deployment: Entry, {object: set}: Entry, isNew: boolean): void {
	const {metadata, status} = deployment.object;
	const revision = String(revisionOf(set));
	const now = timestamp(cluster.clock.now());
	const annotations = {...metadata.annotations, [revisionAnnotation]: revision};
	const before: Condition[] = status?.conditions ?? [];
	const condition: Condition = isNew
		? {
				type: 'Progressing',
				status: 'True',
				reason: 'NewReplicaSetCreated',
				message: `Created new replica set "${set.metadata.name}"`,
			}
		: {
				type: 'Progressing',
				status: 'True',
				reason: 'FoundNewReplicaSet',
				message: `Found new replica set "${set.metadata.name}"`,
			};
	const isOtherRevision = metadata.annotations?.[revisionAnnotation] !== revision;
	const isTold = !isNew && conditionOf(before, 'Progressing') !== undefined && !isOtherRevision;
	const conditions = isTold ? before : withChanged(before, condition, now);
	const members = {metadata: {...metadata, annotations}, status: {...status, conditions}};
	revise(cluster, deployment, members, statusWriter);
}

function sizeOf({object}: Entry): Size {
	return {replicas: object.spec.replicas, available: object.status?.availableReplicas ?? 0};
}

function sizeAnnotations(deployment: KubernetesObject): Record<string, string> {
	const {replicas} = deployment.spec;
	const {surge} = boundsOf(deployment);
	return {[desiredAnnotation]: String(replicas), [mostAnnotation]: String(replicas + surge)};
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

function tellScaled(
	cluster: Cluster,
	deployment: Entry,
	{object}: Entry,
	before: number,
	after: number,
): void {
	const direction = after > before ? 'up' : 'down';
	const message = `Scaled ${direction} replica set ${object.metadata.name} from ${before} to ${after}`;
	record(cluster, deployment, {reason: 'ScalingReplicaSet', message, from});
}

/** One step of a rolling update: the new grows first, then the old shrink. */
function roll(cluster: Cluster, deployment: KubernetesObject, all: Entry[], current: Entry): void {
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
function recreate(cluster: Cluster, deployment: KubernetesObject, all: Entry[], current: Entry): void {
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
function scaleAll(
	cluster: Cluster,
	deployment: KubernetesObject,
	all: Entry[],
	current: Entry | undefined,
): void {
	const wanted: number = deployment.spec.replicas;
	const active = all.filter(({object}) => object.spec.replicas > 0);
	if (active.length <= 1) {
		const only = active[0] ?? (current && again(cluster, current)) ?? all.at(-1);
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

/** Deletes empty replica sets beyond the history limit, lowest revision first. */
function forgetOldRevisions(cluster: Cluster, deployment: KubernetesObject, sets: Entry[]): void {
	const current = currentOf(sets, deployment);
	const empty = sets.filter(
		set => set !== current && set.object.spec.replicas === 0 && countsOf(set).replicas === 0,
	);
	const surplus = empty.length - deployment.spec.revisionHistoryLimit;
	if (surplus <= 0) return;
	const byRevision = empty.sort((a, b) => revisionOf(a.object) - revisionOf(b.object));
	for (const set of byRevision.slice(0, surplus)) remove(cluster, set, {});
}
