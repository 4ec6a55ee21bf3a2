import type {ActionCommand} from '../model/command.ts';
import type {BackendFigures, Measured, Unmeasured} from '../model/measured.ts';
import type {Plan} from '../model/plan.ts';
import {type Backend, type Condition, isDead, type Split} from '../model/split.ts';
import type {Outcome} from '../model/telling.ts';
import {acceptanceOf} from '../traffic/acceptance.ts';
import {trim} from '../traffic/weights.ts';

/**
 * What is proved of a drain, each claim with its time by the cluster's clock,
 * and nothing claimed beyond what was seen.
 */
export type Proof = {
	/** When the last write was accepted by the API server, and how many objects were written. */
	readonly writtenAt: number;
	readonly objects: number;
	/** What those who serve the route say of it. */
	readonly accepted: Claim;
	/** That it is in force in the data plane, which few gateways report. */
	readonly programmed: Claim;
	/** For each version that was to get nothing any more. */
	readonly versions: readonly VersionProof[];
	/** What the version that stays answers since. */
	readonly champion: string | undefined;
	readonly verdict: Verdict;
};

/** `not-reported`: nobody says so, and nobody says otherwise. */
export type Claim =
	| {readonly state: 'yes'; readonly at?: number; readonly says: string}
	| {readonly state: 'waiting' | 'no' | 'not-reported'; readonly says: string};

export type VersionProof =
	| {
			readonly name: string;
			readonly state: 'quiet';
			readonly lastAt: number | undefined;
			readonly until: number;
	  }
	/** It still got requests when counts were last read. */
	| {readonly name: string; readonly state: 'busy'; readonly lastAt: number; readonly perSecond: number}
	/** Counts since it was written are still to come. */
	| {readonly name: string; readonly state: 'early'; readonly says: string}
	| {readonly name: string; readonly state: 'unknown'; readonly says: string};

export type Verdict =
	| {readonly state: 'proved'; readonly says: string}
	| {readonly state: 'waiting'; readonly says: string}
	| {readonly state: 'not-happening'; readonly says: string; readonly next: string}
	| {readonly state: 'unproved'; readonly says: string; readonly next: string};

/** Requests that were under way when it was written may still be counted for so long. */
const graceMs = 10_000;

/** A change as far as it has come: its plan, and when it was last written and over, by a clock that `clockAheadMs` leads to the cluster's. */
export type Written = {
	readonly command: ActionCommand;
	readonly plan?: Plan;
	readonly writtenAt?: number;
	readonly endedAt?: number;
	readonly outcome?: Outcome;
};

/** What was last measured of a split, and why that is old, where it is. */
export type Read = {readonly measured: Measured; readonly oldBecause?: Unmeasured};

/** Whether it is a drain that has written something. */
export function provesDrain({command, writtenAt}: Written): boolean {
	return (command.action === 'drain-traffic' || command.action === 'abort') && writtenAt !== undefined;
}

/** The proof of a drain by the splits as they stand now and what was measured of each; undefined for what is none, or wrote nothing. */
export function judgeDrain(
	run: Written,
	splits: readonly Split[],
	readOf: (split: string) => Read | undefined,
	clockAheadMs: number,
): Proof | undefined {
	const {plan, writtenAt} = run;
	if (plan === undefined || writtenAt === undefined || !provesDrain(run)) return undefined;
	const drained = drainedIn(splits, plan);
	const [first] = drained;
	if (first === undefined) return undefined;
	const at = writtenAt + clockAheadMs;
	const versions = drained.flatMap(({split, away}) =>
		away.map(({name}) => versionOf(name, readOf(split.key), at)),
	);
	const accepted = acceptedOf(first.split, run, clockAheadMs);
	return {
		writtenAt: at,
		objects: new Set(plan.steps.map(({target}) => target.uid)).size,
		accepted,
		programmed: programmedOf(first.split),
		versions,
		champion: sayChampion(first, readOf(first.split.key)),
		verdict: verdictOf(plan, accepted, versions, drained, at),
	};
}

type Drained = {readonly split: Split; readonly away: readonly Backend[]; readonly stays: readonly Backend[]};

/** The splits it changed, as they stand now. */
function drainedIn(splits: readonly Split[], {shares = {}}: Plan): readonly Drained[] {
	return splits.flatMap(split => {
		const given = shares[split.key];
		if (given === undefined) return [];
		const isAway = (_: Backend, index: number) => (given[index] ?? 0) === 0;
		return [
			{
				split,
				away: split.backends.filter(isAway),
				stays: split.backends.filter((each, index) => !isAway(each, index)),
			},
		];
	});
}

function acceptedOf(split: Split, {outcome, endedAt}: Written, aheadMs: number): Claim {
	const acceptance = acceptanceOf(split);
	if (outcome?.end === 'unsettled') return {state: 'no', says: outcome.progress};
	if (acceptance === undefined || acceptance.state === 'not-reported')
		return {state: 'not-reported', says: 'nobody reports whether it was accepted'};
	if (acceptance.state === 'refused') return {state: 'no', says: acceptance.says};
	if (outcome?.end !== 'settled') return {state: 'waiting', says: acceptance.says};
	return {state: 'yes', at: endedAt! + aheadMs, says: 'accepted'};
}

function programmedOf({conditions, generation}: Split): Claim {
	const reports = conditions.filter(({type}) => type === 'Programmed');
	const [first] = reports;
	if (first === undefined) return {state: 'not-reported', says: 'nobody reports when the data plane has it'};
	const isBehind = ({observedGeneration = generation}: Condition) => observedGeneration < generation;
	const refused = reports.find(({status}) => status !== 'True');
	if (reports.some(isBehind)) return {state: 'waiting', says: 'not observed yet'};
	if (refused) return {state: 'no', says: `Programmed ${refused.reason}`};
	return {state: 'yes', says: 'programmed', ...(first.since !== undefined && {at: first.since})};
}

function versionOf(name: string, read: Read | undefined, writtenAt: number): VersionProof {
	if (read === undefined) return {name, state: 'early', says: tooSoon};
	const {measured, oldBecause} = read;
	if (measured.state === 'unmeasured')
		return measured.why === 'too-soon'
			? {name, state: 'early', says: measured.says}
			: {name, state: 'unknown', says: measured.says};
	if (oldBecause !== undefined) return {name, state: 'unknown', says: oldBecause.says};
	const figures = measured.backends.find(each => each.name === name);
	if (figures === undefined || figures.gap?.why === 'missing')
		return {name, state: 'unknown', says: `${measured.source} has no series of ${name}.`};
	// Counts from before it was written say nothing of what came after.
	if (measured.at <= writtenAt) return {name, state: 'early', says: tooSoon};
	return countedOf(name, figures, measured.at);
}

function countedOf(name: string, figures: BackendFigures, at: number): VersionProof {
	const {gap, lastAt, requests, perSecond} = figures;
	if (gap?.why === 'too-soon') return {name, state: 'early', says: tooSoon};
	// A gateway that leads nothing there any more may stop counting it.
	if (gap?.why === 'stale') return {name, state: 'quiet', lastAt: lastAt ?? gap.since, until: gap.since};
	if (requests > 0 && lastAt !== undefined && lastAt >= at) return {name, state: 'busy', lastAt, perSecond};
	return {name, state: 'quiet', lastAt, until: at};
}

const tooSoon = 'No counts since it was written yet.';

/** What its callers get from the version that everything goes to now. */
function sayChampion({stays}: Drained, read: Read | undefined): string | undefined {
	const [stay] = stays;
	if (read?.measured.state !== 'measured' || stay === undefined) return undefined;
	const figures = read.measured.backends.find(({name}) => name === stay.name);
	if (figures === undefined || figures.gap !== undefined || figures.requests === 0) return undefined;
	const percent = (100 * figures.failed) / figures.requests;
	const errors = percent === 0 ? 'no errors' : `${trim(Math.round(percent * 10) / 10)} % errors`;
	return `${stay.name} answers ${trim(Math.round(figures.perSecond * 10) / 10)}/s, ${errors}`;
}

function verdictOf(
	plan: Plan,
	accepted: Claim,
	versions: readonly VersionProof[],
	drained: readonly Drained[],
	writtenAt: number,
): Verdict {
	const names = [...new Set(versions.map(({name}) => name))].join(', ');
	const back = drained.flatMap(({split, away}) =>
		away
			.filter(({share}) => (share ?? 0) > 0)
			.map(
				({name, share}) =>
					`${split.ref.resource.kind} ${split.ref.name} gives ${name} ${trim(share!)} % again`,
			),
	);
	if (back.length > 0) {
		return {
			state: 'not-happening',
			says: `It is not happening: ${back[0]}, so somebody wrote after you.`,
			next: 'Look who it was (d), hold that owner (:hold), and drain again.',
		};
	}
	if (accepted.state === 'no') {
		return {
			state: 'not-happening',
			says: `It is not happening: the route was not taken (${accepted.says}).`,
			next: `Mend what it says, or scale ${names} to 0 (:scale 0).`,
		};
	}
	const busy = versions.filter(each => each.state === 'busy');
	const late = busy.filter(({lastAt}) => lastAt > writtenAt + graceMs);
	if (late.length > 0) return stillReached(plan, late, writtenAt);
	if (busy.length > 0)
		return {state: 'waiting', says: `Requests to ${names} are still counted; those under way may end yet.`};
	const early = versions.find(each => each.state === 'early');
	if (early !== undefined) return {state: 'waiting', says: `Not counted yet. ${early.says}`};
	const unknown = versions.find(each => each.state === 'unknown');
	if (unknown !== undefined) {
		const isDeadNow = drained.every(({away}) => away.every(isDead));
		return {
			state: 'unproved',
			says: `Unproved: whether requests still reach ${unknown.name}. ${unknown.says}`,
			next: isDeadNow
				? `${names} has no ready pod, so what reaches it fails.`
				: `Its logs tell (l), or a source of metrics does: see "metrics" in the configuration.`,
		};
	}
	return {state: 'proved', says: `Nothing reaches ${names} any more, as far as is counted.`};
}

function stillReached(
	{concerns}: Plan,
	late: readonly (VersionProof & {state: 'busy'})[],
	writtenAt: number,
): Verdict {
	const [first] = late;
	const open = concerns.find(({says}) => says.startsWith('Not drained'));
	const seconds = Math.round((first!.lastAt - writtenAt) / 1000);
	const rate = trim(Math.round(first!.perSecond * 10) / 10);
	const because =
		open === undefined
			? 'connections that stay open, clients bound to it, or a way that is not written in these routes'
			: open.says.replace(/^Not drained(?: by this)?: /, '').replace(/\.$/, '');
	return {
		state: 'not-happening',
		says: `It is not happening: ${rate}/s still reach ${first!.name} ${seconds} s after it was written, because of ${because}.`,
		next: open?.hint ?? `Scale ${first!.name} to 0 (:scale 0): that ends what is bound to it.`,
	};
}
