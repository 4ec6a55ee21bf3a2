/** The pods of a job: how it sees them, makes them and lets them go. */
import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {isReady} from '../pod-state.ts';
import {release} from '../registry/release.ts';
import type {Entry} from '../store.ts';
import type {JobPod} from './job-plan.ts';

export const writer = {manager: 'kube-controller-manager'};
export const from = 'job-controller';
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
const indexName = 'batch.kubernetes.io/job-completion-index';

export type OwnPod = JobPod & {entry: Entry; uid: string};

export function podsOf({store}: Cluster, {object}: Entry): OwnPod[] {
	return store.ownedBy(object.metadata.uid, pods).map(entry => {
		const {metadata, status} = entry.object;
		const index = metadata.annotations?.[indexName];
		const containers: Tree[] = status?.containerStatuses ?? [];
		return {
			entry,
			uid: metadata.uid,
			phase: status?.phase ?? 'Pending',
			isTerminating: Boolean(metadata.deletionTimestamp),
			isReady: isReady(entry.object),
			isTracked: metadata.finalizers?.includes(trackingFinalizer) ?? false,
			index: index === undefined ? undefined : Number(index),
			restarts: containers.reduce((sum, {restartCount = 0}) => sum + restartCount, 0),
			finishedMs: finishedMs(entry.object),
		};
	});
}

/** When the last container ended, or what is known of the end otherwise. */
function finishedMs({metadata, status}: KubernetesObject): number {
	const {deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp} = metadata;
	const ends = (status?.containerStatuses ?? []).map(({state}: Tree) => state?.terminated?.finishedAt);
	if (ends.length > 0 && ends.every(Boolean)) return Math.max(...ends.map((end: string) => Date.parse(end)));
	if (deletionTimestamp) return Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
	return Date.parse(creationTimestamp);
}

/** A pod to be made; `index` is the part of the work that is its own, where the job is indexed. */
export function podOf({metadata, spec}: KubernetesObject, index: number | undefined): Tree {
	const {labels, annotations, finalizers = []} = spec.template.metadata ?? {};
	const own = index === undefined ? {} : {[indexName]: String(index)};
	return {
		metadata: {
			generateName: index === undefined ? `${metadata.name}-` : `${metadata.name}-${index}-`,
			labels: {...labels, ...own},
			annotations: {...annotations, ...own},
			finalizers: [...finalizers, trackingFinalizer],
		},
		spec: index === undefined ? spec.template.spec : indexed(spec.template.spec, `${metadata.name}-${index}`),
	};
}

/** A pod spec whose containers are told their index. */
function indexed(spec: Tree, hostname: string): Tree {
	const fieldPath = `metadata.labels['${indexName}']`;
	const told = {name: 'JOB_COMPLETION_INDEX', valueFrom: {fieldRef: {apiVersion: 'v1', fieldPath}}};
	const tell = (container: Tree) => ({...container, env: [...(container.env ?? []), told]});
	const initContainers = spec.initContainers?.map(tell);
	return {...spec, containers: spec.containers.map(tell), initContainers, hostname};
}

/** Takes away the finalizer that keeps a pod until its job has counted it. */
export function letGo(cluster: Cluster, pod: Entry): void {
	const present = cluster.store.present(pod);
	if (present) release(cluster, present, trackingFinalizer, writer);
}
