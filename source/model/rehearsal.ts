import type {Clock} from './clock.ts';
import type {Stop} from './cluster.ts';

/** A situation to practise on, which is a cluster of its own and a context of its name. */
export type Scenario = {readonly name: string; readonly says: string};

/** What a rehearsal cluster tells beside its API. */
export type RehearsalState = {
	/** The scenario that plays, which is also the name of its context. */
	readonly scenario: string;
	/** One line for whoever does this for the first time; undefined where the scenario has nothing to say now. */
	readonly guidance?: string;
	/** Everything the scenario wants to show was seen and done. */
	readonly isOver: boolean;
	/** The cluster's time stands; requests are answered, but nothing happens by itself. */
	readonly isPaused: boolean;
	/** How many seconds pass in the cluster while one passes here. */
	readonly speed: number;
};

/**
 * What may be done to a cluster that is only a rehearsal: its time can be stopped, stepped and hurried, and
 * its scenario begun anew or changed. A port: the embedded cluster is behind it.
 */
export type Rehearsal = {
	readonly scenarios: readonly Scenario[];
	/** `now` is the cluster's time, which stands while it is paused; `after` waits in ours, or until a step is past it. */
	readonly clock: Clock;
	get(): RehearsalState;
	follow(tell: (state: RehearsalState) => void): Stop;
	pause(): void;
	resume(): void;
	/** Lets so much of the cluster's time pass at once, and leaves it paused. */
	step(byMs: number): void;
	setSpeed(speed: number): void;
	/** Begins a scenario from its start. Resolves once its cluster answers; then its context can be connected to. */
	play(scenario: string): Promise<void>;
	/** Tells what the newcomer looks at, in words, as `split`, `logs` or `pods filter`: guidance follows it. */
	looked(at: string): void;
};
