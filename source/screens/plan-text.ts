import {keyNamed} from '../commands/key-words.ts';
import type {Plan} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {isLineIntoPod} from '../model/request.ts';
import {sayNoOwners} from '../plan/no-owners.ts';
import {sayOrchestrated} from '../plan/orchestrated-words.ts';
import {sayUndo} from '../plan/undo-words.ts';
import {splitRows} from '../store/lists/splits.ts';
import {concernsBeside, isReasonDemanded, phaseOf, type Run} from '../store/run.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Look, Theme, Tone} from '../ui/theme.ts';
import {drainConcerns, sayDrain, sayStays, staying} from './drain-text.ts';
import {fact, sayStep, valueLines} from './preview-facts.ts';
import {staysHistory} from './stays-history.ts';

/**
 * What one change would do and what stands against it, before it is confirmed.
 * Where room is short, the way back stands before what else to mind: nobody
 * scrolls at night to see whether there is one.
 */
export function planLines(
	theme: Theme,
	state: State,
	run: Run,
	plan: Plan,
	isTight: boolean,
): readonly Line[] {
	const blank: readonly Line[] = isTight ? [] : [[]];
	const undo = fact('Undo', [undoSegment(state, plan)]);
	const isDrain = plan.action === 'drain-traffic';
	const isLine = plan.steps.some(isLineIntoPod);
	// What is not there yet belongs to nobody.
	const isMade = plan.steps.length > 0 && plan.steps.every(({type}) => type === 'create');
	return [
		...(isDrain ? [[segment(`  ${neutral(sayDrain(plan))}`, 'accent')], ...blank] : []),
		...valueLines(theme, plan),
		...blank,
		...stayLines(state, run, plan),
		...plan.steps.map((step, s) => fact(s > 0 ? '' : isLine ? 'Opens' : 'Writes', [segment(sayStep(step))])),
		...(isTight ? [undo] : []),
		...concernLines(theme, run, plan),
		// Nobody takes back what is not written, and no server rehearses it.
		...orchestrationLines(plan),
		...(isLine ? [] : [...(isMade ? [] : ownerLines(theme, plan)), ...rehearsalLines(theme, run)]),
		...eventLines(plan),
		...(isTight ? [] : [undo]),
		...reasonLines(theme, state, [run]),
	];
}

/** Who takes it all once a challenger is drained. */
function stayLines(state: State, {command}: Run, plan: Plan): readonly Line[] {
	if (command.action !== 'drain-traffic') return [];
	const splits = splitRows(state).map(({split}) => split);
	const said = [
		...sayStays(plan, splits, command.to !== undefined),
		...staying(plan, splits).flatMap(({split, backend}) => staysHistory(state, split, backend)),
	];
	return said.map((says, s) => fact(s === 0 ? 'Stays' : '', [segment(neutral(says))]));
}

/** What becomes of containers, in the orchestrator's order. */
function orchestrationLines({orchestrates = []}: Plan): readonly Line[] {
	return orchestrates.map((each, o) =>
		fact(o === 0 ? 'Pods' : '', [segment(neutral(sayOrchestrated(each)))]),
	);
}

/** Events are writes, too. */
function eventLines({announcements = []}: Plan): readonly Line[] {
	return announcements.map(({reason, about}, a) =>
		fact(a === 0 ? 'Event' : '', [segment(neutral(`${reason} will be written on ${sayRef(about)}`))]),
	);
}

/** Why it is done, or that this must be said; nothing where nobody asks. */
function reasonLines({signs}: Theme, state: State, runs: readonly Run[]): readonly Line[] {
	const {reason} = state.dialog ?? {};
	if (reason !== undefined) return [fact('Reason', [segment(neutral(reason))])];
	if (!isReasonDemanded(runs)) return [];
	const says = `needed in this context: ${keyNamed('reason', state)} takes it`;
	return [fact('Reason', [segment(`${signs.warning} ${says}`, 'warning')])];
}

/** Of one change among many only what sets it apart. */
export function remarkLines(theme: Theme, run: Run, plan: Plan): readonly Line[] {
	const isRefused = run.rehearsed.some(({trouble}) => trouble !== undefined);
	return [
		...concernLines(theme, run, plan),
		...(plan.owners.length > 0 ? ownerLines(theme, plan) : []),
		...(isRefused ? rehearsalLines(theme, run) : []),
	];
}

/** What holds for all changes of the preview alike. */
export function togetherLines(theme: Theme, state: State, runs: readonly Run[]): readonly Line[] {
	const asking = runs.filter(run => phaseOf(run) === 'asking');
	if (asking.length === 0) return [];
	const says = `the server would accept ${asking.length === runs.length ? `all ${runs.length}` : `${asking.length} of ${runs.length}`}`;
	const undo = new Set(asking.map(run => undoSegment(state, run.plan!).text));
	return [
		[],
		fact('Dry run', [segment(`${theme.signs.good} ${says}`, 'good')]),
		...asking.flatMap(({plan}) => eventLines(plan!)).slice(0, 1),
		...[...undo].map((text, u) => fact(u === 0 ? 'Undo' : '', [segment(text)])),
		...reasonLines(theme, state, asking),
	];
}

function concernLines({signs}: Theme, run: Run, plan: Plan): readonly Line[] {
	const drain = plan.action === 'drain-traffic' ? drainConcerns(plan) : [];
	return [...drain, ...concernsBeside(run)].flatMap(({says, hint}, c) => [
		fact(c === 0 ? 'Mind' : '', [segment(`${signs.warning} ${neutral(says)}`, 'warning')]),
		...(hint === undefined ? [] : [fact('', [segment(`  ${neutral(hint)}`, 'dim')])]),
	]);
}

/** Who may take the change back, on what evidence, and when. */
function ownerLines({signs}: Theme, plan: Plan): readonly Line[] {
	if (plan.owners.length === 0) {
		return [
			fact('Owners', [segment(sayNoOwners(plan), plan.areOwnersKnown || plan.isEscape ? 'dim' : 'warning')]),
		];
	}
	return plan.owners.map(({name, evidence, revertsWhen, effect}, o) => {
		const tone: Tone = effect === 'undone' ? 'bad' : 'warning';
		const text = `${signs[tone]} ${name} reverts ${revertsWhen}: ${evidence}`;
		return fact(o === 0 ? 'Owners' : '', [segment(neutral(text), tone)]);
	});
}

function rehearsalLines({signs}: Theme, {rehearsed, plan}: Run): readonly Line[] {
	const failed = rehearsed.filter(({trouble}) => trouble !== undefined);
	if (failed.length > 0) {
		return failed.map(({trouble}, f) => {
			// It is waited for, and holds nothing up that is not told already.
			const tone = trouble!.reason === 'held-up' ? 'warning' : 'bad';
			return fact(f === 0 ? 'Dry run' : '', [segment(`${signs[tone]} ${neutral(trouble!.says)}`, tone)]);
		});
	}
	const isWhole = rehearsed.length === plan?.steps.length;
	if (!isWhole)
		return [fact('Dry run', [segment(`${signs.progress} the server is being asked`, 'progress')])];
	return [fact('Dry run', [segment(`${signs.good} the server would accept it`, 'good')])];
}

function undoSegment(state: State, {undo}: Plan): {readonly text: string; readonly look: Look} {
	const text = neutral(sayUndo(undo, `${keyNamed('undo', state)} writes the former values back`));
	return {text, look: undo.way === 'none' ? 'warning' : 'plain'};
}
