import type {Cluster} from '../cluster.ts';
import type {Behaviour, Demand} from '../traffic/behaviour.ts';
import type {Episode} from '../worlds/world.ts';

/** What guidance can look at: the cluster, and what was looked at on the screen so far. */
export type Stage = {
	readonly cluster: Cluster;
	/** Since the present line of guidance appeared: screens by name, as `split`, `logs`, `now`, and how lists are narrowed. */
	readonly seen: ReadonlySet<string>;
	/** What is looked at now, by the same names. */
	readonly at: readonly string[];
	/** How long the present line has been shown, in milliseconds of the cluster's time. */
	readonly shownMs: number;
};

/** One line for the newcomer, and when it has served its purpose. */
export type Guidance = {
	/** The line as it is now, with keys between backticks; it may carry what is measured. */
	says(stage: Stage): string;
	isDone(stage: Stage): boolean;
	/** What happens in the cluster once the line appears: what the newcomer should be there for. */
	begins?(cluster: Cluster): void;
};

/**
 * A situation to practise on: what happened in the cluster so far, who uses it and how its versions behave,
 * what goes on from the first moment, and the guidance that leads through it to its end.
 */
export type Scenario = {
	readonly name: string;
	readonly says: string;
	readonly past: readonly Episode[];
	readonly demand?: readonly Demand[];
	/** By a part of the image's name. */
	readonly behaviour?: Readonly<Record<string, Partial<Behaviour>>>;
	/** Images that no registry has, by a part of their names; those with `broken` in theirs nobody has anyway. */
	readonly missingImages?: readonly string[];
	present?(cluster: Cluster): void;
	/** Its user has a token from a file, which can expire and be renewed (`cluster.tokens`). */
	readonly isLoginLost?: true;
	/** It has no namespace `shop`, in which everybody else begins. */
	readonly isShopless?: true;
	readonly guidance?: readonly Guidance[];
};
