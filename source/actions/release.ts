import type {ActionCommand} from '../model/command.ts';
import {type Held, heldAnnotation, heldOf} from '../model/held.ts';
import {isSame, valueAt} from '../model/json.ts';
import type {Concern, Edit, Line, Plan, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {sayHeld} from '../owners/holding-words.ts';
import {acceptanceOf} from '../plan/accepted.ts';
import {guardAsRead} from '../plan/guard-as-read.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {gatherHolders, type HolderFacts, type Holding} from './gather-holders.ts';
import {heldAt, noOwner} from './hold.ts';

type Release = Extract<ActionCommand, {action: 'release'}>;
type Releasing = Holding & {readonly held: Held};

/** Gives a held owner exactly the policy it had, whoever held it and from wherever; absent stays absent. */
export const release: Action<Release, HolderFacts> = {
	name: 'release',
	title: 'Release its GitOps owner',
	kinds: [],
	gather: ({target}, reader, clock) => gatherHolders(target, reader, clock),
	plan({target}, facts) {
		const refusal = recreated(target, facts.ref) ?? noOwner(facts);
		if (refusal) return refusal;
		const unreadable = facts.holding.find(({object}) => heldOf(object) === 'unreadable');
		if (unreadable) {
			return {
				refused: 'guarded',
				says: `The annotation ${heldAnnotation} of ${sayRef(unreadable.ref)} cannot be read, so its former policy is unknown.`,
				hint: 'Give it the policy it should have, and remove the annotation.',
			};
		}
		const releasing = facts.holding.flatMap((each): Releasing[] => {
			const held = heldOf(each.object);
			return held === undefined || held === 'unreadable' ? [] : [{...each, held}];
		});
		if (releasing.length > 0) return planRelease(releasing, facts);
		return {
			refused: 'guarded',
			says: `Nobody holds ${facts.holding.map(({ref}) => sayRef(ref)).join(' or ')}.`,
		};
	},
};

function planRelease(releasing: readonly Releasing[], {unknown}: HolderFacts): Plan {
	const steps = releasing.map(stepOf);
	return {
		...plainPlan,
		action: 'release',
		says: `Release ${releasing.map(({ref}) => sayRef(ref)).join(' and ')}`,
		lines: releasing.map(lineOf),
		steps,
		undo: {way: 'swap'},
		settledWhen: steps.map(acceptanceOf),
		concerns: [...releasing.flatMap(concernsOf), ...unknown.map(says => ({says}))],
	};
}

function stepOf(releasing: Releasing): Step {
	const {holder, object, ref, held} = releasing;
	const edits: Edit[] = [
		...(isAsWeLeftIt(releasing)
			? [{at: holder.policyAt, from: valueAt(object, holder.policyAt), to: held.former}]
			: []),
		{at: heldAt, from: valueAt(object, heldAt), to: undefined},
	];
	return {
		type: 'edit',
		target: ref,
		guards: [guardAsRead(object, holder.policyAt), guardAsRead(object, heldAt)],
		edits,
	};
}

function lineOf(releasing: Releasing): Line {
	const {holder, object, ref, held} = releasing;
	const policy = isAsWeLeftIt(releasing) ? held.former : valueAt(object, holder.policyAt);
	return {subject: sayRef(ref), from: sayHeld(held), to: holder.sayPolicy(policy)};
}

function concernsOf(releasing: Releasing): Concern[] {
	const {holder, object, ref} = releasing;
	if (isAsWeLeftIt(releasing)) {
		return [{says: `${sayRef(ref)} takes back what differs from Git, as soon as it looks.`}];
	}
	return [
		{
			says: `Somebody changed the policy of ${sayRef(ref)} while it was held (it ${holder.sayPolicy(valueAt(object, holder.policyAt))}): it stays so.`,
		},
	];
}

/** A policy that somebody set since is their intention, and not ours to take back. */
function isAsWeLeftIt({holder, object}: Releasing): boolean {
	return isSame(valueAt(object, holder.policyAt), holder.heldAs);
}
