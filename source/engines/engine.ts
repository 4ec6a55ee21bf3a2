import type {KubernetesObject} from '../model/object.ts';
import type {Plan, Refusal} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {RevisionMarks} from '../model/revisions.ts';
import type {Rollout} from '../model/rollout.ts';
import type {Source} from '../model/source.ts';

/** The verbs of an operator on a rollout. Each has a fixed target state; none toggles. */
export type LeverName = 'promote' | 'promote-full' | 'pause' | 'resume' | 'abort' | 'retry' | 'jump';

/** What a lever knows beside the object. */
export type LeverFacts = {
	readonly ref: Ref;
	/** Milliseconds since the epoch, for what is noted with the time it was left at. */
	readonly now: number;
	readonly around: Around;
};

/** What stands around a rollout, as freshly read. Each part is absent where it could not be. */
export type Around = {
	/** The ReplicaSets of its namespace. */
	readonly replicaSets?: readonly KubernetesObject[];
	/** What holds the pod template, where the rollout only names it. */
	readonly workload?: {readonly ref: Ref; readonly object: KubernetesObject};
	/** Percent that reaches the challenger, as the object says that the engine drives. */
	readonly routedPercent?: number;
};

export type LeverInput = {
	/** The step to jump to, from 1. */
	readonly step?: number;
};

/** A pure function: the object as read, what stands around it and what was asked for, to a plan or why there is none. */
export type Lever = (object: KubernetesObject, facts: LeverFacts, input: LeverInput) => Plan | Refusal;

/** What a rollout names as the holder of its pod template. */
export type Holder = {
	readonly apiVersion: string;
	readonly kind: string;
	readonly name: string;
};

/** One controller that leads changes of version. A new one is a file (or a folder) and a line in the registry. */
export type Engine = {
	readonly name: string;
	/** As a person calls it. */
	readonly title: string;
	readonly source: Source;
	/** Undefined where the object itself holds the pod template. */
	holder(object: KubernetesObject): Holder | undefined;
	/** Undefined where the revisions are kept by the workload it names. */
	readonly revisions?: RevisionMarks;
	/** What it drives may be written by hand while it is paused as a whole: it goes on from what it finds. */
	readonly yieldsWhilePaused?: true;
	/** Its weight is what the object says that it drives, whatever its own status remembers. */
	readonly isWeighedByRoute?: true;
	/** Where a restart is asked for, and where its controller writes that it is done; undefined where it has none. */
	readonly restart?: {readonly askedAt: string; readonly doneAt: string};
	/** `around` may be empty: then images and pods of earlier versions, and their deadlines, stay unsaid. */
	rollout(object: KubernetesObject, ref: Ref, around?: Around): Rollout;
	readonly levers: Readonly<Record<LeverName, Lever>>;
};

/** The lever of an engine that has none of the kind: says so, and names the nearest. */
export function noLever(says: string, nearest: (ref: Ref) => string): Lever {
	return (_object, {ref}) => ({refused: 'no-lever', says, hint: nearest(ref)});
}
