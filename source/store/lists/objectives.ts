import type {Entry} from '../../journal/entry.ts';
import {isUndone} from '../../journal/standing.ts';
import type {Deed} from '../../model/deed.ts';
import {objectives} from '../../objectives/index.ts';
import type {Objective} from '../../objectives/objective.ts';
import {actionsSaid} from '../../objectives/said-command.ts';
import {sayUsage} from '../../objectives/typed.ts';
import type {Row, Tone} from '../../resources/view.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {firstTouched} from './first-touched.ts';

/** What can be said, or what was done because somebody said it. The uid of the latter is its entry's. */
export type ObjectiveRow = Row & {
	/** What it is, and the search text of it. */
	readonly says: string;
} & (SayableRow | DoneRow);

type SayableRow = {readonly objective: Objective; readonly example: string; readonly entry?: undefined};
type DoneRow = {
	readonly objective?: undefined;
	readonly entry: Entry;
	/** What has become of it, in a few words. */
	readonly stands: string;
	readonly tone: Tone;
	/** What came of a Job, as it printed it; undefined where it printed nothing of that. */
	readonly result?: string;
};

export const objectivesView: ListView<ObjectiveRow> = {
	name: 'objectives',
	isNamespaced: false,
	columns: [],
	search: ({name, says}) => `${name} ${says}`.toLowerCase(),
	isFaulty: row => row.objective === undefined && row.tone === 'bad',
};

/** All that can be said, then what was done of it in this context, newest first. */
export function objectiveRows(state: State): readonly ObjectiveRow[] {
	return joined(doneRows(state.journal, state.context, state.streams, state.namespace));
}

const joined = remembering((done: readonly ObjectiveRow[]) => [...sayable, ...done]);

const sayable: readonly ObjectiveRow[] = objectives.map(objective => ({
	uid: `objective ${objective.name}`,
	namespace: '',
	name: objective.name,
	created: 0,
	says: `${objective.title}. ${objective.help}`,
	objective,
	example: `:${objective.example ?? sayUsage(objective)}`,
}));

const doneRows = remembering(
	(
		journal: State['journal'],
		context: State['context'],
		streams: State['streams'],
		namespace: State['namespace'],
	): readonly ObjectiveRow[] =>
		journal
			.filter(
				each =>
					actionsSaid.has(each.action) &&
					each.undoOf === undefined &&
					each.context === context.name &&
					each.server === context.server,
			)
			.map(entry => ({
				uid: entry.id,
				namespace: entry.steps[0]?.target.namespace ?? '',
				name: entry.steps[0]?.target.name ?? '',
				created: entry.at,
				says: entry.says,
				entry,
				...resultOf(entry),
				...standingOf(entry, isUndone(entry, journal), isGone(entry, streams, namespace)),
			})),
);

/** What the orchestrator did for it: as recorded, or so far as was told while it goes on. */
export function deedsOf({runs}: State, {says, end, deeds}: Entry): readonly Deed[] {
	const running = end === undefined && runs.find(run => run.outcome === undefined && run.plan?.says === says);
	return deeds ?? (running ? (running.deeds ?? []) : []);
}

/** A Job that has ended says how many of its pods did, and then what came of it. */
function resultOf({endSays = ''}: Entry): Pick<DoneRow, 'result'> {
	const [, result] = /^\S+: \d+ of \d+ done[^;]*; (.+)$/s.exec(endSays) ?? [];
	return result === undefined ? {} : {result};
}

function standingOf(entry: Entry, isTakenBack: boolean, isGone: boolean): Pick<DoneRow, 'stands' | 'tone'> {
	const {end, applied, steps} = entry;
	const isMade = entry.action === 'do';
	if (isTakenBack) return {stands: isMade ? 'removed' : 'taken back', tone: 'dim'};
	if (end === undefined) return {stands: 'unfinished', tone: 'warning'};
	if (applied === 0)
		return {stands: isMade ? 'nothing made' : 'nothing done', tone: end === 'failed' ? 'bad' : 'dim'};
	if (applied < steps.length) return {stands: `half-way, ${applied} of ${steps.length}`, tone: 'bad'};
	if (isGone) return {stands: 'gone', tone: 'dim'};
	if (end === 'failed') return {stands: 'failed', tone: 'bad'};
	return end === 'unsettled'
		? {stands: 'not settled', tone: 'warning'}
		: {stands: isMade ? 'stands' : 'done', tone: 'good'};
}

/** The first object it made or wrote is not in the list of its kind any more, where that list is read and covers it. */
function isGone(entry: Entry, streams: State['streams'], namespace: State['namespace']): boolean {
	const made = firstTouched(entry);
	const stream = made && streams[made.resource.plural];
	if (stream?.hasListed !== true || stream.health.state !== 'live') return false;
	const isCovered = namespace === undefined || namespace === made!.namespace;
	return isCovered && !stream.table.rows.has(made!.uid);
}
