import type {Proved} from '../journal/proved.ts';
import {proofSteps} from '../measure/proof-words.ts';
import {shortPart} from '../measure/shortfall.ts';
import {sayTimeOfDay} from '../model/moment.ts';
import type {Split} from '../model/split.ts';
import type {EventRow} from '../resources/events.ts';
import {trim} from '../traffic/weights.ts';
import {sharesSeen} from './history.ts';
import {type MeasuredSample, measuredSeries, measureOf, type SampledBackend} from './measures.ts';
import {drainLately, drainsLately, entryOf, proofOf} from './proof.ts';
import type {Run} from './run.ts';
import type {State} from './state.ts';
import {rowsIn} from './targets.ts';
import type {Moment, TimelineScope} from './timeline.ts';
import {deploymentsBehind, podsBehind} from './workloads.ts';

/** From here on errors of a version are worth a line. */
const manyErrorsPercent = 5;

/** When errors of a version rise above 5 % or end, and when its share falls short of what is set or no longer does. */
export function measuredMoments(state: State, split: Split): readonly Moment[] {
	const series = measuredSeries(state, split.key);
	const measured = measureOf(state, split.key)?.measured;
	const source = measured?.state === 'measured' ? `measured by ${measured.meter}` : 'measured';
	return split.backends.flatMap(({name}) => {
		const errors = crossings(series, name, ({failedPercent}) => {
			return failedPercent === undefined ? undefined : failedPercent > manyErrorsPercent;
		});
		const shares = crossings(series, name, ({share}, at) => {
			const set = sharesSeen(state.history, split.key, name).findLast(sample => sample.at <= at)?.value;
			if (share === undefined || set === undefined || set === 0) return undefined;
			return share.percent + share.plusMinus < set * shortPart;
		});
		return [
			...errors.map(({at, is, of}) => ({
				at,
				says: is
					? `${name} fails ${points(of.failedPercent!)} % of its requests`
					: `Errors of ${name} are back to ${points(of.failedPercent!)} %`,
				source,
			})),
			...shares.map(({at, is, of}) => ({
				at,
				says: is
					? `${name} is seen to get ${points(of.share!.percent)} % only`
					: `${name} gets its share again, ${points(of.share!.percent)} %`,
				source,
			})),
		];
	});
}

type Crossing = {readonly at: number; readonly is: boolean; readonly of: SampledBackend};

/** Where a claim about a version becomes true, or true no more; what is not known changes nothing. */
function crossings(
	series: readonly MeasuredSample[],
	name: string,
	claim: (of: SampledBackend, at: number) => boolean | undefined,
): readonly Crossing[] {
	const found: Crossing[] = [];
	for (const {at, backends} of series) {
		const of = backends.find(each => each.name === name);
		const is = of && claim(of, at);
		if (of === undefined || is === undefined || is === (found.at(-1)?.is ?? false)) continue;
		found.push({at, is, of});
	}
	return found;
}

/** The last restart of each pod behind its versions. */
export function podMoments(state: State, {splits}: TimelineScope): readonly Moment[] {
	const pods = new Set(splits.flatMap(({backends}) => backends.flatMap(each => podsBehind(state, each))));
	return [...pods].flatMap(({name, restarts, lastRestart, lastExit}) =>
		lastRestart === undefined
			? []
			: [
					{
						at: lastRestart,
						says: `Pod ${name} restarted${lastExit === '' ? '' : ` (${lastExit})`}, ${restarts} in all`,
						source: 'pods',
					},
				],
	);
}

/** Warnings about it, its workloads and its pods: by their reasons, since messages repeat whatever a program prints. */
export function warningMoments(state: State, {splits, uids}: TimelineScope): readonly Moment[] {
	const about = new Set([
		...uids,
		...splits.flatMap(({backends}) =>
			backends.flatMap(backend => [
				...deploymentsBehind(state, backend).map(({uid}) => uid),
				...podsBehind(state, backend).map(({uid}) => uid),
			]),
		),
	]);
	const events = ['warnings', 'events'].flatMap(view => [...rowsIn<EventRow>(state, view)]);
	const distinct = new Map(events.map(event => [event.uid, event]));
	return [...distinct.values()]
		.filter(({type, regarding}) => type === 'Warning' && about.has(regarding.uid))
		.map(({reason, regarding: {kind, name}, count, firstSeen, lastSeen, source}) => ({
			at: firstSeen,
			says: `${reason} of ${kind} ${name}${count > 1 ? `, ${count} times until ${sayTimeOfDay(lastSeen)}` : ''}`,
			source: `event${source === '' ? '' : ` of ${source}`}`,
		}));
}

/** What was proved of drains, as the journal holds it; and of what was drained here lately, what is known by now. */
export function proofMoments(state: State, scope: TimelineScope): readonly Moment[] {
	const {uids} = scope;
	const kept = state.journal.flatMap(({at, steps, proof}): readonly Moment[] => {
		const isHere = proof !== undefined && steps.some(({target}) => uids.includes(target.uid));
		return isHere ? keptMoments(proof, at) : [];
	});
	return [
		...kept,
		...drainsLately(state).flatMap(run => (isIn(run, state, scope) ? runMoments(state, run) : [])),
	];
}

const source = 'proof of the drain';

function isIn(run: Run, state: State, {splits, uids}: TimelineScope): boolean {
	return (
		splits.some(split => drainLately(state, split) === run) ||
		run.plan?.steps.some(({target}) => uids.includes(target.uid)) === true
	);
}

function keptMoments({at, says, steps}: Proved, askedAt: number): readonly Moment[] {
	return [
		...steps.flatMap(step =>
			step.at === undefined ? [] : [{at: step.at, askedAt, says: step.says, source}],
		),
		{at, askedAt, says: `Proved: ${says}`, source},
	];
}

function runMoments(state: State, run: Run): readonly Moment[] {
	const proof = proofOf(state, run);
	if (proof === undefined) return [];
	const entry = entryOf(state, run);
	const {verdict, versions, writtenAt} = proof;
	// It stands there as it was when it was proved.
	if (entry?.proof !== undefined && verdict.state === 'proved') return [];
	// It is as old as what it goes by, so that nothing moves while nothing happens.
	const known = versions.flatMap(each =>
		'until' in each ? each.until : 'lastAt' in each ? each.lastAt : [],
	);
	const askedAt = entry?.at ?? run.startedAt;
	const says = `So far: ${verdict.says}${'next' in verdict ? ` ${verdict.next}` : ''}`;
	const steps = entry?.proof === undefined ? proofSteps(proof) : [];
	return [
		...steps.flatMap(step =>
			step.at === undefined ? [] : [{at: step.at, askedAt, says: step.says, source}],
		),
		{at: Math.max(writtenAt, ...known), askedAt, says, source},
	];
}

function points(percent: number): string {
	return trim(Math.round(percent * 10) / 10);
}
