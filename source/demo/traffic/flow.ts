import {gridSteps, timeoutMs, timeoutStep, typicalMs} from './latency.ts';

/** How the gateway's attempt to get an answer ended: the code users saw, and Envoy's flag that says why. */
export type Outcome = {readonly code: number; readonly flags: string; readonly isSuccess?: true};

export const answered: Outcome = {code: 200, flags: '-', isSuccess: true};
/** The application's own error. */
export const failed: Outcome = {code: 500, flags: '-'};
/** The pod refused the connection. */
export const refused: Outcome = {code: 503, flags: 'UF'};
/** The pod's queue was full. */
export const overflowed: Outcome = {code: 503, flags: 'UO'};
export const timedOut: Outcome = {code: 504, flags: 'UT'};
/** No endpoint of the Service was ready. */
export const noEndpoint: Outcome = {code: 503, flags: 'UH'};
/** The rule has no backend that could be used: none, all of weight zero, or one that does not exist. */
export const noBackend: Outcome = {code: 500, flags: 'DR'};
export const noRoute: Outcome = {code: 404, flags: 'NR'};

/** Answers with one outcome to requests of one method, counted since the beginning by how long they took. */
export type Tally = {
	readonly outcome: Outcome;
	readonly method: string;
	readonly counts: Float64Array;
	sumMs: number;
};

/** From where to where requests flow. What is not reached is an empty text. */
export type Course = {
	readonly namespace: string;
	readonly route: string;
	readonly rule: string;
	readonly ruleIndex: number;
	readonly backendIndex: number;
	readonly service: string;
	readonly port: number;
	readonly workload: string;
	readonly image: string;
	/** The pods' label `version`, as telemetry shows it. */
	readonly version: string;
	readonly app: string;
};

/** What flows on one course, as the gateway counts it. A tally appears with the first answer of its outcome. */
export class Flow {
	readonly course: Course;
	readonly tallies: Tally[] = [];

	constructor(course: Course) {
		this.course = course;
	}

	/** Counts answers that took about as long as `step` of the grid says. */
	count(outcome: Outcome, method: string, step: number, answers: number): void {
		if (answers === 0) return;
		const tally = this.#tally(outcome, method);
		tally.counts[step]! += answers;
		tally.sumMs += answers * (step === timeoutStep ? timeoutMs : typicalMs[step]!);
	}

	#tally(outcome: Outcome, method: string): Tally {
		let tally = this.tallies.find(present => present.outcome === outcome && present.method === method);
		if (!tally) {
			tally = {outcome, method, counts: new Float64Array(gridSteps), sumMs: 0};
			this.tallies.push(tally);
		}
		return tally;
	}
}

export function totalOf({counts}: Tally): number {
	return counts.reduce((sum, count) => sum + count, 0);
}
