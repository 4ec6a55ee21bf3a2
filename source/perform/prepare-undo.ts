import {recreated, type Subject} from '../actions/action.ts';
import type {Entry} from '../journal/entry.ts';
import type {Journal} from '../journal/journal.ts';
import {standing, stepsReached} from '../journal/standing.ts';
import type {Cluster} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import {isSame, valueAt} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Edit, Plan, Refusal, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {type Answer, answer, type Trouble} from '../model/trouble.ts';
import {undoPlan} from '../plan/undo.ts';

/** What an undo comes to: steps to take back, another command that compensates, or why nothing can be done. */
export type PreparedUndo =
	| {readonly plan: Plan; readonly subjects: readonly Subject[]; readonly undoOf: string}
	| {readonly command: ActionCommand; readonly undoOf: string; readonly mayNotStand: boolean}
	| {readonly refusal: Refusal}
	| {readonly trouble: Trouble};

type Sources = {readonly cluster: Cluster; readonly journal: Journal};

/**
 * Plans taking back the latest standing change, or the one of the id. A change
 * whose answer was lost is looked for in the cluster: where it never arrived,
 * the one before it is meant.
 */
export async function prepareUndo(
	id: string | undefined,
	{cluster, journal}: Sources,
): Promise<PreparedUndo[]> {
	const entries = journal.entries();
	if (!entries.ok) return [{trouble: entries.trouble}];
	const who = await cluster.whoAmI();
	const {name: context, server} = cluster.context;
	const mine = standing(entries.value, {who, context, server});
	const meant = mine.filter(each => (id === undefined ? each.undoOf === undefined : each.id === id));
	const prepared: PreparedUndo[] = [];
	for (const entry of meant) {
		const next = await prepareEntry(entry, cluster);
		if (next === undefined) continue;
		prepared.push(next);
		if (!('command' in next && next.mayNotStand)) break;
	}
	return prepared.length > 0 ? prepared : [{refusal: nothingToUndo(id, who, context)}];
}

async function prepareEntry(entry: Entry, cluster: Cluster): Promise<PreparedUndo | undefined> {
	const {undo, says, id, applied} = entry;
	if (undo.way === 'none') {
		if (applied === 0) return undefined;
		return {refusal: {refused: 'guarded', says: `"${says}" cannot be undone. ${undo.because}`}};
	}
	if (undo.way === 'compensate') return {command: undo.command, undoOf: id, mayNotStand: applied === 0};
	const found = await stepsToTakeBack(entry, cluster);
	if (!found.ok) return {trouble: found.trouble};
	if ('refused' in found.value) return {refusal: found.value};
	const {steps, subjects} = found.value;
	if (steps.length > 0) {
		const present = new Map(steps.map((step, index) => [step, subjects[index]!.object]));
		return {plan: undoPlan(says, linesOf(entry, steps), steps, present), subjects, undoOf: id};
	}
	if (applied === 0) return undefined;
	return {refusal: {refused: 'nothing-to-do', says: `"${says}" is taken back already.`}};
}

/** Steps whose values are back already need no undoing: an undo that stopped half-way can be run again. */
async function stepsToTakeBack(
	entry: Entry,
	cluster: Cluster,
): Promise<Answer<{steps: Step[]; subjects: Subject[]} | Refusal>> {
	const steps: Step[] = [];
	const subjects: Subject[] = [];
	for (const step of stepsReached(entry).filter(({type}) => type === 'edit')) {
		const read = await cluster.get(step.target, step.subresource === 'scale' ? 'scale' : undefined);
		if (!read.ok) return read;
		const {target} = step;
		if (recreated(target, {...target, uid: read.value.metadata.uid})) {
			return answer({
				refused: 'stale',
				says: `${sayRef(target)} was deleted and created anew since; there is nothing to undo on it.`,
			});
		}
		if (step.edits.every(edit => isAt(read.value, step, edit.at, edit.from))) continue;
		steps.push(step);
		subjects.push({ref: target, object: read.value});
	}
	return answer({steps, subjects});
}

/** Whether the value stands there; a Scale leaves its replicas out where they are 0. */
export function isAt(object: KubernetesObject, step: Step, at: string, value: Edit['from']): boolean {
	const found = valueAt(object, at);
	if (step.subresource === 'scale' && value === 0 && found === undefined) return true;
	return isSame(found, value);
}

/** What a person saw, the other way round; of a change that came half-way, only what came. */
function linesOf(entry: Entry, steps: readonly Step[]): Plan['lines'] {
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

function sayValue(value: Edit['from']): string {
	return value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value);
}

function nothingToUndo(id: string | undefined, who: string, context: string): Refusal {
	return id === undefined
		? {
				refused: 'nothing-to-do',
				says: `${who} changed nothing in context ${context} that could be undone.`,
				hint: 'See what was done: sluice journal',
			}
		: {
				refused: 'not-found',
				says: `There is no change ${id} by ${who} in context ${context} that could be undone.`,
				hint: 'See what was done: sluice journal',
			};
}
