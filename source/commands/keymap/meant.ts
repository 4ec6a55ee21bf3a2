import type {Ref} from '../../model/ref.ts';
import type {Split} from '../../model/split.ts';
import {resourceViews} from '../../resources/index.ts';
import type {PodRow} from '../../resources/pod-row.ts';
import type {ReplicaSetRow} from '../../resources/replicasets.ts';
import {pickedBackend} from '../../store/draft.ts';
import {resourceView} from '../../store/listing.ts';
import {modelOn} from '../../store/lists/models.ts';
import type {NoteRow} from '../../store/lists/note.ts';
import {type LedRow, ledViews, rolloutBehind, rolloutOf, rolloutRows} from '../../store/lists/rollouts.ts';
import {splitOf} from '../../store/lists/splits.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, pointedAt, subjectOf, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {rowOf, rowsIn} from '../../store/targets.ts';
import {
	deploymentSubject,
	deploymentsBehind,
	podsBehind,
	podsOf,
	rolloutSubject,
} from '../../store/workloads.ts';
import {isOfKind} from '../../traffic/splits.ts';

/** What the screen, or the row under its cursor, is about; on the first screen what the line is about. */
export function subjectMeant(state: State): Subject | undefined {
	const screen = topScreen(state);
	return screen.name === 'now'
		? (cursorRow(state, screen) as NoteRow | undefined)?.subject
		: (screen.subject ?? pointedAt(state, screen)[0]);
}

/** The one object a look-key is about; of a split the route or Service it is written in, of a rollout the engine's own. */
export function lookedAt(state: State): Subject | undefined {
	const subject = subjectMeant(state);
	if (subject?.view === 'splits') return objectOf(splitOf(state, subject.uid)?.ref);
	if (subject?.view === 'models') return modelObject(state, subject);
	return subject?.view === 'rollouts' ? objectOf(rolloutOf(state, subject.uid)?.part.ref) : subject;
}

/** Of a version of a model the Deployment that runs it, else the route that leads to it. */
function modelObject(state: State, {uid}: Subject): Subject | undefined {
	const found = modelOn(state, uid);
	return versionWorkload(state, uid) ?? objectOf(found?.model.ways[0]?.ref);
}

function versionWorkload(state: State, uid: string): Subject | undefined {
	const version = modelOn(state, uid)?.version;
	const {namespace = '', deployment} = version ?? {};
	return deployment && {view: 'deployments', namespace, ...deployment};
}

/** Why nothing can be looked at here, as a sentence; undefined where there is an object. */
export function needsObject(state: State): string | undefined {
	const subject = lookedAt(state);
	if (subject === undefined) return 'There is no row under the cursor.';
	return resourceView(state, subject.view) === undefined ? 'There is no object behind this row.' : undefined;
}

function objectOf(ref: Ref | undefined): Subject | undefined {
	const view = ref && resourceViews.find(each => isOfKind(ref.resource, each));
	return view && {view: view.name, uid: ref.uid, namespace: ref.namespace, name: ref.name};
}

/** The split on screen, and the version picked on it. */
function picked(state: State) {
	const screen = topScreen(state);
	const split = screen.name === 'split' ? splitOf(state, screen.subject?.uid) : undefined;
	if (split === undefined) return undefined;
	const name = pickedBackend(split, screen);
	return {split, backend: split.backends.find(each => each.name === name)};
}

/** The pod whose log is meant: itself, or a pod of the workload or the version, preferably one that fares badly. */
export function podMeant(state: State): Subject | undefined {
	const subject = lookedAt(state);
	if (subject?.view === 'pods') return subject;
	const backend = picked(state)?.backend;
	const behind = backend ? podsBehind(state, backend) : [];
	const pods = behind.length > 0 ? behind : subject && subject.view !== 'nodes' ? podsOf(state, subject) : [];
	const newestFirst = [...(pods ?? [])].sort((a, b) => b.created - a.created);
	const pod = newestFirst.find(each => each.trouble !== undefined) ?? newestFirst[0];
	return pod && subjectOf(pod, 'pods');
}

/** The Deployment or the rollout an action is about: itself, the one behind the picked version, or the one that owns the pod. */
export function workloadMeant(state: State): Subject | undefined {
	const version = picked(state);
	if (version !== undefined) {
		const [deployment] = version.backend ? deploymentsBehind(state, version.backend) : [];
		const led = rolloutBehind(state, version.split);
		return deployment ? deploymentSubject(deployment) : led && rolloutSubject(led);
	}
	const subject = subjectMeant(state);
	return subject && workloadOf(state, subject);
}

function workloadOf(state: State, subject: Subject): Subject | undefined {
	if (subject.view === 'deployments') return subject;
	if (subject.view === 'pods') return ownerOfPod(state, rowOf<PodRow>(state, 'pods', subject.uid));
	if (subject.view === 'models') return versionWorkload(state, subject.uid);
	const led = rolloutOf(state, subject.uid);
	return led && rolloutSubject(led);
}

function ownerOfPod(state: State, pod: PodRow | undefined): Subject | undefined {
	if (pod?.workload === undefined) return undefined;
	const {kind, name} = pod.workload;
	const isOwner = (row: {namespace: string; name: string}) =>
		row.namespace === pod.namespace && row.name === name;
	if (kind === 'Deployment') {
		const row = [...rowsIn(state, 'deployments')].find(isOwner);
		return row && deploymentSubject(row);
	}
	const led = rolloutRows(state).find(
		each => isOwner(each) && each.part.keepsRevisions && each.part.ref.resource.kind === kind,
	);
	return led && rolloutSubject(led);
}

/** The rollouts a lever is for: marked ones, the one on screen, or the one that leads what is on screen. */
export function rolloutsMeant(state: State): readonly LedRow[] {
	const {name, subject} = topScreen(state);
	const subjects =
		name === 'now' || name === 'revisions' ? [subjectMeant(state) ?? subject] : subjectsOf(state);
	const rows = subjects.flatMap(each => (each && rolloutFor(state, each)) ?? []);
	return [...new Set(rows)];
}

function rolloutFor(state: State, subject: Subject): LedRow | undefined {
	const {view, uid} = subject;
	if (view === 'splits' || view === 'models') return rolloutBehind(state, splitIn(state, subject));
	if (view === 'replicasets')
		return rolloutOf(state, rowOf<ReplicaSetRow>(state, 'replicasets', uid)?.owner?.uid);
	const workload = view === 'pods' ? workloadOf(state, subject) : subject;
	return rolloutOf(state, workload?.uid);
}

/** The split the traffic keys are about. */
export function splitMeant(state: State): Split | undefined {
	return splitIn(state, topScreen(state).name === 'now' ? subjectMeant(state) : subjectsOf(state)[0]);
}

/** Of a model its way in: the first where there are several. */
function splitIn(state: State, subject: Subject | undefined): Split | undefined {
	return subject?.view === 'models'
		? modelOn(state, subject.uid)?.model.ways[0]
		: splitOf(state, subject?.uid);
}

/** What the screen, its list or its line is about: the view of that. */
function viewMeant(state: State): string | undefined {
	const {name, view} = topScreen(state);
	return name === 'list' ? view : subjectMeant(state)?.view;
}

/** A list of nodes, or the page of one: verbs of nodes have keys there that mean something else elsewhere. */
export function isNodeHere(state: State): boolean {
	const {name} = topScreen(state);
	return (name === 'list' || name === 'detail') && viewMeant(state) === 'nodes';
}

/** The verbs of an engine are meant: on what it leads, and on the splits that it writes. */
export function isLedHere(state: State): boolean {
	const view = viewMeant(state);
	return view === 'splits' || view === 'models'
		? rolloutBehind(state, splitMeant(state)) !== undefined
		: view !== undefined && ledViews.includes(view);
}

/** A split that may be written by hand meanwhile, and whose engine has no abort now, is drained as others are. */
export function isAbortedHere(state: State): boolean {
	const split = splitMeant(state);
	const led = rolloutBehind(state, split);
	const isByHand = split?.lockedBecause === undefined && led?.part.refusals.abort !== undefined;
	return isLedHere(state) && !(split && isByHand);
}
