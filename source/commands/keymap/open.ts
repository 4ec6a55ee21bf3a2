import type {Split} from '../../model/split.ts';
import type {EventRow} from '../../resources/events.ts';
import {resourceViews} from '../../resources/index.ts';
import type {PodRow} from '../../resources/pod-row.ts';
import type {Row} from '../../resources/view.ts';
import {pickedBackend} from '../../store/draft.ts';
import {resourceView} from '../../store/listing.ts';
import type {NoteRow} from '../../store/lists/notes.ts';
import {splitOf} from '../../store/lists/splits.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, subjectOf, subjectsOf, viewOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {deploymentSubject, deploymentsBehind, rowOf, rowsIn} from '../../store/targets.ts';
import {isOfKind} from '../../traffic/splits.ts';
import {type Command, goToContext, openDetail, openPart, openScreen, openView} from '../command.ts';

/** What `enter` means for the row under the cursor: one step closer to the cause. */
export function openRow(state: State): Command {
	const screen = topScreen(state);
	const row = cursorRow(state, screen);
	if (row === undefined) return [];
	switch (screen.name) {
		case 'now':
			return openNote(row as NoteRow);
		case 'contexts':
			return goToContext(row.name, state);
		case 'journal':
			return openDetail({view: 'journal', uid: row.uid, namespace: '', name: row.uid});
		default:
			return openListed(row, viewOf(screen));
	}
}

function openNote({subject}: NoteRow): Command {
	if (subject === undefined) return [];
	return subject.view === 'splits' ? openScreen({name: 'split', subject}) : openDetail(subject);
}

function openListed(row: Row, view: string): Command {
	const subject = subjectOf(row, view);
	const kind = resourceView(view)?.kind ?? '';
	switch (view) {
		case 'splits':
			return openScreen({name: 'split', subject});
		case 'deployments':
			return openPart('pods', {by: 'workload', of: subject, kind});
		case 'replicasets':
			return openPart('pods', {by: 'replicaset', of: subject, kind});
		case 'nodes':
			return openPart('pods', {by: 'node', of: subject, kind});
		case 'namespaces':
			return [{type: 'namespaceChosen', namespace: row.name}, ...openView('pods')];
		case 'events':
			return openRegarding(row as EventRow);
		default:
			return openDetail(subject);
	}
}

function openRegarding({regarding, namespace}: EventRow): Command {
	const view = resourceViews.find(({kind, group}) => kind === regarding.kind && group === regarding.group);
	if (view === undefined) return [];
	return openDetail({view: view.name, uid: regarding.uid, namespace, name: regarding.name});
}

/** The one object a look-key is about; of a split the route or Service it is written in. */
export function lookedAt(state: State): Subject | undefined {
	const screen = topScreen(state);
	const subject =
		screen.name === 'now'
			? (cursorRow(state, screen) as NoteRow | undefined)?.subject
			: (screen.subject ?? subjectsOf(state)[0]);
	return subject?.view === 'splits' ? objectOf(splitOf(state, subject.uid)) : subject;
}

function objectOf(split: Split | undefined): Subject | undefined {
	if (split === undefined) return undefined;
	const view = resourceViews.find(each => isOfKind(split.ref.resource, each));
	if (view === undefined) return undefined;
	const {uid, namespace, name} = split.ref;
	return {view: view.name, uid, namespace, name};
}

/** The deployment behind the version that is picked on a split. */
export function deploymentPicked(state: State): Subject | undefined {
	const screen = topScreen(state);
	const split = screen.name === 'split' ? splitOf(state, screen.subject?.uid) : undefined;
	const backend = split?.backends.find(({name}) => name === pickedBackend(split, screen));
	return backend && deploymentsBehind(state, backend).map(deploymentSubject)[0];
}

/** The pod whose log is meant: itself, or a pod of the workload, preferably one that fares badly. */
export function podMeant(state: State): Subject | undefined {
	const subject = deploymentPicked(state) ?? lookedAt(state);
	if (subject?.view === 'pods') return subject;
	if (subject?.view !== 'deployments' && subject?.view !== 'replicasets') return undefined;
	const pods = [...rowsIn<PodRow>(state, 'pods')].filter(
		pod =>
			pod.namespace === subject.namespace &&
			(subject.view === 'deployments'
				? pod.workload?.kind === 'Deployment' && pod.workload.name === subject.name
				: pod.replicaSet === subject.name),
	);
	const pod = pods.find(each => each.trouble !== undefined) ?? pods.sort((a, b) => b.created - a.created)[0];
	return pod && subjectOf(pod, 'pods');
}

/** The deployment an action is about: itself, or the one that owns the pod or the revision. */
export function deploymentMeant(state: State): Subject | undefined {
	const subject = lookedAt(state);
	if (subject?.view === 'deployments') return subject;
	const pod = subject?.view === 'pods' ? rowOf<PodRow>(state, 'pods', subject.uid) : undefined;
	if (pod?.workload?.kind !== 'Deployment') return undefined;
	for (const row of rowsIn(state, 'deployments')) {
		if (row.namespace === pod.namespace && row.name === pod.workload.name) return deploymentSubject(row);
	}
	return undefined;
}
