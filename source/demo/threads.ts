/** What the main thread and the cluster's thread say to each other. */
import type {RehearsalState, Scenario} from '../model/rehearsal.ts';

/** What the main thread hands over at the start. */
export type WorkerOptions = {
	readonly scenario: string;
	readonly seed: number;
	readonly speed: number;
	readonly isPaused: boolean;
	/** When the cluster's time begins; with our own time where undefined. */
	readonly fixedStartMs: number | undefined;
	/** Its answers bear its own time. */
	readonly tellsTime: boolean;
	readonly token: string;
	readonly tokenFile: string;
};

/** A wish about the cluster's time. */
export type TimeRequest =
	| {readonly type: 'pause'}
	| {readonly type: 'resume'}
	| {readonly type: 'step'; readonly byMs: number}
	| {readonly type: 'speed'; readonly speed: number};

export type Request =
	| TimeRequest
	| {readonly type: 'play'; readonly scenario: string}
	| {readonly type: 'looked'; readonly at: string};

/** The cluster's time: `nowMs` at the moment `atMs` of ours, which threads share. */
export type Reading = {readonly nowMs: number; readonly atMs: number};

export type Telling =
	| {
			readonly type: 'ready';
			readonly authority: string;
			readonly scenarios: readonly Scenario[];
			/** The address of each scenario's API server, in the order of the scenarios. */
			readonly servers: readonly string[];
			/** Scenarios in which one has to log in again. */
			readonly losing: readonly string[];
			/** Scenarios without the namespace in which the others begin. */
			readonly shopless: readonly string[];
	  }
	| {readonly type: 'refused'; readonly says: string}
	| {readonly type: 'state'; readonly state: RehearsalState; readonly reading: Reading}
	| {readonly type: 'began'; readonly scenario: string};

/** Milliseconds since 1970 in our time, the same in every thread. */
export function sharedNow(): number {
	return performance.timeOrigin + performance.now();
}
