import {recreated, type Subject} from '../actions/action.ts';
import type {Entry} from '../journal/entry.ts';
import {stepsReached} from '../journal/standing.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Plan, Refusal, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {overtaken} from './outcomes.ts';
import {isAt, sayOvertaken, sayValue} from './present-values.ts';

/** Steps whose values are back already need no undoing: an undo that stopped half-way can be run again. */
export async function stepsToTakeBack(
	entry: Entry,
	cluster: Cluster,
	/** What is gone need not be written back. */
	mayBeGone = false,
): Promise<Answer<{steps: Step[]; subjects: Subject[]} | Refusal>> {
	const steps: Step[] = [];
	const subjects: Subject[] = [];
	for (const step of stepsReached(entry).filter(({type}) => type === 'edit')) {
		const read = await cluster.get(step.target, step.subresource === 'scale' ? 'scale' : undefined);
		if (!read.ok && mayBeGone && read.trouble.reason === 'not-found') continue;
		if (!read.ok) return read;
		const {target} = step;
		if (recreated(target, {...target, uid: read.value.metadata.uid})) {
			return answer({
				refused: 'stale',
				says: `${sayRef(target)} was deleted and created anew since; there is nothing to undo on it.`,
			});
		}
		if (step.edits.every(edit => isAt(read.value, step, edit.at, edit.from))) continue;
		const found = await sayOvertaken(step, read.value, cluster);
		if (found !== undefined) return answer(overtaken({steps: [step]}, found));
		steps.push(step);
		subjects.push({ref: target, object: read.value});
	}
	return answer({steps, subjects});
}

/** What a person saw, the other way round; of a change that came half-way, only what came. */
export function linesOf(entry: Entry, steps: readonly Step[]): Plan['lines'] {
	if (steps.length === entry.steps.length) {
		return entry.lines.map(({subject, from, to}) => ({subject, from: to, to: from}));
	}
	return steps.flatMap(step =>
		step.edits.map(({at, from, to}) => ({
			subject: `${sayRef(step.target)} ${at}`,
			from: sayValue(to),
			to: sayValue(from),
		})),
	);
}
