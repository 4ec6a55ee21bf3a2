import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Concern, Plan, Refusal} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import type {Answer} from '../model/trouble.ts';

/** What an action may read. It can change nothing. */
export type Reader = Pick<Cluster, 'get' | 'list' | 'discover' | 'whoAmI'>;

/** An object a plan will write to, as freshly read: owners are judged by it. */
export type Subject = {readonly ref: Ref; readonly object: KubernetesObject};

/** What gathering brought: facts for the pure plan, and the objects it is about. */
export type Gathered<Facts> = {
	readonly facts: Facts;
	readonly subjects: readonly Subject[];
	/** Reads that failed without making the plan impossible, said as doubts. */
	readonly concerns: readonly Concern[];
};

/**
 * One thing an operator can do. `gather` reads freshly what the plan needs;
 * `plan` is pure: no clock, network or store.
 */
export type Action<Command extends ActionCommand, Facts> = {
	readonly name: Command['action'];
	/** Imperative, as a menu shows it. */
	readonly title: string;
	/** Plurals with group, as RBAC names them, of the kinds it can act on; empty for any. */
	readonly kinds: readonly string[];
	gather(command: Command, reader: Reader, clock: Clock): Promise<Answer<Gathered<Facts>>>;
	plan(command: Command, facts: Facts): Plan | Refusal;
};

/** The refusal for an object that was recreated between the look and the press, or undefined. */
export function recreated(target: {readonly uid?: string}, ref: Ref): Refusal | undefined {
	if (target.uid === undefined || target.uid === ref.uid) return undefined;
	return {
		refused: 'stale',
		says: `${sayRef(ref)} was deleted and created anew since it was shown.`,
		hint: 'Look at the new one, then try again.',
	};
}

/** The parts of a plan that most actions leave empty. */
export const plainPlan = {concerns: [], owners: [], isEscape: false} as const;
