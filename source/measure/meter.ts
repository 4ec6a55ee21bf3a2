import type {Extent, Side} from '../model/measured.ts';
import type {Split} from '../model/split.ts';
import type {SeriesLabels} from './series.ts';

/**
 * Someone who counts requests, in their own words: a gateway, a mesh, an
 * ingress controller. A new one is a file and a line in the registry.
 */
export type Meter = {
	readonly name: string;
	/** As a person calls it. */
	readonly title: string;
	/** How it counts this split; undefined where it counts no such thing. */
	reads(split: Split): MeterReading | undefined;
};

export type MeterReading = {
	/** The counter of requests with its matchers, for people as well: `istio_requests_total{…}`. */
	readonly counter: string;
	readonly extent: Extent;
	/** The histogram of durations: its buckets with matchers, and how many milliseconds its unit is. */
	readonly histogram?: {readonly buckets: string; readonly unitMs: number};
	/** Labels that tell backends and sides apart: the histogram is summed by them. */
	readonly by: readonly string[];
	/** The position of the backend a series is of; undefined where it is of none. */
	backendOf(labels: SeriesLabels): number | undefined;
	/** Whose count it is; where both count, only that of gateways is read. */
	sideOf(labels: SeriesLabels): Side;
	/** What failed, in the meter's own words; undefined of what did not. */
	failureOf(labels: SeriesLabels): string | undefined;
	/** What to say where there are series and none is of a backend. */
	readonly notApart?: string;
};
