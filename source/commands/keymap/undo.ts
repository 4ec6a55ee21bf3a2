import type {Entry} from '../../journal/entry.ts';
import {standing, takesBack} from '../../journal/standing.ts';
import type {NoteRow} from '../../store/lists/note.ts';
import {phaseOf} from '../../store/run.ts';
import {cursorRow, subjectsOf} from '../../store/select.ts';
import {keyIn, type State, topScreen} from '../../store/state.ts';
import {uidsOf} from '../../store/workloads.ts';

/**
 * The changes `U` takes back, latest first: my last one to the object on screen
 * that still stands, and those that were confirmed together with it. Why not,
 * where that one cannot be taken back: an older one must not go in its place.
 */
export function changesMeant(state: State): readonly Entry[] | string {
	const {name: context, server} = state.context;
	const mine = standing([...state.journal].reverse(), {who: state.me, context, server});
	const uids = uidsOnScreen(state);
	const picked = mine.find(({id}) => uids.includes(id));
	const here = mine.filter(
		({undoOf, steps}) => undoOf === undefined && steps.some(({target}) => uids.includes(target.uid)),
	);
	const last = picked ?? here.find(({undo, applied}) => undo.way !== 'none' || applied > 0);
	if (last === undefined) return whyNothing(state, uids);
	if (last.undo.way === 'none') {
		const hasBefore = picked === undefined && here.at(-1) !== last;
		return `Your ${last.action} cannot be taken back.${hasBefore ? ` The change before it: ${keyIn(state, 'undo', 'U')} in :journal.` : ''}`;
	}
	const together = dialogOf(state, last);
	if (picked !== undefined || together === undefined) return [last];
	return mine.filter(entry => dialogOf(state, entry) === together && entry.undo.way !== 'none');
}

/**
 * The undo that a redo takes back: the one picked in the journal, itself or by
 * the change it took back, else my last one to what is on screen; why not,
 * where there is none.
 */
export function undoMeant(state: State): Entry | string {
	const {name: context, server} = state.context;
	const entries = [...state.journal].reverse();
	const uids = uidsOnScreen(state);
	const undos = standing(entries, {who: state.me, context, server}).filter(each => takesBack(each, entries));
	const picked = undos.find(({id, undoOf}) => uids.includes(id) || uids.includes(undoOf!));
	const here = undos.find(({steps}) => steps.some(({target}) => uids.includes(target.uid)));
	return picked ?? here ?? 'Nothing of yours was taken back here; :journal lists all.';
}

/** A change picked in the journal may have been made elsewhere. */
function whyNothing(state: State, uids: readonly string[]): string {
	const {journal, context, contexts, rehearsal} = state;
	const picked = journal.find(({id}) => uids.includes(id));
	if (picked === undefined || (picked.context === context.name && picked.server === context.server))
		return 'Nothing of yours here to take back; :journal lists all.';
	const name = picked.context;
	if (rehearsal?.scenarios.some(each => each.name === name))
		return `That was done in the scenario ${name}, which starts afresh when it is played again.`;
	if (name !== context.name && contexts.includes(name))
		return `That was done in context ${name}: :ctx ${name} goes there, ${keyIn(state, 'undo', 'U')} takes it back.`;
	return `That was done on another server: ${name} at ${picked.server}.`;
}

/** Which dialog a change came of, where others came of it too; one under way is known by what it says. */
function dialogOf(state: State, {id, says, at}: Entry): number | undefined {
	const underWay = state.runs.find(
		run => phaseOf(run) === 'applying' && run.plan?.says === says && at >= run.startedAt,
	);
	return state.together[id] ?? underWay?.together;
}

function uidsOnScreen(state: State): readonly string[] {
	const screen = topScreen(state);
	// There the rows are ReplicaSets, and what was changed is the workload they belong to.
	if (screen.name === 'revisions') return screen.subject === undefined ? [] : uidsOf(state, screen.subject);
	const note = screen.name === 'now' ? (cursorRow(state, screen) as NoteRow | undefined) : undefined;
	const subjects = note === undefined ? subjectsOf(state) : note.subject === undefined ? [] : [note.subject];
	return subjects.flatMap(subject => uidsOf(state, subject));
}
