import type {Entry} from '../journal/entry.ts';
import {isUndone} from '../journal/standing.ts';
import {sayRef} from '../model/ref.ts';
import {type Split, uidsWritten} from '../model/split.ts';
import {trim} from '../traffic/weights.ts';
import {sharesSeen} from './history.ts';
import {rolloutOf} from './lists/rollouts.ts';
import {splitOf, splitRows} from './lists/splits.ts';
import type {Subject} from './screen.ts';
import type {State} from './state.ts';
import {measuredMoments, podMoments, proofMoments, warningMoments} from './timeline-seen.ts';
import {drivenSplits, uidsOf} from './workloads.ts';

/** What was seen and done about one object, in the order of time. */
export type Timeline = {
	/** `HTTPRoute shop/checkout rule cards`. */
	readonly about: string;
	readonly context: string;
	readonly server: string;
	/** When its shares were first seen here; of before that only the journal tells. */
	readonly seenSince: number | undefined;
	readonly madeAt: number;
	readonly moments: readonly Moment[];
};

/** Something that happened, by the cluster's clock, and who says so. */
export type Moment = {
	readonly at: number;
	/** When that was asked which it came of: clocks that count in whole seconds must not put it first. */
	readonly askedAt?: number;
	readonly says: string;
	readonly source: string;
};

export type TimelineScope = {
	readonly about: string;
	readonly splits: readonly Split[];
	readonly uids: readonly string[];
};

/** The timeline of a split, a rollout, or what a change of the journal was made on; undefined where it is gone. */
export function timelineOf(state: State, subject: Subject): Timeline | undefined {
	const scope = scopeOf(state, subject);
	if (scope === undefined) return undefined;
	const {about, splits} = scope;
	const moments = [
		...journalMoments(state, scope),
		...splits.flatMap(split => shareMoments(state, split, splits.length > 1)),
		...linkMoments(state),
		...splits.flatMap(split => measuredMoments(state, split)),
		...podMoments(state, scope),
		...warningMoments(state, scope),
		...proofMoments(state, scope),
	];
	return {
		about,
		context: state.context.name,
		server: state.context.server,
		seenSince: seenSince(state, splits),
		madeAt: state.now,
		moments: moments.toSorted((left, right) => placeOf(left) - placeOf(right)),
	};
}

function placeOf({at, askedAt = at}: Moment): number {
	return Math.max(at, askedAt);
}

function scopeOf(state: State, subject: Subject): TimelineScope | undefined {
	const uids = uidsOf(state, subject);
	if (subject.view === 'journal') return scopeOfEntry(state, subject.uid);
	if (subject.view === 'splits') {
		const split = splitOf(state, subject.uid);
		return split && {about: saySplit(split), splits: [split], uids};
	}
	const led = rolloutOf(state, subject.uid);
	if (led === undefined) return undefined;
	const own = splitRows(state).flatMap(({split}) => (split.ref.uid === led.part.ref.uid ? [split] : []));
	const driven = drivenSplits(state, led);
	return {about: sayRef(led.part.ref), splits: driven.length > 0 ? driven : own, uids};
}

function scopeOfEntry(state: State, id: string): TimelineScope | undefined {
	const entry = state.journal.find(each => each.id === id);
	const [first] = entry?.steps ?? [];
	if (entry === undefined || first === undefined) return undefined;
	const uids = entry.steps.map(({target}) => target.uid);
	const splits = splitRows(state).flatMap(({split}) =>
		uidsWritten(split).some(uid => uids.includes(uid)) ? [split] : [],
	);
	return {about: sayRef(first.target), splits, uids};
}

function saySplit({ref, rule}: Split): string {
	return `${sayRef(ref)}${rule === '' ? '' : ` rule ${rule}`}`;
}

/** In the journal's own words, in which no value that may be secret stands. */
function journalMoments(state: State, {uids}: TimelineScope): readonly Moment[] {
	const {journal, context} = state;
	const here = journal.filter(
		entry =>
			entry.context === context.name &&
			entry.server === context.server &&
			entry.steps.some(({target}) => uids.includes(target.uid)),
	);
	return here.map(entry => ({
		at: entry.at,
		says: sayEntry(entry, isUndone(entry, journal)),
		source: 'journal',
	}));
}

function sayEntry(
	{who, says, lines, reason, applied, steps, end, at, endedAt}: Entry,
	isBack: boolean,
): string {
	const changes = lines.map(({subject, from, to}) => `${subject} ${from} -> ${to}`).join(', ');
	const took = endedAt === undefined ? '' : ` after ${((endedAt - at) / 1000).toFixed(1)} s`;
	const written = applied < steps.length ? `${applied} of ${steps.length} steps written, ` : '';
	return [
		`${who}: ${says}${changes === '' ? '' : ` (${changes})`}`,
		`${written}${end ?? 'how it ended is unknown'}${took}`,
		...(reason === undefined ? [] : [`reason: ${reason}`]),
		...(isBack ? ['taken back since'] : []),
	].join('; ');
}

/** Every change of its shares that was seen; the first is what stood when sluice began to look. */
function shareMoments(state: State, split: Split, isOneOfSeveral: boolean): readonly Moment[] {
	const series = split.backends.map(({name}) => ({
		name,
		samples: sharesSeen(state.history, split.key, name),
	}));
	const times = [...new Set(series.flatMap(({samples}) => samples.map(({at}) => at)))].sort(
		(left, right) => left - right,
	);
	const of = isOneOfSeveral ? `${saySplit(split)}: ` : '';
	return times.map((at, index) => {
		const shares = series.flatMap(({name, samples}) => {
			const share = samples.findLast(sample => sample.at <= at)?.value;
			return share === undefined ? [] : [`${name} ${trim(Math.round(share * 10) / 10)} %`];
		});
		return {
			at,
			says: `${of}${index === 0 ? 'first seen at' : 'set to'} ${shares.join(', ')}`,
			source: 'watch',
		};
	});
}

function seenSince(state: State, splits: readonly Split[]): number | undefined {
	const firsts = splits.flatMap(split =>
		split.backends.flatMap(({name}) => sharesSeen(state.history, split.key, name)[0]?.at ?? []),
	);
	return firsts.length === 0 ? undefined : Math.min(...firsts);
}

/** When what was shown was out of date: nothing that happened meanwhile was seen at its time. */
function linkMoments({history}: State): readonly Moment[] {
	return (history.outage ?? []).map(({at, value}) => ({
		at,
		says: value === 0 ? 'All is up to date again' : 'What is shown is out of date from here on',
		source: 'connection',
	}));
}
