import type {Side} from './measured.ts';

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
			/** From when on nothing was missed, where that is later than the write. */
			readonly from?: number;
			readonly silence: Silence;
			/** Its own pods count, and none of them is ready: what is sent to it reaches nobody who counts. */
			readonly isUnseen?: true;
			readonly side: Side;
	  }
	/** It still got requests when counts were last read. */
	| {readonly name: string; readonly state: 'busy'; readonly lastAt: number; readonly perSecond: number}
	/** Counts since it was written are still to come, or are too few. */
	| {readonly name: string; readonly state: 'early'; readonly says: string}
	| {readonly name: string; readonly state: 'unknown'; readonly says: string};

/** How long a version has got nothing, and what that says. */
export type Silence = {
	readonly ms: number;
	/** How many requests would have come in that time at its former share; undefined where that is not known. */
	readonly expected?: number;
	/** Were nothing changed, so much silence would be chance in less than one of twenty cases. */
	readonly isTelling: boolean;
};

export type Verdict =
	/** `isSure`: so much silence is no chance. */
	| {readonly state: 'proved'; readonly says: string; readonly isSure: boolean}
	| {readonly state: 'waiting'; readonly says: string}
	| {readonly state: 'not-happening'; readonly says: string; readonly next: string}
	| {readonly state: 'unproved'; readonly says: string; readonly next: string};
