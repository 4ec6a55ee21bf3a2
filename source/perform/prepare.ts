import {type Gathered, recreated} from '../actions/action.ts';
import {actions} from '../actions/index.ts';
import type {Entry} from '../journal/entry.ts';
import {undoable} from '../journal/fold.ts';
import type {Journal} from '../journal/journal.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import {isRefusal, type Plan, type Refusal} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Trouble} from '../model/trouble.ts';
import {undoPlan} from '../plan/undo.ts';
import {findOwners} from './find-owners.ts';

/** A plan made on fresh data, with who may fight it; or why there is none. */
export type Prepared =
	| {readonly plan: Plan; readonly undoOf?: string}
	| {readonly refusal: Refusal}
	| {readonly trouble: Trouble};

type Sources = {readonly cluster: Cluster; readonly journal: Journal; readonly clock: Clock};

/** Gathers and plans one command. Undo is planned from the journal; every other command from the cluster. */
export async function prepare(command: ActionCommand, sources: Sources): Promise<Prepared> {
	if (command.action === 'undo') return prepareUndo(command.id, sources);
	const action = actions.find(each => each.name === command.action)!;
	const gathered = await action.gather(command, sources.cluster, sources.clock);
	if (!gathered.ok) return {trouble: gathered.trouble};
	const plan = action.plan(command, gathered.value.facts);
	return isRefusal(plan) ? {refusal: plan} : {plan: await withOwners(plan, gathered.value, sources.cluster)};
}

async function withOwners(
	plan: Plan,
	gathered: Pick<Gathered<unknown>, 'subjects' | 'concerns'>,
	cluster: Cluster,
): Promise<Plan> {
	// The escape asks nobody: whoever may fight it, it goes out first.
	if (plan.isEscape) return {...plan, concerns: [...plan.concerns, ...gathered.concerns]};
	const {owners, concerns} = await findOwners(plan, gathered.subjects, cluster);
	return {...plan, owners, concerns: [...plan.concerns, ...gathered.concerns, ...concerns]};
}

async function prepareUndo(id: string | undefined, sources: Sources): Promise<Prepared> {
	const who = await sources.cluster.whoAmI();
	const entry = undoable(sources.journal.entries(), who, sources.cluster.context.name, id);
	if (!entry) return {refusal: nothingToUndo(id, who, sources.cluster.context.name)};
	if (entry.undo.way === 'none') {
		return {refusal: {refused: 'guarded', says: `"${entry.says}" cannot be undone. ${entry.undo.because}`}};
	}
	if (entry.undo.way === 'compensate') {
		const prepared = await prepare(entry.undo.command, sources);
		return 'plan' in prepared
			? {plan: {...prepared.plan, says: `Undo: ${prepared.plan.says}`}, undoOf: entry.id}
			: prepared;
	}
	return prepareSwap(entry, sources.cluster);
}

async function prepareSwap(entry: Entry, cluster: Cluster): Promise<Prepared> {
	const plan = undoPlan(entry.says, entry.lines, entry.steps.slice(0, entry.applied));
	const subjects = [];
	for (const {target} of plan.steps) {
		const read = await cluster.get(target);
		if (!read.ok) return {trouble: read.trouble};
		const {uid} = read.value.metadata;
		const refusal = recreated(target, {...target, uid});
		if (refusal)
			return {
				refusal: {
					...refusal,
					says: `${sayRef(target)} was deleted and created anew since; there is nothing to undo on it.`,
				},
			};
		subjects.push({ref: target, object: read.value});
	}
	return {plan: await withOwners(plan, {subjects, concerns: []}, cluster), undoOf: entry.id};
}

function nothingToUndo(id: string | undefined, who: string, context: string): Refusal {
	return {
		refused: 'nothing-to-do',
		says:
			id === undefined
				? `${who} changed nothing in context ${context} that could be undone.`
				: `There is no change ${id} by ${who} in context ${context} that could be undone.`,
		hint: 'See what was done: sluice journal',
	};
}
