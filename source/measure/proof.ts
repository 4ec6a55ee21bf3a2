import type {BackendFigures, Figures, Unmeasured} from '../model/measured.ts';
import type {Plan} from '../model/plan.ts';
import type {Claim, Proof, VersionProof} from '../model/proof.ts';
import {type Backend, type Condition, isDead, type Split} from '../model/split.ts';
import {acceptanceOf} from '../traffic/acceptance.ts';
import {trim} from '../traffic/weights.ts';
import {type Drained, drainedBy, provesDrain, type Written} from './drained.ts';
import type {Known, Read} from './known.ts';
import {silenceOf} from './silence.ts';
import {clockSlackMs, verdictOf} from './verdict.ts';

/** The proof of a drain by the splits as they stand now and what was measured of each; undefined for what is none, or wrote nothing. */
export function judgeDrain(run: Written, splits: readonly Split[], known: Known): Proof | undefined {
	const {command, plan, writtenAt} = run;
	if (plan === undefined || writtenAt === undefined || !provesDrain(run)) return undefined;
	const drained = drainedBy(run, splits);
	const [first] = drained;
	// What an engine leads may be no split any more once only one version is left.
	if (first === undefined && command.action !== 'abort') return undefined;
	const versions = drained.flatMap(({split, away}) =>
		away.map(backend =>
			versionOf(
				backend,
				known.readOf(split.key),
				writtenAt,
				formerShare(backend, split, plan, writtenAt, known),
			),
		),
	);
	const accepted = acceptedOf(first?.split, run);
	return {
		writtenAt,
		objects: new Set(plan.steps.map(({target}) => target.uid)).size,
		accepted,
		programmed: programmedOf(first?.split),
		versions,
		champion: first && sayChampion(first, known.readOf(first.split.key), writtenAt),
		verdict: verdictOf({plan, accepted, versions, drained, writtenAt, known}),
	};
}

/** As the plan read it, else as it was last seen before. */
function formerShare(
	{name}: Backend,
	{key, backends}: Split,
	plan: Plan,
	writtenAt: number,
	{sharesOf}: Known,
): number | null | undefined {
	const read = plan.formerShares?.[key]?.[backends.findIndex(each => each.name === name)];
	if (read !== undefined) return read;
	return sharesOf(key, name).findLast(({at, value}) => at < writtenAt && value > 0)?.value;
}

function acceptedOf(split: Split | undefined, {command, outcome, endedAt}: Written): Claim {
	const acceptance = split && acceptanceOf(split);
	if (outcome?.end === 'unsettled') return {state: 'no', says: outcome.progress};
	if (acceptance === undefined || acceptance.state === 'not-reported') {
		if (command.action !== 'abort')
			return {state: 'not-reported', says: 'nobody reports whether it was accepted'};
		// Its engine takes the lever, and reports what it did.
		return outcome?.end === 'settled'
			? {state: 'yes', at: endedAt!, says: 'accepted'}
			: {state: 'waiting', says: 'its engine has not done it yet'};
	}
	if (acceptance.state === 'refused') return {state: 'no', says: acceptance.says};
	if (outcome?.end !== 'settled') return {state: 'waiting', says: acceptance.says};
	return {state: 'yes', at: endedAt!, says: 'accepted'};
}

function programmedOf(split: Split | undefined): Claim {
	const {conditions = [], generation = 0} = split ?? {};
	const reports = conditions.filter(({type}) => type === 'Programmed');
	const [first] = reports;
	if (first === undefined) return {state: 'not-reported', says: 'nobody reports when the data plane has it'};
	const isBehind = ({observedGeneration = generation}: Condition) => observedGeneration < generation;
	const refused = reports.find(({status}) => status !== 'True');
	if (reports.some(isBehind)) return {state: 'waiting', says: 'not observed yet'};
	if (refused) return {state: 'no', says: `Programmed ${refused.reason}`};
	return {state: 'yes', says: 'programmed', ...(first.since !== undefined && {at: first.since})};
}

function versionOf(
	backend: Backend,
	read: Read | undefined,
	writtenAt: number,
	former: number | null | undefined,
): VersionProof {
	const {name} = backend;
	if (read === undefined) return {name, state: 'early', says: tooSoon};
	const {measured, oldBecause} = read;
	if (measured.state === 'unmeasured')
		return {name, state: early.has(measured.why) ? 'early' : 'unknown', says: measured.says};
	if (oldBecause !== undefined) return {name, state: 'unknown', says: oldBecause.says};
	const figures = measured.backends.find(each => each.name === name);
	if (figures === undefined || figures.gap?.why === 'missing')
		return {name, state: 'unknown', says: `${measured.source} has no series of ${name}.`};
	// Counts from before it was written say nothing of what came after.
	if (figures.gap?.why === 'too-soon' || readUntil(figures, measured) <= writtenAt)
		return {name, state: 'early', says: tooSoon};
	return countedOf({backend, figures, measured, writtenAt, former});
}

/** More of it will come by itself. */
const early: ReadonlySet<Unmeasured['why']> = new Set(['too-soon', 'too-few']);

type Counted = {
	readonly backend: Backend;
	readonly figures: BackendFigures;
	readonly measured: Figures;
	readonly writtenAt: number;
	readonly former: number | null | undefined;
};

function countedOf({backend, figures, measured, writtenAt, former}: Counted): VersionProof {
	const {name} = backend;
	const {gap, requests, perSecond, countedFrom = writtenAt} = figures;
	const readAt = readUntil(figures, measured);
	const lastAt = figures.lastAt ?? (gap?.why === 'stale' ? gap.since : undefined);
	if (gap === undefined && requests > 0 && lastAt !== undefined && lastAt >= readAt)
		return {name, state: 'busy', lastAt, perSecond};
	// A gateway that leads nothing there any more may stop counting it.
	const until = gap?.why === 'stale' && gap.since > writtenAt ? gap.since : readAt;
	const from = Math.max(writtenAt, countedFrom, lastAt ?? writtenAt);
	return {
		name,
		state: 'quiet',
		lastAt,
		until,
		...(countedFrom > writtenAt && {from: countedFrom}),
		silence: silenceOf(measured, readAt - from, former),
		side: measured.side,
		...(measured.side === 'pods' && isDead(backend) && {isUnseen: true}),
	};
}

/** Whoever counts it was read until then, whether its own counters were still there or not. */
function readUntil({countedUntil}: BackendFigures, {at}: Figures): number {
	return countedUntil ?? at;
}

const tooSoon = 'No counts since it was written yet.';

/** What its callers get from the version that everything goes to now. */
function sayChampion({stays}: Drained, read: Read | undefined, writtenAt: number): string | undefined {
	const [stay] = stays;
	if (read?.measured.state !== 'measured' || stay === undefined) return undefined;
	const {at, windowMs} = read.measured;
	// How it fared before is no word of how it fares with everything.
	if (at <= writtenAt || at - windowMs < writtenAt - clockSlackMs) return undefined;
	const figures = read.measured.backends.find(({name}) => name === stay.name);
	if (figures === undefined || figures.gap !== undefined || figures.requests === 0) return undefined;
	const percent = (100 * figures.failed) / figures.requests;
	const errors = percent === 0 ? 'no errors' : `${trim(Math.round(percent * 10) / 10)} % errors`;
	return `${stay.name} answers ${trim(Math.round(figures.perSecond * 10) / 10)}/s, ${errors}`;
}
