import {heldAnnotation} from '../model/held.ts';
import {pointerTo} from '../model/json.ts';
import {leftAt} from '../model/leftover.ts';
import type {Entry, JournalLine} from './entry.ts';
import {fold} from './fold.ts';
import {mayStand} from './standing.ts';

/** Annotations by which sluice left or holds something until it is taken back. */
const marks = [leftAt, pointerTo('metadata', 'annotations', heldAnnotation)];

/**
 * Ids of the changes that nobody will miss: nothing of them is in the cluster,
 * or nothing takes them back and they left nothing to be taken back. Undos and
 * what they undid are kept, since a redo may be asked for; so is what a newer
 * version wrote about, which alone knows what it is good for.
 */
export function unneeded(lines: readonly JournalLine[]): ReadonlySet<string> {
	const foreign = new Set(lines.filter(({type}) => !knownTypes.includes(type)).map(({id}) => id));
	return new Set(fold(lines).flatMap(entry => (isOver(entry) && !foreign.has(entry.id) ? [entry.id] : [])));
}

const knownTypes: readonly string[] = [
	'began',
	'applied',
	'doubted',
	'announced',
	'orchestrated',
	'proved',
	'ended',
] satisfies JournalLine['type'][];

function isOver(entry: Entry): boolean {
	// Who looked at a secret is asked long after.
	if (entry.end === undefined || entry.action === 'reveal') return false;
	if (!mayStand(entry)) return true;
	return entry.undo.way === 'none' && entry.undoOf === undefined && !entry.steps.some(leavesMark);
}

function leavesMark({edits}: Entry['steps'][number]): boolean {
	return edits.some(
		({at, to}) => to !== undefined && marks.some(mark => at === mark || mark.startsWith(`${at}/`)),
	);
}
