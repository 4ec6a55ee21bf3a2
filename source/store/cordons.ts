import {isUndone} from '../journal/standing.ts';
import {holdsField, managedEntries} from '../model/managed-fields.ts';
import {sayTimeOfDay} from '../model/moment.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {State} from './state.ts';

/** Who cordoned a node and when: as the journal knows, else as the server has it on record where the node was read in full. */
export function sayCordonedBy(state: State, {uid, isSchedulable}: NodeRow): string | undefined {
	if (isSchedulable) return undefined;
	return fromJournal(state, uid) ?? fromRecord(state, uid);
}

function fromJournal({journal, context}: State, uid: string): string | undefined {
	const entry = journal.find(
		each =>
			(each.action === 'cordon' || each.action === 'drain-node') &&
			each.applied > 0 &&
			each.context === context.name &&
			each.server === context.server &&
			each.steps[0]?.target.uid === uid &&
			!isUndone(each, journal),
	);
	if (entry === undefined) return undefined;
	const {who, at, action, reason} = entry;
	const how = action === 'drain-node' ? ' to drain it' : '';
	return `cordoned by ${who}${how} at ${sayTimeOfDay(at)}${reason === undefined ? '' : `: ${reason}`}`;
}

function fromRecord({objects}: State, uid: string): string | undefined {
	const node = objects[uid]?.object;
	const holder = node && managedEntries(node)?.find(each => holdsField(each, node, '/spec/unschedulable'));
	if (holder === undefined) return undefined;
	const time = holder.time === undefined ? '' : ` at ${sayTimeOfDay(holder.time)}`;
	return `cordoned by ${holder.manager}${time}`;
}
