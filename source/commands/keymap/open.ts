import type {Split} from '../../model/split.ts';
import type {EventRow} from '../../resources/events.ts';
import type {Row} from '../../resources/view.ts';
import {resourceView, viewOfKind} from '../../store/listing.ts';
import {firstTouched} from '../../store/lists/first-touched.ts';
import type {NoteRow} from '../../store/lists/note.ts';
import type {ObjectiveRow} from '../../store/lists/objectives.ts';
import {engineViews, isOfEngine, rolloutBehind} from '../../store/lists/rollouts.ts';
import {splitOf} from '../../store/lists/splits.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, subjectOf, viewOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {drivenSplits, rolloutSubject} from '../../store/workloads.ts';
import {type Command, goToContext, openDetail, openPart, openScreen, openView} from '../command.ts';
import {openForm} from './form.ts';
import {rolloutsMeant} from './meant.ts';

/** What `enter` means for the row under the cursor: one step closer to the cause. */
export function openRow(state: State): Command {
	const screen = topScreen(state);
	const row = cursorRow(state, screen);
	if (row === undefined) return [];
	switch (screen.name) {
		case 'now':
			return openNote(row as NoteRow, state);
		case 'contexts':
			return goToContext(row.name, state);
		case 'forwards':
			return [];
		case 'objectives':
			return openObjective(row as ObjectiveRow, state);
		case 'journal':
			return openEntry(row.uid);
		default:
			return openListed(row, viewOf(screen), state);
	}
}

function openEntry(id: string): Command {
	return openDetail({view: 'journal', uid: id, namespace: '', name: id});
}

/** What can be said leads to its form. What was done leads to the first object it made, where that still stands; else to what was recorded of it. */
function openObjective(row: ObjectiveRow, state: State): Command {
	if (row.objective !== undefined) return openForm(row.name);
	const made = row.stands === 'removed' || row.stands === 'gone' ? undefined : firstTouched(row.entry);
	const view = made && viewOfKind(state, made.resource);
	if (made === undefined || view === undefined) return openEntry(row.uid);
	const {uid, namespace, name} = made;
	return openDetail({view: view.name, uid, namespace, name});
}

function openNote({subject}: NoteRow, state: State): Command {
	if (subject === undefined) return [];
	if (subject.view === 'splits') return openSplit(subject, state);
	return subject.view === 'rollouts' ? openScreen({name: 'rollout', subject}) : openDetail(subject);
}

/** A split that stands for a rollout under way is told of by the screen of that. */
function openSplit(subject: Subject, state: State): Command {
	const split = splitOf(state, subject.uid);
	const led = split && isOfEngine(split) ? rolloutBehind(state, split) : undefined;
	return led ? openRollout(led) : openScreen({name: 'split', subject});
}

function openRollout(row: Row): Command {
	return openScreen({name: 'rollout', subject: rolloutSubject(row)});
}

/** From a split to what leads it. */
export function openLeader(state: State): Command {
	const [led] = rolloutsMeant(state);
	return led === undefined ? [] : openRollout(led);
}

/** From a rollout to the split that its engine writes; to the list of them where there are several. */
export function openDriven(state: State): Command {
	const driven = drivenMeant(state);
	const [first, ...more] = driven;
	if (first === undefined) return [];
	const {key, ref} = first;
	if (more.length === 0) {
		const subject = {view: 'splits', uid: key, namespace: ref.namespace, name: ref.name};
		return openScreen({name: 'split', subject});
	}
	return openView('splits', [...new Set(driven.map(each => each.ref.name))].join('|'));
}

/** The splits that the engine writes for the rollout on screen. */
export function drivenMeant(state: State): readonly Split[] {
	const [led] = rolloutsMeant(state);
	return led === undefined ? [] : drivenSplits(state, led);
}

function openListed(row: Row, view: string, state: State): Command {
	const subject = subjectOf(row, view);
	const kind = resourceView(state, view)?.kind ?? '';
	if (view === 'rollouts' || engineViews.includes(view)) return openRollout(row);
	switch (view) {
		case 'splits':
			return openSplit(subject, state);
		case 'models':
			return openDetail(subject);
		case 'deployments':
			return openPart('pods', {by: 'workload', of: subject, kind});
		case 'replicasets':
			return openPart('pods', {by: 'replicaset', of: subject, kind});
		case 'services':
			return openPart('endpointslices', {by: 'service', of: subject, kind});
		case 'endpointslices':
			return openPart('pods', {by: 'endpoints', of: subject, kind});
		case 'jobs':
			return openPart('pods', {by: 'workload', of: subject, kind});
		case 'cronjobs':
			return openPart('jobs', {by: 'owner', of: subject, kind});
		case 'nodes':
			return openPart('pods', {by: 'node', of: subject, kind});
		case 'namespaces':
			return [{type: 'namespaceChosen', namespace: row.name}, ...openView('pods')];
		case 'secrets':
			return openScreen({name: 'yaml', subject});
		case 'events':
		case 'warnings':
			return openRegarding(row as EventRow, state);
		default:
			return openDetail(subject);
	}
}

function openRegarding({regarding, namespace}: EventRow, state: State): Command {
	const view = viewOfKind(state, regarding);
	if (view === undefined) return [];
	const {uid, name} = regarding;
	// What is in no namespace is told of in that which is the default.
	return openDetail({view: view.name, uid, namespace: view.isNamespaced ? namespace : '', name});
}
