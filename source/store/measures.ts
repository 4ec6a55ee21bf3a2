import {continued} from '../measure/continued.ts';
import type {Figures, LatencyBucket, Measured, SeenShare, Unmeasured} from '../model/measured.ts';
import type {Event} from './events.ts';
import {sharesSeen} from './history.ts';
import type {State} from './state.ts';

/** What was last measured of a split, and how it went for a while. */
export type MeasureRead = {
	readonly measured: Measured;
	/** The last figures there were, which know what newer ones may have forgotten. */
	readonly figures?: Figures;
	/** Why figures that are shown are old ones; undefined while they are fresh. */
	readonly oldBecause?: Unmeasured;
	/** One for each time that new counts came, oldest first; they go back `keptMs`. */
	readonly series: readonly MeasuredSample[];
};

/** The figures of one moment, for drawing: over the minute before it. */
export type MeasuredSample = {
	/** By the cluster's clock. */
	readonly at: number;
	/** How long was counted: samples closer than that share requests. */
	readonly windowMs: number;
	readonly backends: readonly SampledBackend[];
};

export type SampledBackend = {
	readonly name: string;
	/** Undefined where it was not known: a gap in the line, never a zero. */
	readonly share?: SeenShare;
	readonly requests?: number;
	readonly failed?: number;
	readonly perSecond?: number;
	/** Percent of its requests; undefined also where it had none. */
	readonly failedPercent?: number;
	readonly p50?: LatencyBucket;
	readonly p99?: LatencyBucket;
};

export const keptMs = 600_000;

/** Figures of splits, by their key. */
export type Measures = {readonly [split: string]: MeasureRead};

/** What measuring sources told. */
export function reduceMeasures(state: State, event: Event): State {
	if (event.type !== 'measured') return state;
	const former = state.measures[event.split];
	const read = withMeasured(former, event.measured);
	return read === former ? state : {...state, measures: {...state.measures, [event.split]: read}};
}

/** Old figures stay, said to be old, where only newer ones are missing; whatever else is wrong takes their place. */
function withMeasured(former: MeasureRead | undefined, measured: Measured): MeasureRead {
	const series = former?.series ?? [];
	if (measured.state === 'measured') {
		const figures = continued(former?.figures, measured);
		return {measured: figures, figures, series: withSample(series, measured)};
	}
	const isOld = measured.why === 'unreachable' || measured.why === 'stale';
	if (!isOld || former?.measured.state !== 'measured') {
		return isSameReason(former?.measured, measured) ? former! : {measured, figures: former?.figures, series};
	}
	return isSameReason(former.oldBecause, measured) ? former : {...former, oldBecause: measured};
}

function isSameReason(former: Measured | undefined, {why, says}: Unmeasured): boolean {
	return former?.state === 'unmeasured' && former.why === why && former.says === says;
}

function withSample(
	series: readonly MeasuredSample[],
	{at, windowMs, backends}: Figures,
): readonly MeasuredSample[] {
	if ((series.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= at) return series;
	const sampled = backends.map(
		({name, gap, share, requests, failed, perSecond, p50, p99}): SampledBackend => {
			if (gap !== undefined) return {name};
			return {
				name,
				requests,
				failed,
				perSecond,
				...(share && {share}),
				...(requests > 0 && {failedPercent: (100 * failed) / requests}),
				...(p50 && {p50}),
				...(p99 && {p99}),
			};
		},
	);
	return [...series.filter(sample => sample.at > at - keptMs), {at, windowMs, backends: sampled}];
}

/** What is known of a split's requests; undefined before anything was asked. */
export function measureOf(state: State, split: string): MeasureRead | undefined {
	return state.measures[split];
}

/** The last ten minutes of a split's figures, oldest first. */
export function measuredSeries(state: State, split: string): readonly MeasuredSample[] {
	return state.measures[split]?.series ?? [];
}

/** When the shares of a split last changed while sluice watched, by the cluster's clock. */
export function sharesChangedAt(
	{history}: Pick<State, 'history'>,
	split: {readonly key: string; readonly backends: ReadonlyArray<{readonly name: string}>},
): number | undefined {
	const moments = split.backends.flatMap(({name}) => {
		const samples = sharesSeen(history, split.key, name);
		return samples.length > 1 ? [samples.at(-1)!.at] : [];
	});
	return moments.length === 0 ? undefined : Math.max(...moments);
}
