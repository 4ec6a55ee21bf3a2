import type {Rollout} from '../../model/rollout.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import {sayChallenger, sayLeftover, sayState} from '../../resources/rollouts.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import type {NoteRow} from './note.ts';
import {type LedRow, rolloutRows} from './rollouts.ts';

/** Rollouts that failed, wait for a person or are under way, and what was left switched off in any of them, worst first. */
export function rolloutNotes(state: State): readonly NoteRow[] {
	return notesFrom(rolloutRows(state));
}

/** Deployments whose changes an engine leads: how far those are is told of once, by the engine. */
export function isLed(rows: readonly LedRow[], {namespace, name}: DeploymentRow): boolean {
	return rows.some(
		({part, rollout}) =>
			part.ref.namespace === namespace &&
			part.holder?.kind === 'Deployment' &&
			part.holder.name === name &&
			rollout.state !== 'settled',
	);
}

const worst: readonly Rollout['state'][] = ['failed', 'waiting', 'moving', 'settled'];

const notesFrom = remembering((rows: readonly LedRow[]): readonly NoteRow[] =>
	[...rows]
		.sort((left, right) => worst.indexOf(left.rollout.state) - worst.indexOf(right.rollout.state))
		.flatMap(row => [...stateNote(row), ...leftNotes(row)]),
);

function stateNote(row: LedRow): readonly NoteRow[] {
	const {rollout} = row;
	const {waits, state} = rollout;
	if (state === 'settled') return [];
	const share = sayChallenger(rollout);
	const where = share === '-' ? '' : `, ${share} at the challenger`;
	const said = note(row, `rollout ${row.uid}`, {
		group: state === 'failed' ? 'Troubles' : 'In progress',
		tone: ({failed: 'bad', waiting: 'warning', moving: 'progress'} as const)[state],
		says: `${row.part.ref.resource.kind} ${row.name}: ${sayState(rollout)}${where}`,
		hint: waits?.says ?? rollout.message,
	});
	return [{...said, since: waits?.since ?? 0}];
}

/** What the state of the rollout does not say itself waits for a person too, until it is taken back. */
function leftNotes(row: LedRow): readonly NoteRow[] {
	const {rollout} = row;
	return rollout.leftovers
		.filter(({what}) => !(rollout.isPaused && rollout.state === 'waiting' && pauses.includes(what)))
		.map(({what, since}) => ({
			...note(row, `left ${what} ${row.uid}`, {
				group: 'In progress',
				tone: 'warning',
				says: `${row.part.ref.resource.kind} ${row.name}: ${sayLeftover(what)}`,
				hint: ':resume takes it back.',
			}),
			since,
		}));
}

const pauses = ['paused', 'suspended'];

function note(
	{namespace, name, uid}: LedRow,
	key: string,
	said: Pick<NoteRow, 'group' | 'tone' | 'says' | 'hint'>,
): NoteRow {
	const subject = {view: 'rollouts', uid, namespace, name};
	return {uid: key, namespace, name: '', created: 0, since: 0, subject, ...said};
}
