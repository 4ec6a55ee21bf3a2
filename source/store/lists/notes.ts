import {sayKind} from '../../model/ref.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import {isSplitFaulty, type SplitRow, sayShares} from '../../resources/splits.ts';
import type {Row} from '../../resources/view.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import {phaseOf} from '../run.ts';
import type {State} from '../state.ts';
import {emptyTable, type Table} from '../table.ts';
import {drainNotes, heldByDrainNotes} from './drain-notes.ts';
import {holdNotes} from './hold-notes.ts';
import {clockNotes, streamNotes} from './link-notes.ts';
import {type NoteRow, note} from './note.ts';
import {isLed, rolloutNotes} from './rollout-notes.ts';
import {type LedRow, rolloutRows} from './rollouts.ts';
import {splitRows} from './splits.ts';
import {troubleNotes} from './trouble-notes.ts';

export const notesView: ListView<NoteRow> = {
	name: 'now',
	isNamespaced: false,
	columns: [],
	search: row => `${row.namespace} ${row.says} ${row.hint}`.toLowerCase(),
	isFaulty: row => row.tone === 'bad' || row.tone === 'warning',
};

/** What to look at first, worst first. */
export function notesOf(state: State): readonly NoteRow[] {
	const holds = holdNotes(state);
	const led = rolloutNotes(state);
	const found = troubleNotes(state);
	return gathered(
		streamNotes(state.streams, state.discoveryTrouble, state.login !== undefined),
		clockNotes(state.clockAheadMs),
		drainNotes(state),
		serious(found),
		failedLed(led),
		overdue(holds),
		lesser(found),
		runNotes(state.runs),
		heldByDrainNotes(state),
		waiting(holds),
		openLed(led),
		deploymentNotes(tableIn<DeploymentRow>(state, 'deployments'), rolloutRows(state)),
		splitNotes(splitRows(state)),
		journalNotes(state.journal, state.context.name),
	);
}

const overdue = remembering((holds: readonly NoteRow[]) => holds.filter(({group}) => group === 'Troubles'));
const waiting = remembering((holds: readonly NoteRow[]) => holds.filter(({group}) => group !== 'Troubles'));

const serious = remembering((notes: readonly NoteRow[]) => notes.filter(({tone}) => tone === 'bad'));
const lesser = remembering((notes: readonly NoteRow[]) => notes.filter(({tone}) => tone !== 'bad'));
const failedLed = remembering((notes: readonly NoteRow[]) => notes.filter(({group}) => group === 'Troubles'));
const openLed = remembering((notes: readonly NoteRow[]) => notes.filter(({group}) => group !== 'Troubles'));

const gathered = remembering((...groups: readonly (readonly NoteRow[])[]) => groups.flat());

function tableIn<R extends Row>(state: State, view: string): Table<R> {
	return (state.streams[view]?.table ?? emptyTable) as Table<R>;
}

const runNotes = remembering((runs: State['runs']): readonly NoteRow[] =>
	runs
		.filter(run => phaseOf(run) === 'applying')
		.map(run =>
			note('In progress', `run ${run.id}`, {
				tone: 'progress',
				says: run.says,
				hint: run.progress || 'written',
			}),
		),
);

const deploymentNotes = remembering(
	(deployments: Table<DeploymentRow>, led: readonly LedRow[]): readonly NoteRow[] => {
		const notes: NoteRow[] = [];
		for (const row of deployments.rows.values()) {
			const {progress, says} = row.rollout;
			if ((progress !== 'moving' && progress !== 'paused') || isLed(led, row)) continue;
			notes.push({
				...note('In progress', `rollout ${row.uid}`, {
					tone: progress === 'paused' ? 'warning' : 'progress',
					says: `Deployment ${row.name}`,
					hint: `${says}, ${row.ready}/${row.wanted} ready`,
				}),
				namespace: row.namespace,
				subject: {view: 'deployments', uid: row.uid, namespace: row.namespace, name: row.name},
			});
		}
		return notes;
	},
);

const splitNotes = remembering((rows: readonly SplitRow[]): readonly NoteRow[] =>
	rows.map(row => {
		const {split, namespace, name, uid} = row;
		const names = split.backends.map(backend => backend.name).join(' / ');
		const isMixed = split.backends.filter(({share}) => (share ?? 0) > 0).length > 1;
		return {
			...note('Traffic splits', `split ${uid}`, {
				tone: isSplitFaulty(split) ? 'bad' : isMixed ? 'progress' : 'good',
				says: `${sayKind(split.ref.resource)} ${name}${split.rule && ` rule ${split.rule}`}`,
				hint: `${sayShares(split.backends)}  ${names}`,
			}),
			namespace,
			subject: {view: 'splits', uid, namespace, name},
		};
	}),
);

const mostChanges = 5;

const journalNotes = remembering((journal: State['journal'], context: string): readonly NoteRow[] =>
	journal
		.filter(entry => entry.context === context)
		.slice(0, mostChanges)
		.map(entry => ({
			...note('Last changes', `entry ${entry.id}`, {
				tone: entry.end === 'failed' ? 'bad' : 'plain',
				says: entry.says,
				hint: `${entry.end ?? 'unfinished'}, ${entry.who}`,
			}),
			since: entry.at,
			subject: {view: 'journal', uid: entry.id, namespace: '', name: entry.id},
		})),
);
