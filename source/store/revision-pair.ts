import type {ReplicaSetRow} from '../resources/replicasets.ts';
import {revisionRows} from './lists/revisions.ts';
import type {Screen, Subject} from './screen.ts';
import {cursorRow, subjectOf} from './select.ts';
import type {State} from './state.ts';
import {presentRevision} from './workloads.ts';

/** The revision under the cursor, and the present one it is compared with; the one it came after where it is the present one. */
export type RevisionPair = {
	readonly shown: ReplicaSetRow;
	readonly other: ReplicaSetRow;
	readonly isPresent: boolean;
};

export function revisionPair(state: State, screen: Screen): RevisionPair | undefined {
	const {name, subject, part} = screen;
	if (name !== 'revisions' || subject === undefined || part === undefined) return undefined;
	const shown = cursorRow(state, screen) as ReplicaSetRow | undefined;
	const rows = revisionRows(state, part.of.uid);
	const number = presentRevision(state, subject) ?? rows[0]?.revision;
	const present = rows.find(({revision}) => revision === number);
	if (shown === undefined || present === undefined) return undefined;
	if (shown.uid !== present.uid) return {shown, other: present, isPresent: false};
	const before = rows.find(({revision}) => revision < shown.revision);
	return before && {shown, other: before, isPresent: true};
}

/** Their templates are read in full. */
export function revisionsCompared(state: State, screen: Screen): readonly Subject[] {
	const pair = revisionPair(state, screen);
	return pair === undefined ? [] : [pair.shown, pair.other].map(row => subjectOf(row, 'replicasets'));
}
