import type {Entry} from '../journal/entry.ts';
import {sayInstant} from '../journal/receipt.ts';
import {lastDrain} from '../journal/restorable.ts';
import {type Split, uidsWritten} from '../model/split.ts';
import type {SplitRow} from '../resources/splits.ts';
import {trim} from '../traffic/weights.ts';
import {splitRows} from './lists/splits.ts';
import {remembering} from './remembering.ts';
import type {State} from './state.ts';

/** A drain that holds a split: its shares are still those it wrote. */
export type DrainMark = {
	readonly drain: Entry;
	/** The shares before it, in the order of the backends: `75/25`. */
	readonly before: string;
	/** I made it, so that I can take it back. */
	readonly isMine: boolean;
};

/** The splits that a drain holds until it is taken back, or their shares change otherwise; by their keys. */
export function drainMarks(state: State): ReadonlyMap<string, DrainMark> {
	const {journal, me, context} = state;
	return marksIn(journal, me, context.name, context.server, splitRows(state));
}

const marksIn = remembering(
	(
		journal: readonly Entry[],
		me: string,
		context: string,
		server: string,
		rows: readonly SplitRow[],
	): ReadonlyMap<string, DrainMark> => {
		const drained = new Set(
			journal.flatMap(({action, steps}) =>
				action === 'drain-traffic' ? steps.map(({target}) => target.uid) : [],
			),
		);
		const entries = drained.size === 0 ? [] : [...journal].reverse();
		return new Map(
			rows.flatMap(({split}) => {
				const uids = uidsWritten(split);
				if (!uids.some(uid => drained.has(uid))) return [];
				const found = lastDrain(entries, {context, server}, uids);
				const before = found.state === 'stands' ? sharesBefore(found.drain, split) : undefined;
				if (found.state !== 'stands' || before === undefined) return [];
				return [[split.key, {drain: found.drain, before, isMine: found.drain.who === me}] as const];
			}),
		);
	},
);

/** As the preview said them; undefined where the shares of now are not those that it said would be. */
function sharesBefore({lines}: Entry, {backends, rule}: Split): string | undefined {
	const told = backends.map(({name, share}) => {
		const subject = rule === '' ? name : `${name} (rule ${rule})`;
		const line = lines.find(each => each.subject === subject);
		return line !== undefined && share !== null && line.to === `${trim(share)} %` ? line.from : undefined;
	});
	return told.some(from => from === undefined)
		? undefined
		: told.map(from => from!.replace(/ %$/, '')).join('/');
}

/** `by ann at 14:02:11 UTC; :restore brings 75/25 back`. */
export function sayDrainMark({drain, before, isMine}: DrainMark, now: number): string {
	const then = sayInstant(drain.at);
	const isToday = then.slice(0, 10) === sayInstant(now).slice(0, 10);
	const by = `by ${drain.who} at ${isToday ? then.slice(11) : then}`;
	return isMine ? `${by}; :restore brings ${before} back` : `${by}; it was ${before} before`;
}
