import type {Moment, Rules} from '../gateway/decide.ts';
import type {Journal} from '../journal/journal.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Forwarding, Link, ShellEnds} from '../model/line.ts';
import type {Permit} from '../model/permit.ts';
import type {Plan} from '../model/plan.ts';
import type {Telling} from '../model/telling.ts';
import type {Answer} from '../model/trouble.ts';

/** What one run of a command needs. The dashboard and the shell differ only in `tell` and `confirm`. */
export type Performance = {
	readonly cluster: Cluster;
	readonly journal: Journal;
	readonly clock: Clock;
	readonly rules: Rules;
	/** How things stand now. Left out: not armed, and nothing looked at is old. */
	readonly moment?: () => Moment;
	/** Whether to wait until what was asked is true. */
	readonly wait: boolean;
	/** For every waiting together. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
	tell(telling: Telling): void;
	/** A person's answer to the preview. */
	confirm(permit: Permit): Promise<boolean>;
	/** Somebody is there to look at a new preview where the one confirmed was overtaken. Left out: nobody is. */
	readonly canAskAnew?: () => boolean;
	/** Somebody goes on looking after it is over: what ends by itself then is told, too. */
	readonly isWatched?: true;
	/** Gives a command in a pod the terminal for as long as `use` runs, with a line of what it is for. Left out: there is none. */
	lendTerminal?<Value>(
		says: string,
		use: (ends: ShellEnds, interrupted: AbortSignal) => Promise<Answer<Value>>,
	): Promise<Answer<Value>>;
	/** Told of each forward that was begun; it goes on until it is stopped, or the signal is aborted. */
	forwards?(begun: BegunForward): void;
	/** Why they do it, in their words; asked once it is confirmed. */
	reason?(): string | undefined;
};

export type BegunForward = {
	readonly id: string;
	readonly plan: Plan;
	readonly forwarding: Forwarding;
	/** Where it leads to a page. */
	readonly link?: Link;
};

/** A command that is being performed. */
export type Underway = Performance & {
	/** Takes what goes on after the outcome: that is told without it, and the command is over with it. */
	after(work: Promise<void>): void;
};

/** Whoever was told to stop writes nothing more, whatever was confirmed before. */
export function isStopped({signal}: Performance): boolean {
	return signal.aborted;
}
