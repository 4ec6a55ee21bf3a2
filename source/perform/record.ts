import {randomBytes} from 'node:crypto';
import type {Entry, JournalLine} from '../journal/entry.ts';
import {recordedStep} from '../journal/fold.ts';
import type {Journal} from '../journal/journal.ts';
import {withoutValues} from '../journal/without-values.ts';
import type {Plan} from '../model/plan.ts';
import type {Outcome} from '../model/telling.ts';
import {sayEnd} from './outcomes.ts';
import type {Performance} from './performance.ts';

export type Recorder = {readonly id: string; append(line: JournalLine): void; trouble(): string | undefined};

/** Writes one change's lines and keeps the first trouble, so that no missing line goes unsaid. */
export function recorder(id: string, journal: Journal): Recorder {
	let trouble: string | undefined;
	return {
		id,
		append(line) {
			trouble ??= journal.append(line);
		},
		trouble: () => trouble,
	};
}

/** What a line is made with: a change's performance, or what looks at a secret without one. */
type Recording = Pick<Performance, 'cluster' | 'clock' | 'reason'>;

/** By the cluster's clock, which all who write there share. */
function stamp({cluster, clock}: Recording): number {
	return clock.now() + cluster.clockAheadMs();
}

/** What the journal keeps of a plan, or of what is recorded without one. */
type Recorded = Pick<Plan, 'says' | 'lines' | 'steps' | 'undo'> & Pick<Entry, 'action'>;

/** The line that is written before the first step. */
export async function beginning(
	id: string,
	recorded: Recorded,
	undoOf: string | undefined,
	recording: Recording,
) {
	const {cluster, reason} = recording;
	const who = await cluster.whoAmI();
	const why = reason?.();
	const {name: context, server} = cluster.context;
	const {action, says, lines, undo} = recorded;
	const steps = recorded.steps.map(recordedStep);
	return {
		type: 'began',
		id,
		at: stamp(recording),
		who,
		context,
		server,
		action,
		says,
		lines,
		steps,
		undo,
		undoOf,
		...(why !== undefined && {reason: why}),
	} as const;
}

/** The line that says how it ended; a later one of the same change counts more. */
export function ending(id: string, outcome: Outcome, recording: Recording): JournalLine {
	return ended(id, outcome.end, withoutValues(sayEnd(outcome)), recording);
}

export function ended(id: string, end: string, says: string, recording: Recording): JournalLine {
	return {type: 'ended', id, end, says, at: stamp(recording)};
}

/** Short enough to type, unique enough for one operator: the time and a random tail. */
export function newId(now: number): string {
	return `${now.toString(36)}-${randomBytes(2).toString('hex')}`;
}
