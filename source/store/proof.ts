import {isUndone} from '../journal/standing.ts';
import {provesDrain} from '../measure/drained.ts';
import {judgeDrain} from '../measure/proof.ts';
import {proofText} from '../measure/proof-words.ts';
import {movesShares} from '../model/command.ts';
import type {Proof} from '../model/proof.ts';
import type {Split} from '../model/split.ts';
import {staleSince} from './link.ts';
import {splitRows} from './lists/splits.ts';
import {measureOf} from './measures.ts';
import {phaseOf, type Run} from './run.ts';
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

/** The proof of the change of that id in plain lines, as far as it is known now; none where it was not made here, or is no drain. */
export function proofTextOf(state: State, id: string): readonly string[] {
	const run = state.runs.findLast(
		({outcome}) => outcome !== undefined && 'id' in outcome && outcome.id === id,
	);
	const proof = run && proofOf(state, run);
	return proof === undefined ? [] : proofText(proof);
}

/** For so long a drain is asked about after it was written. */
const provedForMs = 600_000;

/** The drain of a split that is over and still asked about: the last thing that was written of its shares here, and not taken back. */
export function drainLately(state: State, split: Split): Run | undefined {
	const run = state.runs.findLast(each => each.writtenAt !== undefined && isOfShares(each, split));
	if (run === undefined || !provesDrain(run) || phaseOf(run) !== 'over') return undefined;
	if (state.now - run.writtenAt! > provedForMs) return undefined;
	const id = run.outcome && 'id' in run.outcome ? run.outcome.id : undefined;
	const entry = state.journal.find(each => each.id === id);
	return entry !== undefined && isUndone(entry, state.journal) ? undefined : run;
}

function isOfShares({command, plan}: Run, {key, ref}: Split): boolean {
	if (plan?.shares?.[key] !== undefined) return true;
	const isMover = movesShares(command) || command.action === 'undo' || command.action === 'redo';
	return isMover && plan?.steps.some(({target}) => target.uid === ref.uid) === true;
}
