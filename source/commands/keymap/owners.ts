import {usualHoldMs} from '../../actions/hold.ts';
import type {ActionCommand, Target} from '../../model/command.ts';
import type {OwnerRow} from '../../resources/held-column.ts';
import {heldRows, holdViews, isHoldView} from '../../store/lists/hold-notes.ts';
import type {NoteRow} from '../../store/lists/note.ts';
import type {Written} from '../../store/rights.ts';
import type {Subject} from '../../store/screen.ts';
import {cursorRow, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {resourceOf, rowsIn} from '../../store/targets.ts';
import type {Binding} from '../binding.ts';
import {ask, type Command} from '../command.ts';
import {targetsOf} from './change.ts';
import {whyNotWrite} from './whether-write.ts';

/** Verbs without a key: they are typed, or picked in the menu. */
const typed = {
	keys: [],
	group: 'Change',
	places: ['now', 'list', 'detail', 'yaml', 'split', 'rollout'],
} as const;

/** The objects whose owners are meant: on the first screen what the line is about. */
function objectsMeant(state: State): readonly Subject[] {
	const screen = topScreen(state);
	if (screen.name !== 'now') return subjectsOf(state).filter(({view}) => view !== 'journal');
	const {subject} = (cursorRow(state, screen) as NoteRow | undefined) ?? {};
	return subject === undefined || subject.view === 'journal' ? [] : [subject];
}

function askOf(state: State, verb: string, commandFor: (target: Target) => ActionCommand): Command {
	const targets = targetsOf(state, objectsMeant(state));
	const [first] = targets;
	if (first === undefined) return [];
	const what = targets.length === 1 ? `${first.resource.kind} ${first.name}` : `${targets.length} objects`;
	return ask(targets.map(commandFor), `${verb} ${what}`);
}

export function askToHold(state: State, forMs: number): Command {
	return askOf(state, 'Hold the owner of', target => ({action: 'hold', target, forMs}));
}

export function whyNotHold(state: State): string | undefined {
	const subjects = objectsMeant(state);
	if (state.discovery !== undefined && holdViews.every(view => resourceOf(state, view) === undefined)) {
		return 'This server has neither Argo CD nor Flux: there is nothing to hold.';
	}
	return whyNotWrite(state, subjects);
}

function whyNotRelease(state: State): string | undefined {
	const [subject] = objectsMeant(state);
	const held = heldRows(state);
	const isAllRead = areOwnersListed(state);
	if (isAllRead && held.length === 0) return whyNotHold(state) ?? 'Nothing is held in this cluster.';
	if (subject && isHoldView(subject.view) && isAllRead && !held.some(({uid}) => uid === subject.uid)) {
		return `Nobody holds ${subject.name}.`;
	}
	return whyNotHold(state);
}

function areOwnersListed(state: State): boolean {
	return holdViews.every(view => {
		const stream = state.streams[view];
		return stream?.hasListed === true || stream?.health.state === 'absent';
	});
}

/**
 * Whose policy would be written: an owner's own. Of anything else the plan alone
 * finds the owner, which is one of those listed; whoever may write none of them
 * need not ask for a plan.
 */
function ownersWritten(state: State, isMeant: (row: OwnerRow) => boolean): readonly Written[] {
	const subjects = objectsMeant(state);
	if (subjects.every(({view}) => isHoldView(view))) return targetsOf(state, subjects);
	if (!areOwnersListed(state)) return [];
	return holdViews.flatMap(view => {
		const resource = resourceOf(state, view);
		if (resource === undefined) return [];
		const rows = [...rowsIn<OwnerRow>(state, view)].filter(isMeant);
		return rows.map(({namespace, name}) => ({resource, namespace, name}));
	});
}

export function holdsWritten(state: State): readonly Written[] {
	return ownersWritten(state, () => true);
}

function releasesWritten(state: State): readonly Written[] {
	return ownersWritten(state, ({held}) => held !== undefined);
}

export const ownerBindings: readonly Binding[] = [
	{
		...typed,
		name: 'hold',
		label: 'hold owner',
		help: 'Stops the Argo CD or Flux that owns it from reverting, for an hour; it stays listed until it is released.',
		does: state => askToHold(state, usualHoldMs),
		writes: holdsWritten,
		whyDisabled: whyNotHold,
	},
	{
		...typed,
		name: 'release',
		label: 'release owner',
		help: 'Gives the held owner exactly the policy back that it had.',
		does: state => askOf(state, 'Release the owner of', target => ({action: 'release', target})),
		writes: releasesWritten,
		whyDisabled: whyNotRelease,
	},
	{
		...typed,
		name: 'hand-back',
		label: 'hand back',
		help: 'Takes sluice off the record of its fields, so that the next server-side apply meets no conflict.',
		does: state => askOf(state, 'Hand back', target => ({action: 'hand-back', target})),
		writes: state => targetsOf(state, objectsMeant(state)),
		whyDisabled: state => whyNotWrite(state, objectsMeant(state)),
	},
];
