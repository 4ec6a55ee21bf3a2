import {isSelected} from '../model/labels.ts';
import {type Backend, type Split, uidsWritten} from '../model/split.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {ReplicaSetRow} from '../resources/replicasets.ts';
import type {ContainerImage} from '../resources/row.ts';
import type {Row} from '../resources/view.ts';
import {jobsView, podsOfJob} from './job-output.ts';
import {revisionRows} from './lists/revisions.ts';
import {isOfEngine, type LedRow, rolloutOf} from './lists/rollouts.ts';
import {splitOf, splitRows} from './lists/splits.ts';
import type {Subject} from './screen.ts';
import type {State} from './state.ts';
import {autoscalerOf, rowOf, rowsIn} from './targets.ts';

/** Where pods are sent to, as a backend or a version of a rollout tells. */
export type Behind = Pick<Backend, 'namespace' | 'kind' | 'name' | 'labels'>;

/** The Deployments whose pods a backend sends to. */
export function deploymentsBehind(
	state: State,
	{namespace, kind, name, labels = {}}: Behind,
): readonly DeploymentRow[] {
	const deployments = [...rowsIn<DeploymentRow>(state, 'deployments')].filter(
		row => row.namespace === namespace,
	);
	if (kind === 'Deployment') return deployments.filter(row => row.name === name);
	return deployments.filter(({templateLabels}) => isSelected(templateLabels, labels));
}

/** The ReplicaSets whose pods a backend sends to; those of Deployments are told of by these. */
function setsBehind(state: State, {namespace, labels = {}}: Behind): readonly ReplicaSetRow[] {
	return [...rowsIn<ReplicaSetRow>(state, 'replicasets')].filter(
		row =>
			row.namespace === namespace &&
			row.owner !== undefined &&
			row.owner.kind !== 'Deployment' &&
			isSelected(row.templateLabels, labels),
	);
}

/** The pods a backend sends to. */
export function podsBehind(state: State, backend: Behind): readonly PodRow[] {
	const deployments = new Set(deploymentsBehind(state, backend).map(({name}) => name));
	const sets = new Set(setsBehind(state, backend).map(({name}) => name));
	return [...rowsIn<PodRow>(state, 'pods')].filter(
		({namespace, workload, replicaSet}) =>
			namespace === backend.namespace &&
			(sets.has(replicaSet) || (workload?.kind === 'Deployment' && deployments.has(workload.name))),
	);
}

/** The pods of all revisions of a rollout. */
function podsOfRollout(state: State, {uid, namespace, rollout}: LedRow): readonly PodRow[] {
	const sets = new Set(revisionRows(state, uid).map(({name}) => name));
	const own = [...rowsIn<PodRow>(state, 'pods')].filter(
		pod => pod.namespace === namespace && sets.has(pod.replicaSet),
	);
	const behind = rollout.versions.flatMap(({labels}) =>
		podsBehind(state, {namespace, kind: 'Service', name: '', labels}),
	);
	return [...new Set([...own, ...behind])];
}

/** The pods of a workload, on a node, or of all that an engine leads; undefined where the object has none. */
export function podsOf(state: State, {view, uid, namespace, name}: Subject): readonly PodRow[] | undefined {
	const all = () => [...rowsIn<PodRow>(state, 'pods')];
	switch (view) {
		case 'deployments':
			return all().filter(
				pod =>
					pod.namespace === namespace && pod.workload?.kind === 'Deployment' && pod.workload.name === name,
			);
		case 'replicasets':
			return all().filter(pod => pod.namespace === namespace && pod.replicaSet === name);
		case 'statefulsets':
		case 'daemonsets': {
			const kind = view === 'statefulsets' ? 'StatefulSet' : 'DaemonSet';
			return all().filter(
				({namespace: of, workload}) => of === namespace && workload?.kind === kind && workload.name === name,
			);
		}
		case jobsView:
			return podsOfJob(state, {view, uid, namespace, name});
		case 'nodes':
			return all().filter(pod => pod.node === name);
		default: {
			const led = rolloutOf(state, uid);
			return led && podsOfRollout(state, led);
		}
	}
}

export function deploymentSubject({uid, namespace, name}: Row): Subject {
	return {view: 'deployments', uid, namespace, name};
}

export function rolloutSubject({uid, namespace, name}: Row): Subject {
	return {view: 'rollouts', uid, namespace, name};
}

/** The Deployment that holds the pod template of a rollout, where another object does. */
export function holderOf(state: State, {namespace, part}: LedRow): DeploymentRow | undefined {
	const {holder} = part;
	if (holder?.kind !== 'Deployment') return undefined;
	return [...rowsIn<DeploymentRow>(state, 'deployments')].find(
		row => row.namespace === namespace && row.name === holder.name,
	);
}

/** Uids of the objects a change to the subject would have been made on: what its weights stand in, what leads it, and what holds the template of that. */
export function uidsOf(state: State, subject: Subject): readonly string[] {
	const split = subject.view === 'splits' ? splitOf(state, subject.uid) : undefined;
	const led = rolloutOf(state, split === undefined ? subject.uid : split.drivenBy?.uid);
	const leading = led === undefined ? [] : [led, holderOf(state, led)].flatMap(row => row?.uid ?? []);
	// Its bounds are changed where a number is asked for.
	const scaling = autoscalerOf(state, subject)?.uid ?? [];
	if (split === undefined) return [...new Set([subject.uid, ...leading].concat(scaling))];
	return [...uidsWritten(split), ...leading];
}

/** Whose ReplicaSets the revisions of a workload are: its own, or those of the Deployment it leads. */
export function keeperOf(state: State, subject: Subject): Subject | undefined {
	if (subject.view !== 'rollouts') return subject;
	const led = rolloutOf(state, subject.uid);
	if (led === undefined || led.part.keepsRevisions) return led && subject;
	const holder = holderOf(state, led);
	return holder && deploymentSubject(holder);
}

/** The revision a workload is at; undefined where that is not known. */
export function presentRevision(state: State, subject: Subject): number | undefined {
	const keeper = keeperOf(state, subject);
	if (keeper?.view === 'deployments') return rowOf<DeploymentRow>(state, 'deployments', keeper.uid)?.revision;
	return keeper && newestSet(state, keeper.uid)?.revision;
}

/** What the containers of a workload's template are called, and which images they run. */
export function containersOf(state: State, subject: Subject): readonly ContainerImage[] {
	if (subject.view === 'deployments')
		return rowOf<DeploymentRow>(state, 'deployments', subject.uid)?.containers ?? [];
	const led = rolloutOf(state, subject.uid);
	const holder = led && holderOf(state, led);
	return holder?.containers ?? newestSet(state, subject.uid)?.containers ?? [];
}

function newestSet(state: State, uid: string): ReplicaSetRow | undefined {
	const newest = rolloutOf(state, uid)?.rollout.newest;
	return revisionRows(state, uid).find(({hash}) => hash === newest);
}

/** The splits that the engine writes for a rollout, without the one that stands for the rollout itself. */
export function drivenSplits(state: State, {uid}: Pick<LedRow, 'uid'>): readonly Split[] {
	return splitRows(state)
		.map(({split}) => split)
		.filter(split => split.drivenBy?.uid === uid && !isOfEngine(split));
}
