import {type Measurer, measurer} from '../measure/measurer.ts';
import {shortfallOf} from '../measure/shortfall.ts';
import {ahead} from '../model/clock.ts';
import {type LatencyBucket, type Measured, unmeasured} from '../model/measured.ts';
import type {Split} from '../model/split.ts';
import type {Session} from './session.ts';

/** What is measured must be there in time for a script: later, what is missing is said to be. */
const patienceMs = 30_000;
/** Splits that are asked for at once. */
const together = 4;

/** One for a whole command, so that a source is looked for once. */
export function measurerIn({cluster, clock, metrics = {}}: Session): Measurer {
	return measurer(
		cluster,
		ahead(clock, () => cluster.clockAheadMs()),
		metrics,
	);
}

/** What is seen of each split, in their order. */
export async function measureAll(
	splits: readonly Split[],
	measuring: Measurer,
	{clock, signal}: Session,
	/** When their shares last changed, by the cluster's clock, where that is known. */
	since?: number,
): Promise<Measured[]> {
	const untilMs = clock.now() + patienceMs;
	const measured: Measured[] = [];
	while (measured.length < splits.length && !signal.aborted) {
		const next = splits.slice(measured.length, measured.length + together);
		if (clock.now() >= untilMs) measured.push(...next.map(tooLate));
		else measured.push(...(await Promise.all(next.map(split => measuring.measure(split, since)))));
	}
	return measured;
}

function tooLate(): Measured {
	return unmeasured('unreachable', `Not measured within ${patienceMs / 1000} s.`);
}

/** The contract of `seen`: either figures, or why there are none. What is not known is null, never 0. */
export function seenJson(split: Split, measured: Measured) {
	if (measured.state === 'unmeasured') {
		const {state, why, says, hint, since} = measured;
		return {state, why, says, hint: hint ?? null, since: since === undefined ? null : isoTime(since)};
	}
	const {state, meter, source, side, extent, at, windowMs, backends, remarks} = measured;
	return {
		state,
		meter,
		source,
		side,
		extent,
		at: isoTime(at),
		windowSeconds: windowMs / 1000,
		backends: backends.map(({name, gap, share, requests, perSecond, failed, failures, p50, p99}) => ({
			name,
			share: share?.percent ?? null,
			plusMinus: share?.plusMinus ?? null,
			requests: gap ? null : requests,
			requestsPerSecond: gap ? null : perSecond,
			failed: gap ? null : failed,
			failures,
			p50: bucketJson(p50),
			p99: bucketJson(p99),
			gap: gap ? {why: gap.why, since: 'since' in gap ? isoTime(gap.since) : null} : null,
		})),
		shortfalls: shortfallOf(split, measured),
		remarks,
	};
}

/** Of the last bucket the end is null: it has none. */
function bucketJson(bucket: LatencyBucket | undefined) {
	return bucket === undefined ? null : {aboveMs: bucket.aboveMs, toMs: bucket.toMs ?? null};
}

function isoTime(at: number): string {
	return new Date(at).toISOString();
}
