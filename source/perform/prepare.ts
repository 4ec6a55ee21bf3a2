import type {Gathered} from '../actions/action.ts';
import {actions} from '../actions/index.ts';
import {orchestrationOf} from '../actions/orchestration.ts';
import {trafficAfter} from '../actions/traffic-after.ts';
import type {Rules} from '../gateway/decide.ts';
import type {Journal} from '../journal/journal.ts';
import {ahead, type Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {ActionCommand, Target} from '../model/command.ts';
import {type Concern, isRefusal, type Plan, type Refusal} from '../model/plan.ts';
import {resourceName, sayRef} from '../model/ref.ts';
import {isLineIntoPod} from '../model/request.ts';
import type {Trouble} from '../model/trouble.ts';
import {withAnnouncements} from './announce.ts';
import {findOwners} from './find-owners.ts';
import {prepareUndo} from './prepare-undo.ts';

/** A plan made on fresh data, with who may fight it; or why there is none. */
export type Prepared =
	| {readonly plan: Plan; readonly undoOf?: string}
	| {readonly refusal: Refusal}
	| {readonly trouble: Trouble};

type Sources = {
	readonly cluster: Cluster;
	readonly journal: Journal;
	readonly clock: Clock;
	/** Left out by whoever only looks at plans. */
	readonly rules?: Rules;
};

/** Gathers and plans one command. Undo is planned from the journal; every other command from the cluster. */
export async function prepare(command: ActionCommand, sources: Sources): Promise<Prepared> {
	if (command.action === 'undo' || command.action === 'redo') return prepareTakingBack(command, sources);
	const action = actions.find(each => each.name === command.action)!;
	if ('target' in command && isOfOtherKind(action.kinds, command.target)) {
		return {
			refusal: {
				refused: 'usage',
				says: `${sayRef(command.target)} cannot be asked to ${action.name}.`,
				hint: `${action.title} works on ${action.kinds.map(kind => kind.split('.')[0]).join(', ')}.`,
			},
		};
	}
	const {cluster, clock} = sources;
	const gathered = await action.gather(command, cluster, ahead(clock, cluster.clockAheadMs));
	if (!gathered.ok) return {trouble: gathered.trouble};
	const plan = action.plan(command, gathered.value.facts);
	return isRefusal(plan) ? {refusal: plan} : {plan: await withOwners(plan, gathered.value, sources)};
}

function isOfOtherKind(kinds: readonly string[], {resource}: Target): boolean {
	return kinds.length > 0 && !kinds.includes(resourceName(resource));
}

async function withOwners(
	plan: Plan,
	gathered: Pick<Gathered<unknown>, 'subjects' | 'concerns'>,
	{cluster, clock, journal, rules}: Sources,
): Promise<Plan> {
	const announced = withAnnouncements(plan, cluster, rules);
	const entries = journal.entries();
	// The escape waits for no further answer: owners are judged by what was read anyhow. Of a line into a pod nothing stands to be taken back.
	const search =
		plan.isEscape || plan.steps.every(isLineIntoPod)
			? undefined
			: {
					reader: cluster,
					clock: ahead(clock, cluster.clockAheadMs),
					entries: entries.ok ? entries.value : [],
				};
	const {concerns, ...found} = await findOwners(plan, gathered.subjects, search);
	const told = await announced;
	const unasked = plan.isEscape && rules?.reason === 'required' ? [escapeWithoutReason] : [];
	const orchestrates = [...orchestrationOf(plan.steps, gathered.subjects), ...(plan.orchestrates ?? [])];
	return {
		...told,
		...found,
		...(orchestrates.length > 0 && {orchestrates}),
		concerns: distinct([...told.concerns, ...unasked, ...gathered.concerns, ...concerns]),
	};
}

const escapeWithoutReason: Concern = {
	says: 'This context demands a reason for every change. The escape waits for none; one can still be given.',
};

/** What two steps have in common is said once. */
function distinct(concerns: readonly Concern[]): Concern[] {
	return concerns.filter(({says}, index) => concerns.findIndex(each => each.says === says) === index);
}

async function prepareTakingBack(
	command: Extract<ActionCommand, {action: 'undo' | 'redo'}>,
	sources: Sources,
): Promise<Prepared> {
	let last: Prepared | undefined;
	for (const found of await prepareUndo(command, sources)) {
		if (!('command' in found)) {
			if (!('plan' in found)) return found;
			const {plan, subjects, undoOf} = found;
			const [{refusal, blast, concerns}, owned] = await Promise.all([
				trafficAfter(plan.steps, sources.cluster),
				withOwners(plan, {subjects, concerns: []}, sources),
			]);
			if (refusal) return {refusal};
			return {
				plan: {...owned, ...(blast && {blast}), concerns: distinct([...concerns, ...owned.concerns])},
				undoOf,
			};
		}
		const prepared = await prepare(found.command, sources);
		if ('plan' in prepared) {
			return {plan: {...prepared.plan, says: `${found.prefix}: ${prepared.plan.says}`}, undoOf: found.undoOf};
		}
		last = prepared;
		// A change whose answer was lost and that never arrived is not the one that is meant.
		if (!found.mayNotStand) return prepared;
	}
	return last!;
}
