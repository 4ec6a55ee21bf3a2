import type {Permit} from './permit.ts';
import type {Expectation, Plan, Refusal, Step} from './plan.ts';
import type {Trouble} from './trouble.ts';

/** What one command tells while it runs, in order. A screen and a shell differ only in who listens. */
export type Telling =
	| {readonly type: 'gathering'}
	| {readonly type: 'planned'; readonly plan: Plan}
	/** The server's dry run of one step; a trouble here is shown in the preview. */
	| {readonly type: 'rehearsed'; readonly step: Step; readonly trouble?: Trouble}
	| {readonly type: 'permitted'; readonly permit: Permit}
	/** Somebody was faster, and nothing was written: all of it is told anew, to be confirmed anew. */
	| {readonly type: 'overtaken'}
	/** What somebody else changed since the preview before, in sentences; told right after the plan. */
	| {readonly type: 'changed'; readonly says: readonly string[]}
	| {readonly type: 'applied'; readonly step: Step}
	| {readonly type: 'waiting'; readonly expectation: Expectation; readonly progress: string}
	/** What the orchestrator did with a container for it, as a sentence; `at` by the cluster's clock. */
	| {readonly type: 'orchestrated'; readonly at: number; readonly says: string}
	/** What became of an Event about what was written, as a sentence; it may come after the end. */
	| {readonly type: 'announced'; readonly says: string; readonly isTrouble: boolean}
	| {readonly type: 'ended'; readonly outcome: Outcome};

/** How a command ended. `done`, `failed`, `untried` together are the plan's steps: nothing is left unsaid half-way. */
export type Outcome =
	| {
			readonly end: 'settled' | 'unsettled' | 'applied';
			readonly plan: Plan;
			readonly id: string;
			readonly tookMs: number;
			readonly progress: string;
			/** What came of it at length, a line each. */
			readonly lines?: readonly string[];
			/** Of a command in a pod that ended by itself. */
			readonly exitCode?: number;
			/** Why the journal does not hold all of it, as a sentence. */
			readonly unrecorded?: string;
	  }
	| {
			readonly end: 'failed';
			readonly plan?: Plan;
			/** Of the journal's entry, where one was begun: what was done can be taken back by it. */
			readonly id?: string;
			readonly trouble: Trouble;
			readonly done: readonly Step[];
			readonly untried: readonly Step[];
			/** Why the journal does not hold all of it, as a sentence. */
			readonly unrecorded?: string;
	  }
	/** `isOvertaken`: by somebody's write after the reads, so that the same command may be planned anew. */
	| {
			readonly end: 'refused';
			readonly plan?: Plan;
			readonly refusal: Refusal;
			readonly isOvertaken?: true;
	  }
	| {readonly end: 'cancelled'; readonly plan: Plan};
