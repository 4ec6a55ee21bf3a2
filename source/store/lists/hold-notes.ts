import {isOverdue, type OwnerRow, sayHold} from '../../resources/held-column.ts';
import {resourceViews} from '../../resources/index.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {emptyTable, type Table} from '../table.ts';
import type {NoteRow} from './note.ts';

/** The views whose objects can be held. */
export const holdViews = ['applications', 'kustomizations', 'helmreleases'] as const;

export function isHoldView(view: string): boolean {
	return (holdViews as readonly string[]).includes(view);
}

/** How often the words of a hold are said anew. */
const beatMs = 10_000;

/** GitOps owners that wait for a person to release them; past its limit a hold is a trouble. */
export function holdNotes(state: State): readonly NoteRow[] {
	const [applications, kustomizations, helmreleases] = holdViews.map(view => ownersIn(state, view));
	return notesFrom(applications!, kustomizations!, helmreleases!, Math.floor(state.now / beatMs));
}

/** What is known to be held, in all namespaces. */
export function heldRows(state: State): readonly OwnerRow[] {
	return holdViews.flatMap(view =>
		[...ownersIn(state, view).rows.values()].filter(({held}) => held !== undefined),
	);
}

function ownersIn(state: State, view: string): Table<OwnerRow> {
	return (state.streams[view]?.table ?? emptyTable) as Table<OwnerRow>;
}

const notesFrom = remembering(
	(
		applications: Table<OwnerRow>,
		kustomizations: Table<OwnerRow>,
		helmreleases: Table<OwnerRow>,
		beat: number,
	): readonly NoteRow[] => {
		const tables = {applications, kustomizations, helmreleases};
		return holdViews.flatMap(view =>
			[...tables[view].rows.values()].flatMap(row =>
				row.held === undefined ? [] : [noteOf(view, row, beat * beatMs)],
			),
		);
	},
);

function noteOf(view: string, row: OwnerRow, now: number): NoteRow {
	const {uid, namespace, name, held} = row;
	const isLate = isOverdue(row, now);
	const kind = resourceViews.find(each => each.name === view)?.kind ?? view;
	return {
		uid: `hold ${uid}`,
		namespace,
		name: '',
		created: 0,
		group: isLate ? 'Troubles' : 'In progress',
		tone: isLate ? 'bad' : 'warning',
		says: `${kind} ${namespace}/${name} is held${isLate ? ' past its limit' : ''}`,
		hint: `${held === 'unreadable' ? 'Its annotation cannot be read' : sayHold(row, now)}: :release lets it follow Git again.`,
		since: held === undefined || held === 'unreadable' ? 0 : held.since,
		subject: {view, uid, namespace, name},
	};
}
