/** The deployment controller: rolls replica sets over, keeps revisions, and says how far it is. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {deployments, replicaSets} from '../kinds/apps.ts';
import {controllerOf, type KubernetesObject} from '../object.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {type Condition, conditionOf, withCondition} from './conditions.ts';
import {takeOnRevision} from './deployment-revision.ts';
import {recreate, roll, scaleAll} from './deployment-sizes.ts';
import {countsOf, isComplete, progressDeadlineMs, statusOf, statusWriter} from './deployment-status.ts';
import {createQueue, keyOf, splitKey} from './queue.ts';
import {currentOf, desiredAnnotation, replicaSetsOf, revisionOf} from './revisions.ts';

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
