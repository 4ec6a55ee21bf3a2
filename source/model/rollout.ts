import type {Labels} from './labels.ts';
import type {Leftover} from './leftover.ts';
import type {Concern} from './plan.ts';
import type {Ref} from './ref.ts';
import type {PodCount, Role} from './split.ts';

/**
 * A change of version that an engine (Argo Rollouts, Flagger, Kruise) leads
 * through, as its object tells of it. Times are milliseconds since the epoch:
 * nothing here depends on the present moment.
 */
export type Rollout = {
	readonly ref: Ref;
	/** The engine's name in the registry. */
	readonly engine: string;
	readonly strategy: 'canary' | 'blue-green' | 'a-b';
	/** The engine's own word, and what it says beside it. */
	readonly phase: string;
	readonly message: string;
	readonly state: RolloutState;
	/** The controller has seen the latest change of the object. */
	readonly isObserved: boolean;
	/** All traffic was sent back to the champion, and stays there until somebody acts. */
	readonly isAborted: boolean;
	/** Somebody paused it as a whole, which is not a pause among its steps. */
	readonly isPaused: boolean;
	/** The newest version is the champion: no change is under way. */
	readonly isPromoted: boolean;
	/** A promotion past all remaining steps was asked for and is not finished. */
	readonly isPromotingInFull: boolean;
	readonly pauses: readonly Pause[];
	readonly steps: readonly RolloutStep[];
	/** How many steps are behind it; the step after them is the current one. */
	readonly stepsDone: number;
	/** Why it does not go on at this moment; undefined while nothing holds it. */
	readonly waits?: Wait;
	readonly weight: ChallengerWeight;
	/** The champion first. */
	readonly versions: readonly Version[];
	/** What tells the newest version from others: the challenger's hash, or the champion's where there is no challenger. */
	readonly newest: string;
	/** Absent where the object counts none. */
	readonly pods?: {readonly wanted: number; readonly updated: number; readonly available: number};
	readonly deadlines: readonly Deadline[];
	readonly analyses: readonly AnalysisGlance[];
	/** The name of the Experiment that runs for the present step. */
	readonly experiment?: string;
	readonly drives: readonly Driven[];
	/** Known traps that would catch somebody now. */
	readonly warnings: readonly Concern[];
	/** What sluice left switched on or off, until it is taken back. */
	readonly leftovers: readonly Leftover[];
};

/** `waiting`: nothing goes on until a person acts. `failed`: it was given up, or cannot begin. */
export type RolloutState = 'settled' | 'moving' | 'waiting' | 'failed';

/** A pause that the engine itself made, with its own word for the reason. */
export type Pause = {readonly reason: string; readonly since?: number};

export type RolloutStep = {
	/** From 1, as people count. */
	readonly number: number;
	readonly says: string;
	/** What the step sets the challenger's weight to, on the scale of `ChallengerWeight.max`. */
	readonly weight?: number;
	readonly state: 'done' | 'current' | 'ahead';
};

export type Wait = {
	readonly for: 'person' | 'time' | 'pods' | 'analysis' | 'controller';
	/** One sentence. */
	readonly says: string;
	readonly since?: number;
	readonly until?: number;
};

/** `desired` is what the present step asks for, `actual` what the engine says it wrote; absent where nothing tells. */
export type ChallengerWeight = {
	readonly desired?: number;
	readonly actual?: number;
	/** What stands for all traffic. */
	readonly max: number;
};

export type Version = {
	readonly role: Role;
	/** The hash or revision the engine knows it by. */
	readonly revision: string;
	/** The Service it is reached by. */
	readonly service?: string;
	readonly image?: string;
	readonly pods?: PodCount;
	/** Labels that its pods carry; undefined where nothing tells them. */
	readonly labels?: Labels;
};

export type Deadline = {
	/** `scale-down`: the version before is stopped; `abort-scale-down`: the aborted one is; `progress`: it counts as stuck. */
	readonly what: 'scale-down' | 'abort-scale-down' | 'progress';
	readonly says: string;
	readonly at: number;
};

/** An analysis as the rollout mentions it; the metrics stand in an object of their own. */
export type AnalysisGlance = {
	readonly kind: 'background' | 'step' | 'before promotion' | 'after promotion' | 'checks' | 'experiment';
	readonly name: string;
	readonly status: string;
	readonly message: string;
};

/** An object that the engine writes, which is therefore not to be written by hand. */
export type Driven = {
	readonly group: string;
	readonly kind: string;
	readonly namespace: string;
	readonly name: string;
	/** Only this rule of it, where the engine is told so. */
	readonly rule?: string;
};

/** The step it is at, or undefined where it has none or all are done. */
export function currentStep({
	steps,
	stepsDone,
}: Pick<Rollout, 'steps' | 'stepsDone'>): RolloutStep | undefined {
	return steps[stepsDone];
}

export function championOf({versions}: Pick<Rollout, 'versions'>): Version | undefined {
	return versions.find(each => each.role === 'champion');
}

export function challengerOf({versions}: Pick<Rollout, 'versions'>): Version | undefined {
	return versions.find(each => each.role === 'challenger');
}
