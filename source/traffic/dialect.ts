import type {KubernetesObject} from '../model/object.ts';
import type {Edit} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Source} from '../model/source.ts';
import type {Backend, Condition, Split} from '../model/split.ts';
import type {Way} from '../model/way.ts';
import type {IndexedWorld} from './world.ts';

/** A kind to read around an object: in its namespace, in those of its backends, and in these. */
export type Need = Source & {readonly alsoIn?: readonly string[]};

/**
 * One way clusters write down a traffic split. A dialect only reads; writing
 * is one generic function for all, but for those that keep several weights in
 * one text.
 */
export type Dialect<Part = unknown> = {
	readonly name: string;
	/** As a person calls it. */
	readonly title: string;
	/** The kinds whose objects are its parts; none where it needs only the world. */
	readonly sources: readonly Source[];
	/** Kinds of which it must see all around an object to understand that one. */
	readonly needs?: readonly Need[];
	/** Why no choice of a champion may be written on its objects, in a sentence; undefined where it may. */
	readonly noChoiceBecause?: string;
	/** What it was never tried on, as a sentence; undefined where a real controller, router or schema proved it. */
	readonly unproved?: string;
	/** What is kept of one object; undefined where it holds nothing of interest. */
	part(object: KubernetesObject, ref: Ref): Part | undefined;
	/** The types of conditions that say whether its latest change was taken; left out where such objects never report. */
	readonly acceptedBy?: readonly string[];
	/** Where its status keeps conditions, if not in `status.conditions`: all of them, each with its generation as far as it tells. */
	conditions?(object: KubernetesObject): readonly Condition[];
	/** All splits of all parts. */
	join(parts: readonly Part[], world: IndexedWorld): Split[];
	/** Rules with a single backend, in the shape of splits: there is nothing to shift, but where they send to may be broken. */
	lone?(parts: readonly Part[], world: IndexedWorld): Split[];
	/**
	 * Every way to a backend of a split beside its weights, on its own object and on others,
	 * and what to write so that those requests go to another of its backends, or are copied no more.
	 */
	ways?(parts: readonly Part[], split: Split, from: Backend, to: Backend): Way[];
	/** What to write for these weights, in the order of the backends, where that is not each number by itself. */
	edits?(split: Split, weights: readonly number[]): Edit[];
	/** Percent that these weights really give, where that is not their part of the sum. */
	shares?(split: Split, weights: readonly number[]): ReadonlyArray<number | null>;
};
