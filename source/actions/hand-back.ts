import type {ActionCommand} from '../model/command.ts';
import {pointerTo} from '../model/json.ts';
import {type ManagedEntry, managedEntries, ourManager, sayFields} from '../model/managed-fields.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Edit, Plan} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {sayInstant} from '../owners/holding-words.ts';
import {type Action, plainPlan, recreated} from './action.ts';

type HandBack = Extract<ActionCommand, {action: 'hand-back'}>;

/**
 * Takes sluice off the record of who manages what. No value changes; whoever
 * applies the object next owns those fields again, and meets no conflict.
 */
export const handBack: Action<HandBack, KubernetesObject> = {
	name: 'hand-back',
	title: 'Hand its fields back',
	kinds: [],
	async gather({target}, reader) {
		const read = await reader.get(target);
		if (!read.ok) return read;
		const subjects = [{ref: refOf(target.resource, read.value), object: read.value}];
		return answer({facts: read.value, subjects, concerns: []});
	},
	plan({target}, object) {
		const ref = refOf(target.resource, object);
		const entries = managedEntries(object) ?? [];
		const ours = entries.filter(({manager}) => manager === ourManager);
		const refusal = recreated(target, ref);
		if (refusal) return refusal;
		if (ours.length === 0) {
			return {
				refused: 'guarded',
				says: `sluice is on record for no field of ${sayRef(ref)}: there is nothing to hand back.`,
			};
		}
		const edits = ours.map(dropping).reverse();
		return {
			...plainPlan,
			action: 'hand-back',
			says: `Hand back what sluice manages of ${sayRef(ref)}`,
			lines: ours.flatMap(entry =>
				sayFields(entry).map(field => ({
					subject: field,
					from: sayRecord(entry),
					to: 'nobody, until the next apply',
				})),
			),
			steps: [{type: 'edit', target: ref, guards: edits.map(({at, from}) => ({at, is: from})), edits}],
			undo: {
				way: 'none',
				because: 'No value changes; the next change that sluice makes here is on record again.',
			},
			settledWhen: [{seen: 'handed-back', of: ref, manager: ourManager}],
		} satisfies Plan;
	},
};

/** From the last to the first, since each removal moves those behind it. */
function dropping({index, asRead}: ManagedEntry): Edit {
	return {at: pointerTo('metadata', 'managedFields', index), from: asRead, to: undefined};
}

function sayRecord({manager, time}: ManagedEntry): string {
	return time === undefined ? manager : `${manager}, since ${sayInstant(time)}`;
}
