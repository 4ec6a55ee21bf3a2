import type {Measured, Unmeasured} from '../model/measured.ts';

/** What was last measured of a split, and why that is old, where it is. */
export type Read = {readonly measured: Measured; readonly oldBecause?: Unmeasured};

/** What is known beside the splits as they are shown. */
export type Known = {
	/** What was measured of a split. */
	readOf(split: string): Read | undefined;
	/** How the share of a backend moved while sluice watched; by the cluster's clock. */
	sharesOf(split: string, backend: string): ReadonlyArray<{readonly at: number; readonly value: number}>;
	/** Since when what is shown is out of date. */
	readonly oldSince: number | undefined;
};
