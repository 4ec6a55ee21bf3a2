import type {Subject} from '../actions/action.ts';
import type {Entry} from '../journal/entry.ts';
import type {Journal} from '../journal/journal.ts';
import {standing, stepsReached, takesBack} from '../journal/standing.ts';
import type {Cluster} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import {isRefusal, type Plan, type Refusal, type Undo} from '../model/plan.ts';
import type {Trouble} from '../model/trouble.ts';
import {undoPlan} from '../plan/undo.ts';
import {prepareRemoval} from './prepare-removal.ts';
import {prepareWithdrawal} from './prepare-withdrawal.ts';
import {linesOf, stepsToTakeBack} from './steps-to-take-back.ts';

/** What an undo comes to: steps to take back, another command that compensates, or why nothing can be done. */
export type PreparedUndo =
	| {readonly plan: Plan; readonly subjects: readonly Subject[]; readonly undoOf: string}
	| {
			readonly command: ActionCommand;
			readonly undoOf: string;
			readonly mayNotStand: boolean;
			readonly prefix: 'Undo' | 'Redo';
	  }
	| {readonly refusal: Refusal}
	| {readonly trouble: Trouble};

type Sources = {readonly cluster: Cluster; readonly journal: Journal};

/**
 * Plans taking back the latest standing change, or the one of the id; for redo
 * the latest undo, or the one of the id or of the change it took back. A change
 * whose answer was lost is looked for in the cluster: where it never arrived,
 * the one before it is meant.
 */
export async function prepareUndo(
	command: Extract<ActionCommand, {action: 'undo' | 'redo'}>,
	{cluster, journal}: Sources,
): Promise<PreparedUndo[]> {
	const entries = journal.entries();
	if (!entries.ok) return [{trouble: entries.trouble}];
	const who = await cluster.whoAmI();
	const {name: context, server} = cluster.context;
	const mine = standing(entries.value, {who, context, server});
	const meant = mine.filter(each => isMeant(each, command, entries.value));
	const prepared: PreparedUndo[] = [];
	for (const entry of meant) {
		const action = takesBack(entry, entries.value) ? 'redo' : 'undo';
		const next = await prepareEntry(entry, action, cluster);
		if (next === undefined) continue;
		prepared.push(next);
		if (!('command' in next && next.mayNotStand)) break;
	}
	return prepared.length > 0 ? prepared : [{refusal: nothingToTakeBack(command, who, context)}];
}

function isMeant(
	entry: Entry,
	{action, id}: Extract<ActionCommand, {action: 'undo' | 'redo'}>,
	entries: readonly Entry[],
): boolean {
	if (action === 'undo') return id === undefined ? entry.undoOf === undefined : entry.id === id;
	return takesBack(entry, entries) && (id === undefined || entry.id === id || entry.undoOf === id);
}

/** It stopped before anything was deleted: what was written can be written back. */
function isOnlyWritten(entry: Entry): boolean {
	const reached = stepsReached(entry);
	const isHalfWay = reached.length > 0 && reached.length < entry.steps.length;
	return (
		entry.action === 'do' &&
		entry.undo.way === 'none' &&
		isHalfWay &&
		reached.every(({type}) => type === 'edit')
	);
}

async function prepareEntry(
	entry: Entry,
	action: 'undo' | 'redo',
	cluster: Cluster,
): Promise<PreparedUndo | undefined> {
	const {says, id, applied} = entry;
	const undo: Undo = isOnlyWritten(entry) ? {way: 'swap'} : entry.undo;
	if (undo.way === 'none') {
		if (applied === 0) return undefined;
		return {refusal: {refused: 'guarded', says: `"${says}" cannot be undone. ${undo.because}`}};
	}
	if (undo.way === 'compensate') {
		const prefix = action === 'undo' ? 'Undo' : 'Redo';
		return {command: undo.command, undoOf: id, mayNotStand: applied === 0, prefix};
	}
	if (undo.way === 'remove') {
		const removal = await prepareRemoval(entry, cluster);
		if (!removal.ok) return {trouble: removal.trouble};
		if (removal.value !== undefined) return {...removal.value, undoOf: id};
		if (applied === 0) return undefined;
		return {refusal: {refused: 'nothing-to-do', says: `Nothing of "${says}" is there any more.`}};
	}
	if (undo.way === 'withdraw') {
		const withdrawal = await prepareWithdrawal(entry, cluster);
		if (!withdrawal.ok) return {trouble: withdrawal.trouble};
		if (withdrawal.value === undefined)
			return applied === 0
				? undefined
				: {refusal: {refused: 'nothing-to-do', says: `"${says}" is taken back already.`}};
		return isRefusal(withdrawal.value) ? {refusal: withdrawal.value} : {...withdrawal.value, undoOf: id};
	}
	if (undo.way !== 'swap') {
		return {
			refusal: {
				refused: 'guarded',
				says: `A newer sluice recorded how "${says}" is taken back, and this one does not know that way.`,
				hint: 'Take it back with the newer one.',
			},
		};
	}
	const found = await stepsToTakeBack(entry, cluster);
	if (!found.ok) return {trouble: found.trouble};
	if ('refused' in found.value) return {refusal: found.value};
	const {steps, subjects} = found.value;
	if (steps.length > 0) {
		const present = new Map(steps.map((step, index) => [step, subjects[index]!.object]));
		return {plan: undoPlan(action, says, linesOf(entry, steps), steps, present), subjects, undoOf: id};
	}
	if (applied === 0) return undefined;
	return {refusal: {refused: 'nothing-to-do', says: `"${says}" is taken back already.`}};
}

function nothingToTakeBack(
	{action, id}: Extract<ActionCommand, {action: 'undo' | 'redo'}>,
	who: string,
	context: string,
): Refusal {
	const hint = 'See what was done: sluice journal';
	if (action === 'redo') {
		const says =
			id === undefined
				? `${who} took nothing back in context ${context} that could be done again.`
				: `There is no undo ${id}, and no undone change ${id}, by ${who} in context ${context} that could be done again.`;
		return {refused: id === undefined ? 'nothing-to-do' : 'not-found', says, hint};
	}
	return id === undefined
		? {
				refused: 'nothing-to-do',
				says: `${who} changed nothing in context ${context} that could be undone.`,
				hint,
			}
		: {
				refused: 'not-found',
				says: `There is no change ${id} by ${who} in context ${context} that could be undone.`,
				hint,
			};
}
