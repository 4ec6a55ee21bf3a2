import type {PodRow} from '../../resources/pod-row.ts';
import {resourceView} from '../../store/listing.ts';
import type {NoteRow} from '../../store/lists/note.ts';
import {engineViews, ledViews} from '../../store/lists/rollouts.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {containerRead, rowOf, targetOf} from '../../store/targets.ts';
import {containersCompared} from '../../store/versions.ts';
import {keeperOf} from '../../store/workloads.ts';
import {type Binding, listPlaces, type Place} from '../binding.ts';
import {type Command, openDetail, openPart, openScreen} from '../command.ts';
import {copyBindings} from './copy.ts';
import {isLedHere, lookedAt, needsObject, podMeant, rolloutsMeant, workloadMeant} from './meant.ts';
import {drivenMeant, openDriven, openLeader, openRow} from './open.ts';
import {ownerBinding} from './owner.ts';
import {searchBindings} from './search.ts';
import {secretBindings} from './secrets.ts';
import {timelineBindings} from './timeline.ts';
import {versionBindings} from './versions.ts';

const look = {group: 'Look'} as const;
const objects: readonly Place[] = ['now', 'list', 'revisions', 'split', 'rollout', 'detail', 'yaml', 'logs'];

function needsRow(state: State): string | undefined {
	const row = cursorRow(state);
	if (row === undefined) return 'There is no row under the cursor.';
	const isSaidInFull = topScreen(state).name === 'now' && (row as NoteRow).subject === undefined;
	return isSaidInFull ? 'There is no object behind this row.' : undefined;
}

/** One step further: of a list its row, of a split what leads it, of a rollout the split it drives. */
function openFurther(state: State): Command {
	const {name} = topScreen(state);
	if (name === 'split') return openLeader(state);
	return name === 'rollout' ? openDriven(state) : openRow(state);
}

function whyNotOpen(state: State): string | undefined {
	const {name} = topScreen(state);
	if (name === 'split') return rolloutsMeant(state).length > 0 ? undefined : 'No engine leads this split.';
	if (name !== 'rollout') return needsRow(state);
	return drivenMeant(state).length > 0 ? undefined : 'It drives no split that is read here.';
}

/** Whose revisions are listed: the workload's own, or those of the Deployment that a rollout leads. */
function revisionsMeant(state: State): Subject | undefined {
	const workload = workloadMeant(state);
	return workload && keeperOf(state, workload);
}

function needsPod(state: State): string | undefined {
	return podMeant(state) === undefined ? 'There is no pod here whose log could be read.' : undefined;
}

function openLog(isPrevious: boolean) {
	return (state: State) => openScreen({name: 'logs', subject: podMeant(state)!, isPrevious});
}

function nextContainer(state: State): string | undefined {
	const screen = topScreen(state);
	const names =
		screen.name === 'version-logs'
			? containersCompared(state, screen)
			: (rowOf<PodRow>(state, 'pods', screen.subject?.uid)?.containers.map(({name}) => name) ?? []);
	if (names.length < 2) return undefined;
	const present =
		screen.name === 'version-logs' ? (screen.container ?? names[0]) : containerRead(state, screen);
	return names[(names.indexOf(present ?? '') + 1) % names.length];
}

/** Goes back one thing at a time: the draft, the marks, the filter, the faults, the frozen rows, then the screen. */
function goBack(state: State) {
	const {draft, list, revealed} = topScreen(state);
	if (revealed !== undefined) return [{type: 'masked'}] as const;
	if (draft !== undefined) return [{type: 'draftChanged', draft: undefined}] as const;
	if (list.marks.size > 0) return [{type: 'marksCleared'}] as const;
	if (list.filter !== '') return [{type: 'filterChanged', filter: ''}] as const;
	if (list.faultsOnly) return [{type: 'faultsToggled'}] as const;
	if (list.isHolding) return [{type: 'holdToggled'}] as const;
	return [{type: 'wentBack'}] as const;
}

/** Marks are for changes, and of what only the server knows how to show nothing is changed. */
function whyNotMark(state: State): string | undefined {
	const view = resourceView(state, topScreen(state).view);
	return view?.form === 'table' ? `${view.kind} is only looked at here, so nothing is marked.` : undefined;
}

function kindOf(state: State, {view}: Subject): string {
	return resourceView(state, view)?.kind ?? '';
}

export const lookBindings: readonly Binding[] = [
	{
		...look,
		name: 'open',
		keys: ['enter'],
		label: 'open',
		help: 'Opens the row: one step closer to the cause. From a split to the rollout that leads it, and back.',
		places: [...listPlaces, 'split', 'rollout'],
		rank: 1,
		does: openFurther,
		whyDisabled: whyNotOpen,
	},
	{
		...look,
		name: 'detail',
		keys: ['d'],
		label: 'detail',
		help: 'Conditions, owners, pods, events and the end of the log, on one page.',
		places: ['now', 'list', 'revisions', 'split', 'rollout'],
		rank: 4,
		does: state => openDetail(lookedAt(state)!),
		whyDisabled: needsObject,
	},
	{
		...look,
		name: 'yaml',
		keys: ['y'],
		label: 'yaml',
		help: 'The object as the server holds it, without managed fields, secrets masked.',
		places: objects.filter(place => place !== 'yaml'),
		rank: 7,
		does: state => openScreen({name: 'yaml', subject: lookedAt(state)!}),
		whyDisabled: needsObject,
	},
	{
		...look,
		name: 'logs',
		keys: ['l'],
		label: 'logs',
		help: 'Follows the log; of a workload or a version that of the pod that fares worst.',
		places: objects.filter(place => place !== 'logs'),
		views: ['pods', 'deployments', 'replicasets', 'jobs', 'models', ...ledViews],
		subjects: ['pods', 'deployments', 'replicasets', 'splits', 'jobs', 'models', ...ledViews],
		rank: 5,
		does: openLog(false),
		whyDisabled: needsPod,
	},
	{
		...look,
		name: 'previous-logs',
		keys: ['p'],
		label: 'previous',
		help: 'The log of the container before its last restart.',
		places: objects.filter(place => place !== 'rollout'),
		views: ['pods', 'deployments', 'replicasets', 'jobs'],
		subjects: ['pods', 'deployments', 'replicasets', 'jobs', 'splits', ...engineViews],
		isMeant: state => topScreen(state).name !== 'split' || !isLedHere(state),
		rank: 12,
		does: openLog(true),
		whyDisabled: needsPod,
	},
	{
		...look,
		name: 'next-container',
		keys: ['tab'],
		label: 'container',
		help: 'Follows the next container of the pod, or of the pods of both versions.',
		places: ['logs', 'version-logs'],
		rank: 3,
		does: state => [{type: 'containerPicked', container: nextContainer(state)!}],
		whyDisabled: state =>
			nextContainer(state) === undefined ? 'The pod has one container only.' : undefined,
	},
	...versionBindings,
	{
		...look,
		name: 'object-events',
		keys: ['E'],
		label: 'events',
		help: 'Events of the object under the cursor.',
		places: objects,
		rank: 11,
		does: state => {
			const of = lookedAt(state)!;
			return openPart('events', {by: 'regarding', of, kind: kindOf(state, of)});
		},
		whyDisabled: needsObject,
	},
	ownerBinding,
	{
		...look,
		name: 'revisions',
		keys: ['z'],
		label: 'revisions',
		help: 'The revisions of a deployment or a rollout: what ran before, and the way back to it.',
		places: ['now', 'list', 'detail', 'yaml', 'rollout'],
		views: ['deployments', 'pods', ...ledViews],
		rank: 8,
		does: state => {
			const of = revisionsMeant(state)!;
			const kind = targetOf(state, of)?.resource.kind ?? 'Deployment';
			return openScreen({name: 'revisions', subject: of, part: {by: 'owner', of, kind}});
		},
		whyDisabled: state =>
			revisionsMeant(state) === undefined ? 'Only deployments and rollouts have revisions.' : undefined,
	},
	...searchBindings,
	{
		...look,
		name: 'faults',
		keys: ['ctrl-z'],
		label: 'faults',
		help: 'Keeps only what is at fault, by a rule per kind; stacks with the filter.',
		places: ['now', 'list', 'revisions', 'journal'],
		rank: 14,
		does: () => [{type: 'faultsToggled'}],
	},
	{
		...look,
		name: 'mark',
		keys: ['space'],
		label: 'mark',
		help: 'Marks the row: the next action is for all marked rows; esc clears the marks.',
		places: ['list'],
		does: () => [{type: 'rowMarked'}],
		whyDisabled: whyNotMark,
	},
	{
		...look,
		name: 'mark-range',
		keys: ['ctrl-space'],
		label: 'mark range',
		help: 'Marks all rows from the nearest marked one to the cursor.',
		places: ['list'],
		does: () => [{type: 'rangeMarked'}],
		whyDisabled: whyNotMark,
	},
	{
		...look,
		name: 'clear-marks',
		keys: ['ctrl-\\'],
		label: 'clear marks',
		help: 'Takes all marks away, those out of sight too.',
		places: ['list'],
		does: () => [{type: 'marksCleared'}],
		whyDisabled: state => (topScreen(state).list.marks.size === 0 ? 'Nothing is marked.' : undefined),
	},
	...copyBindings,
	...timelineBindings,
	{
		...look,
		name: 'freeze',
		keys: ['Z'],
		label: 'freeze',
		help: 'Keeps the rows as they stand, and lets them move again.',
		places: ['now', 'list'],
		does: () => [{type: 'holdToggled'}],
	},
	{
		...look,
		name: 'wide',
		keys: ['ctrl-w'],
		label: 'wide',
		help: 'Shows the less common columns too.',
		places: ['list'],
		does: () => [{type: 'widthToggled'}],
	},
	{
		...look,
		name: 'wrap',
		keys: ['w'],
		label: 'wrap',
		help: 'Folds long lines, or lets them run out to the right.',
		places: ['logs', 'version-logs', 'yaml', 'detail'],
		rank: 6,
		does: () => [{type: 'wrapToggled'}],
	},
	...secretBindings,
	{
		...look,
		name: 'back',
		keys: ['esc', 'q'],
		label: 'back',
		help: 'Masks a shown secret, drops the draft, the marks, the filter, the faults or the frozen rows, else goes back to the screen before.',
		places: [],
		rank: 40,
		does: goBack,
		whyDisabled: state =>
			state.stack.length === 1 && goBack(state)[0].type === 'wentBack'
				? 'This is the first screen: :q or ctrl-c leaves sluice.'
				: undefined,
	},
];
