import {gatherSplits} from '../actions/gather-splits.ts';
import {sayCommand} from '../engines/plain-plan.ts';
import {lastDrain, restorable} from '../journal/restorable.ts';
import type {ActionCommand, Target} from '../model/command.ts';
import {refOf} from '../model/object.ts';
import type {Refusal} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {uidsWritten} from '../model/split.ts';
import type {Trouble} from '../model/trouble.ts';
import type {Session} from './session.ts';

/** `restore KIND/NAME`: the undo of the last drain or abort that stands on it, or why there is none. */
export async function restoring(
	target: Target,
	{cluster, journal}: Session,
): Promise<ActionCommand | Refusal | Trouble> {
	const gathered = await gatherSplits(target, cluster);
	if (!gathered.ok) return gathered.trouble;
	const entries = journal.entries();
	if (!entries.ok) return entries.trouble;
	const {object, splits} = gathered.value.facts;
	const ref = refOf(target.resource, object);
	const uids = splits.flatMap(uidsWritten);
	const {name: context, server} = cluster.context;
	const who = await cluster.whoAmI();
	const meant = restorable(lastDrain(entries.value, {context, server}, [ref.uid, ...uids]), who, {
		undo: entry =>
			entry.who === who ? `sluice undo ${entry.id}` : `${entry.who} can: sluice undo ${entry.id}`,
		redo: ({id}) => `sluice redo ${id}`,
		shift: `${sayCommand('shift', ref)} BACKEND=PERCENT...`,
	});
	if ('id' in meant) return {action: 'undo', id: meant.id};
	const {isOver, says, hint} = meant;
	return {refused: isOver ? 'nothing-to-do' : 'guarded', says: `${sayRef(ref)}: ${says}`, hint};
}
