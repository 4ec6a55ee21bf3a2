/** How far workloads are from what they declare, and how they got back: readings folded into gaps, each from its first sight to its end. */

export type Workload = {
	readonly uid: string;
	readonly kind: string;
	readonly namespace: string;
	readonly name: string;
};

/** How many pods a workload declares, and how many of them are ready. */
export type Reading = {readonly of: Workload; readonly declared: number; readonly actual: number};

export type Moment = {readonly at: number; readonly declared: number; readonly actual: number};

/** A time in which fewer pods were ready than were declared. */
export type Gap = {
	readonly of: Workload;
	/** Never empty. The last one of a gap that has ended tells how it ended. */
	readonly moments: readonly Moment[];
	/** It was there when the workload was first looked at: nobody here saw it begin. */
	readonly isFoundOpen: boolean;
	readonly end?: {readonly at: number; readonly is: 'back' | 'deleted'};
};

export type Gaps = {
	/** By the uid of their workload. */
	readonly open: ReadonlyMap<string, Gap>;
	/** Newest last. */
	readonly closed: readonly Gap[];
};

export const noGaps: Gaps = {open: new Map(), closed: []};

/** The oldest gaps are forgotten first, and of a long one the moments in its middle. */
const mostClosed = 200;
const mostMoments = 60;

/** The gaps once a workload was read; `isFirst` where it was never read before, so that nobody knows how it was. */
export function withReading(gaps: Gaps, reading: Reading, at: number, isFirst: boolean): Gaps {
	const {of, declared, actual} = reading;
	const gap = gaps.open.get(of.uid);
	const isShort = actual < declared;
	if (gap === undefined) {
		if (!isShort) return gaps;
		return withOpen(gaps, {of, moments: [{at, declared, actual}], isFoundOpen: isFirst});
	}
	const last = gap.moments.at(-1)!;
	if (last.declared === declared && last.actual === actual) return gaps;
	const next = {...gap, moments: shortened([...gap.moments, {at, declared, actual}])};
	return isShort ? withOpen(gaps, next) : withEnd(gaps, {...next, end: {at, is: 'back'}});
}

/** The gaps once a workload is gone: what was missing of it is not declared any more. */
export function withoutWorkload(gaps: Gaps, uid: string, at: number): Gaps {
	const gap = gaps.open.get(uid);
	return gap === undefined ? gaps : withEnd(gaps, {...gap, end: {at, is: 'deleted'}});
}

function withOpen({open, closed}: Gaps, gap: Gap): Gaps {
	return {open: new Map(open).set(gap.of.uid, gap), closed};
}

function withEnd({open, closed}: Gaps, gap: Gap): Gaps {
	const rest = new Map(open);
	rest.delete(gap.of.uid);
	return {open: rest, closed: [...closed.slice(1 - mostClosed), gap]};
}

function shortened(moments: readonly Moment[]): readonly Moment[] {
	return moments.length <= mostMoments ? moments : [moments[0]!, ...moments.slice(2)];
}
