import type {Entry} from '../journal/entry.ts';
import {provedText} from '../journal/proved.ts';
import {isUndone} from '../journal/standing.ts';
import {leads, provesDrain} from '../measure/drained.ts';
import {judgeDrain} from '../measure/proof.ts';
import {proofText} from '../measure/proof-words.ts';
import type {ActionCommand, Target} from '../model/command.ts';
import type {Proof} from '../model/proof.ts';
import type {Split} from '../model/split.ts';
import {staleSince} from './link.ts';
import {splitRows} from './lists/splits.ts';
import {measureOf} from './measures.ts';
import {isAskedAbout, phaseOf, type Run} from './run.ts';
import type {State} from './state.ts';

/** The proof of a drain by what is on screen now; undefined for what is none, or wrote nothing. */
export function proofOf(state: State, run: Run): Proof | undefined {
	const splits = splitRows(state).map(({split}) => split);
	return judgeDrain(run, splits, {
		readOf: key => measureOf(state, key),
		sharesOf: (key, backend) => state.history[`share/${key}/${backend}`] ?? [],
		oldSince: staleSince(state, Object.keys(state.streams)),
	});
}

/**
 * What is proved of the change of that id in plain lines: what the journal
 * holds, as it was once it was proved, and what is known now where that is
 * something else; none of what is no drain.
 */
export function proofTextOf(state: State, id: string): readonly string[] {
	const kept = state.journal.find(each => each.id === id)?.proof;
	const run = state.runs.findLast(each => idOf(each) === id);
	const now = run !== undefined && isLatest(state, run) ? proofOf(state, run) : undefined;
	if (kept === undefined) return now === undefined ? [] : proofText(now);
	const isSame = now === undefined || now.verdict.state === 'proved';
	return [...provedText(kept), ...(isSame ? [] : [`By now: ${proofText(now).at(-1)}`])];
}

/** The drain of a split that is over and still asked about: the last thing that was written of its shares here, and not taken back. */
export function drainLately(state: State, split: Split): Run | undefined {
	return stillAsked(
		state,
		state.runs.findLast(each => isOfShares(each, split)),
	);
}

/** The same of what an engine leads, which may be no split any more. */
export function abortLately(state: State, rollout: Target): Run | undefined {
	return stillAsked(
		state,
		state.runs.findLast(each => moves(each) && isOn(each, rollout)),
	);
}

/** The drains that hold and are still asked about, each once. */
export function drainsLately(state: State): readonly Run[] {
	return state.runs.filter(run => provesDrain(run) && isLatest(state, run));
}

function isLatest(state: State, run: Run): boolean {
	const {command} = run;
	if (command.action === 'abort') return abortLately(state, command.target) === run;
	return splitRows(state).some(
		({split}) => run.plan?.shares?.[split.key] !== undefined && drainLately(state, split) === run,
	);
}

function stillAsked(state: State, run: Run | undefined): Run | undefined {
	if (run === undefined || !provesDrain(run) || phaseOf(run) !== 'over') return undefined;
	if (!isAskedAbout(run, state.now)) return undefined;
	const entry = entryOf(state, run);
	return entry !== undefined && isUndone(entry, state.journal) ? undefined : run;
}

/** What the journal holds of it. */
export function entryOf({journal}: State, run: Run): Entry | undefined {
	const id = idOf(run);
	return id === undefined ? undefined : journal.find(each => each.id === id);
}

function idOf({outcome}: Run): string | undefined {
	return outcome !== undefined && 'id' in outcome ? outcome.id : undefined;
}

/** Moves traffic between the versions of a route, or of what an engine leads. */
const movers: ReadonlySet<ActionCommand['action']> = new Set([
	'shift',
	'drain-traffic',
	'swap',
	'abort',
	'retry',
	'promote',
	'jump',
	'resume',
	'rollback',
	'upgrade',
	'undo',
	'redo',
]);

function moves({command, writtenAt}: Run): boolean {
	return writtenAt !== undefined && movers.has(command.action);
}

function isOfShares(run: Run, split: Split): boolean {
	const {command, plan} = run;
	if (!moves(run)) return false;
	// A plan of shares says which of them it moves: other rules of the same object are none of its business.
	if (plan?.shares !== undefined) return plan.shares[split.key] !== undefined;
	if ('target' in command && leads(command.target, split)) return true;
	const uids = [split.ref.uid, split.drivenBy?.uid];
	return plan?.steps.some(({target}) => uids.includes(target.uid)) === true;
}

function isOn({command, plan}: Run, {resource, namespace, name, uid}: Target): boolean {
	const isIt = (target: Target) =>
		uid !== undefined && target.uid !== undefined
			? target.uid === uid
			: target.name === name && target.namespace === namespace && target.resource.kind === resource.kind;
	if ('target' in command && isIt(command.target)) return true;
	return plan?.steps.some(({target}) => isIt(target)) === true;
}
