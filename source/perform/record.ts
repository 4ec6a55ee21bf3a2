import {randomBytes} from 'node:crypto';
import type {JournalLine} from '../journal/entry.ts';
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

/** The line that is written before the first step. */
export async function beginning(
	id: string,
	plan: Plan,
	undoOf: string | undefined,
	{cluster, clock, reason}: Performance,
) {
	const who = await cluster.whoAmI();
	const why = reason?.();
	const {name: context, server} = cluster.context;
	const {action, says, lines, undo} = plan;
	const steps = plan.steps.map(recordedStep);
	return {
		type: 'began',
		id,
		at: clock.now() + cluster.clockAheadMs(),
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
export function ending(id: string, outcome: Outcome, {clock}: Performance): JournalLine {
	return {type: 'ended', id, end: outcome.end, says: withoutValues(sayEnd(outcome)), at: clock.now()};
}

/** Short enough to type, unique enough for one operator: the time and a random tail. */
export function newId(now: number): string {
	return `${now.toString(36)}-${randomBytes(2).toString('hex')}`;
}
