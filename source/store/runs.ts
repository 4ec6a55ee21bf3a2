import type {ActionCommand} from '../model/command.ts';
import {isTooSmall} from '../model/least-size.ts';
import {sayRef} from '../model/ref.ts';
import {isLineIntoPod} from '../model/request.ts';
import type {Event} from './events.ts';
import {edited} from './prompt.ts';
import {
	canStop,
	type Dialog,
	headline,
	isAskedAbout,
	isReasonDemanded,
	mostRemembered,
	phaseOf,
	type Run,
	type RunPhase,
	reflexMs,
	strayMs,
	undoIdOf,
	withTelling,
	wordAsked,
} from './run.ts';
import {markedOutOfSight} from './select.ts';
import {clusterTime, type Flash, keyIn, type State} from './state.ts';
import {targetOf} from './targets.ts';

/** Commands on their way, and the dialog in front of them. */
export function reduceRuns(state: State, event: Event): State {
	switch (event.type) {
		case 'asked': {
			const runs = event.commands.map(
				(command, c): Run => ({
					id: state.nextId + c,
					command,
					says: event.commands.length === 1 ? event.says : sayCommand(state, command),
					startedAt: state.now,
					...(event.commands.length > 1 && {together: state.nextId}),
					rehearsed: [],
					applied: [],
					progress: '',
				}),
			);
			const dialog: Dialog = {
				runs: runs.map(({id}) => id),
				word: '',
				first: 0,
				showsPatch: false,
				edition: 0,
				unseen: unseenAmong(state, event.commands),
				prompt: event.prompt,
			};
			return {
				...state,
				runs: [...remembered(state), ...runs],
				dialog,
				nextId: state.nextId + runs.length,
				flash: undefined,
			};
		}
		case 'told':
			return isRehearsedAside(state, event) ? withTold(state, event) : changed(withTold(state, event), event);
		case 'resized':
			// It must be read anew where it stands now, if it stands there at all.
			return changed(state, event);
		case 'answered':
			return withAnswer(state, event.isConfirmed, event.at);
		case 'dialogClosed':
			return {
				...withUnansweredCancelled(state),
				dialog: undefined,
				prompt: isRefused(state) ? state.dialog?.prompt : state.prompt,
			};
		case 'stopAsked':
			return {
				...state,
				runs: state.runs.map(run =>
					event.runs.includes(run.id) && canStop(run) ? {...run, isStopping: true} : run,
				),
			};
		case 'strayed':
			return {...state, strayAt: event.at};
		case 'dialogShown':
		case 'wordTyped':
		case 'reasonGiven':
		case 'dialogScrolled':
		case 'patchToggled':
			return state.dialog === undefined ? state : {...state, dialog: reduceDialog(state.dialog, event)};
		default:
			return state;
	}
}

/** What is under way, and what was written and may still be asked about: no look at something else ends that. */
function remembered({runs, now}: State): readonly Run[] {
	const over = runs.filter(run => phaseOf(run) === 'over' && isAskedAbout(run, now)).slice(-mostRemembered);
	return runs.filter(run => phaseOf(run) !== 'over' || over.includes(run));
}

/** One of several commands, by what it is for, until its plan says it better. */
function sayCommand({journal}: State, command: ActionCommand): string {
	if ('target' in command) return sayRef(command.target);
	if (command.action === 'do') return `Make ${command.values.name ?? command.file ?? command.objective}`;
	const name = command.action === 'undo' ? 'Undo' : 'Redo';
	return `${name}: ${journal.find(({id}) => id === command.id)?.says ?? 'the latest change'}`;
}

function reduceDialog(dialog: Dialog, event: Event): Dialog {
	switch (event.type) {
		case 'dialogShown':
			return event.edition === undefined || event.edition === dialog.edition
				? {...dialog, shownAt: event.at}
				: dialog;
		case 'wordTyped': {
			const {word} = dialog;
			return {...dialog, word: edited({text: word, cursor: word.length}, event.typing).text};
		}
		case 'reasonGiven':
			return {...dialog, reason: event.text === '' ? undefined : event.text};
		case 'dialogScrolled':
			return {...dialog, first: Math.min(Math.max(0, dialog.first + event.by), event.last)};
		case 'patchToggled':
			return {...anew(dialog), showsPatch: !dialog.showsPatch, first: 0};
		default:
			return dialog;
	}
}

/** What it shows now nobody has read yet. */
function anew(dialog: Dialog): Dialog {
	return {...dialog, edition: dialog.edition + 1, shownAt: undefined};
}

/** A dialog that was laid out anew, or tells something else; a word that was typed for what it told before confirms nothing. */
function changed(state: State, event: Extract<Event, {type: 'told' | 'resized'}>): State {
	const {dialog} = state;
	if (dialog === undefined || (event.type === 'told' && !dialog.runs.includes(event.run))) return state;
	const word = event.type === 'told' ? '' : dialog.word;
	return {...state, dialog: {...anew(dialog), word}};
}

/** The way out is asked for before the server's dry run of it is over: that nothing speaks against it is nothing to be read first. */
function isRehearsedAside({runs}: State, {run, telling}: Extract<Event, {type: 'told'}>): boolean {
	if (telling.type !== 'rehearsed' || telling.trouble !== undefined) return false;
	return runs.some(({id, permit}) => id === run && permit?.plan.isEscape === true);
}

/** Which of the marked rows that the commands are for nobody sees now. */
function unseenAmong(state: State, commands: readonly ActionCommand[]): readonly string[] {
	const uids = new Set(commands.map(command => 'target' in command && command.target.uid));
	return markedOutOfSight(state)
		.filter(subject => uids.has(targetOf(state, subject)?.uid ?? ''))
		.map(({name}) => name);
}

/** How far the dialog is: as far as the change that is furthest behind; undefined where there is no dialog. */
export function dialogPhase(state: State): RunPhase | undefined {
	const phases = dialogRuns(state).map(phaseOf);
	return (['preparing', 'asking', 'applying', 'over'] as const).find(phase => phases.includes(phase));
}

/** Whether kubectl's words stand in place of the summary: for as long as they can still be weighed. */
export function showsPatch(state: State): boolean {
	return state.dialog?.showsPatch === true && dialogPhase(state) === 'asking';
}

/** Nothing of the dialog was written, and not because the operator left. */
function isRefused(state: State): boolean {
	const runs = dialogRuns(state);
	return (
		runs.length > 0 && runs.every(({outcome, applied}) => outcome?.end === 'refused' && applied.length === 0)
	);
}

/** The runs the dialog is about. */
export function dialogRuns({dialog, runs}: State): readonly Run[] {
	return dialog === undefined ? [] : runs.filter(({id}) => dialog.runs.includes(id));
}

function withTold(state: State, event: Extract<Event, {type: 'told'}>): State {
	const at = clusterTime(state, event.at);
	const runs = state.runs.map(run => (run.id === event.run ? withTelling(run, event.telling, at) : run));
	if (event.telling.type === 'overtaken') return {...state, runs, dialog: unread(state.dialog, event.run)};
	const isInSight = state.dialog?.runs.includes(event.run) ?? false;
	if (event.telling.type === 'announced' && event.telling.isTrouble && !isInSight)
		return {...state, runs, flash: {tone: 'warning', says: event.telling.says, at: event.at}};
	if (event.telling.type !== 'ended') return {...state, runs};
	const run = runs.find(({id}) => id === event.run);
	const line = run && lineFlash(run, event.at);
	// What was asked for stands before everybody: no dialog tells of it, but of a page the link is still to be used.
	if (line && isInSight && state.dialog?.runs.length === 1 && !isPage(run))
		return {...state, runs, dialog: undefined, flash: line};
	const id = run && undoIdOf(run);
	const together =
		id === undefined || run?.together === undefined
			? state.together
			: {...state.together, [id]: run.together};
	return {
		...state,
		runs,
		together,
		flash: isInSight || !run ? state.flash : flashOf(run, event.at, keyIn(state, 'undo', 'U')),
	};
}

/** A preview that is drawn anew has not been looked at yet, and what was typed was for the former one. */
function unread(dialog: Dialog | undefined, run: number): Dialog | undefined {
	if (dialog === undefined || !dialog.runs.includes(run)) return dialog;
	return {...dialog, shownAt: undefined, word: '', first: 0, showsPatch: false};
}

function isPage({plan}: Run): boolean {
	return plan?.steps.some(({leads}) => leads?.page !== undefined) === true;
}

/** How a line into a pod ended, or where it leads; undefined where it never opened. */
function lineFlash({outcome}: Run, at: number): Flash | undefined {
	if (outcome?.end !== 'settled' || !outcome.plan.steps.some(isLineIntoPod)) return undefined;
	const {plan, progress, exitCode = 0} = outcome;
	const says = plan.action === 'exec' ? `${headline(plan.says)}: ${progress}` : progress;
	return {tone: exitCode === 0 ? 'good' : 'warning', says, at};
}

/** How a command ended whose dialog was closed meanwhile. */
function flashOf(run: Run, at: number, undoKey: string): Flash | undefined {
	const {outcome} = run;
	switch (outcome?.end) {
		case 'settled':
		case 'applied':
			return (
				lineFlash(run, at) ?? {
					tone: 'good',
					says: `${outcome.end === 'settled' ? 'Settled' : 'Written'}: ${headline(outcome.plan.says)}`,
					...(undoIdOf(run) !== undefined && {hint: `${undoKey} takes it back`}),
					at,
				}
			);
		case 'unsettled':
			return {tone: 'warning', says: `Not there yet: ${outcome.progress}`, at};
		case 'failed':
			return {tone: 'bad', says: outcome.trouble.says, hint: outcome.trouble.hint, at};
		case 'refused':
			return {tone: 'warning', says: outcome.refusal.says, hint: outcome.refusal.hint, at};
		default:
			return undefined;
	}
}

/** Only a preview that is there whole, and has been for a moment, can be confirmed. */
function withAnswer(state: State, isConfirmed: boolean, at: number): State {
	const runs = dialogRuns(state);
	const {dialog} = state;
	if (dialog === undefined) return state;
	if (!isConfirmed) {
		const answered = answer(state, 'cancelled');
		return {...answered, dialog: undefined, flash: sayMistyped(dialog, runs, at) ?? state.flash};
	}
	const asking = runs.filter(run => phaseOf(run) === 'asking');
	if (asking.length === 0 || runs.some(run => phaseOf(run) === 'preparing')) return state;
	const says = whyNotMeant(state, at);
	if (says !== undefined) return {...state, flash: {tone: 'warning', says, at}};
	const word = wordAsked(runs);
	if (word !== undefined && dialog.word !== word) return state;
	if (isReasonDemanded(runs) && dialog.reason === undefined) {
		const unreasoned = `Every change in this context needs a reason: ${keyIn(state, 'reason', 'tab')} takes it.`;
		return {...state, flash: {tone: 'warning', says: unreasoned, at}};
	}
	return answer(state, 'confirmed');
}

/** A question that is no longer in sight can be answered by nobody. */
function withUnansweredCancelled(state: State): State {
	const ids = dialogRuns(state).flatMap(run =>
		['preparing', 'asking'].includes(phaseOf(run)) ? [run.id] : [],
	);
	const runs = state.runs.map(run => (ids.includes(run.id) ? {...run, answer: 'cancelled' as const} : run));
	return ids.length === 0 ? state : {...state, runs};
}

/** Whoever typed a word and sees the preview go would else take it for done. */
function sayMistyped({word}: Dialog, runs: readonly Run[], at: number): Flash | undefined {
	const asked = wordAsked(runs);
	if (word === '' || asked === undefined || word === asked) return undefined;
	return {tone: 'warning', says: `Nothing was written: the word was ${asked}, and ${word} was typed.`, at};
}

/** A confirmation may be a reflex, or a letter of a word that was meant for elsewhere. */
function whyNotMeant({dialog, strayAt, size}: State, at: number): string | undefined {
	if (dialog?.shownAt === undefined || isTooSmall(size) || at - dialog.shownAt < reflexMs)
		return 'Too quick to have read the preview: confirm once more.';
	return strayAt !== undefined && at - strayAt < strayMs
		? 'It came among letters that mean nothing here: confirm once more.'
		: undefined;
}

function answer(state: State, given: 'confirmed' | 'cancelled'): State {
	const {runs: ids = [], reason} = state.dialog ?? {};
	const runs = state.runs.map(run =>
		ids.includes(run.id) && run.answer === undefined && run.outcome === undefined
			? {...run, answer: given, ...(reason !== undefined && {reason})}
			: run,
	);
	return {...state, runs};
}
