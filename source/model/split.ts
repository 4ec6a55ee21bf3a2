import type {Json} from './json.ts';
import type {Labels} from './labels.ts';
import type {Owner} from './owner.ts';
import type {Ref} from './ref.ts';

/** How a dialect's stored weights relate: shares of their sum, percent that must sum to 100, or all sides but one stored and that one the rest. */
export type Total = 'relative' | 'sum100' | 'complement';

export type Role = 'champion' | 'challenger' | 'other';

/** Where a role comes from: the dialect's own mark, a person's choice, or merely the weights (a suggestion that arms no verb). */
export type RoleFrom = 'mark' | 'choice' | 'weight';

/**
 * How a weight is written: as a number; as the text of a whole number; as a
 * quantity of ones or of thousandths; as one of several in a text that its
 * dialect writes; or by scaling a workload.
 */
export type WeightForm = 'number' | 'text' | 'quantity' | 'thousandths' | 'within' | 'replicas';

/** Where a backend's weight is stored, so that one generic function can write for every dialect. */
export type WeightAt = {
	readonly ref: Ref;
	readonly subresource?: 'scale';
	readonly pointer: string;
	/** As read; undefined where the member is absent. */
	readonly stored: Json | undefined;
	readonly form: WeightForm;
	/** Values beside the weight that tell whose it is, whatever it is. */
	readonly identity?: ReadonlyArray<{readonly at: string; readonly is: Json | undefined}>;
};

export type Backend = {
	/** Unique within the rule, and accepted back by `shift`. */
	readonly name: string;
	readonly namespace: string;
	readonly kind: string;
	/** The number the dialect works with, defaults applied; of a complement the rest of the sum. Null where unknown. */
	readonly weight: number | null;
	/** Percent of the rule's traffic, 0 to 100; null where the rule's weights give no share (all zero). */
	readonly share: number | null;
	/** Undefined where it is the complement of the others, or is not for a person to write. */
	readonly weightAt?: WeightAt;
	/** Labels that its pods carry; undefined where nothing tells them. */
	readonly labels?: Labels;
	readonly role: Role;
	readonly roleFrom: RoleFrom;
	readonly pods?: PodCount;
	readonly image?: string;
	/** Why all that is sent to it fails, whatever its pods say; a shift never raises its share. */
	readonly brokenBecause?: string;
	/** What becomes of its share while it has no ready pod, in a sentence; where undefined, its requests are answered with errors. */
	readonly withoutPods?: string;
};

export type PodCount = {readonly ready: number; readonly wanted: number};

/** One rule of one object that divides traffic among two or more backends. */
export type Split = {
	/** Stable across updates: uid of the object and the rule. */
	readonly key: string;
	readonly dialect: string;
	readonly ref: Ref;
	/** The rule's name where unique, else its 0-based path (`0`, `tcp/0`); empty where an object is one split. */
	readonly rule: string;
	/** What requests it takes, printable; empty where it takes all. */
	readonly match: string;
	readonly total: Total;
	/** The bounds a stored weight must keep. */
	readonly bounds: {readonly min: number; readonly max: number};
	/** What the weights must always sum to; undefined where they are relative. */
	readonly sum?: number;
	/** Each weight is for every pod of its backend, so that shares follow how many those are. */
	readonly isPerPod?: true;
	/** The least sum that relative weights should have, where a router divides them further and rounds. */
	readonly leastSum?: number;
	readonly backends: readonly Backend[];
	/** The whole list (or scalar) that holds what a shift writes, as read: the guard. */
	readonly guards: readonly ListAsRead[];
	/** Mirrors and header routes: they reach a version, and are never weight. */
	readonly also: readonly Also[];
	readonly owners: readonly Owner[];
	readonly conditions: readonly Condition[];
	readonly generation: number;
	/** Other objects that take part: naming one of them means this split too. */
	readonly partners?: readonly Ref[];
	/** What of this dialect would surprise at this moment, in sentences. */
	readonly warnings: readonly string[];
	/** The controllers that report on its object, where that says who routes by it: `istio.io/gateway-controller`. */
	readonly controllers?: readonly string[];
	/** The rollout whose engine writes it. */
	readonly drivenBy?: Ref;
	/** Why it cannot be shifted; undefined where it can. */
	readonly lockedBecause?: string;
	/** What the dialect was never tried on, as a sentence; writing it needs the operator's leave. */
	readonly unproved?: string;
	/** Step and pause state of an engine, where one drives it. */
	readonly phase?: string;
	readonly step?: number;
	readonly steps?: number;
	readonly paused?: boolean;
};

/** A way to a version beside the weights: what it is, and the name of the backend it reaches. */
export type Also = {
	readonly says: string;
	readonly reaches: string;
	/** The backend whose requests go this way: none do once it is drained. */
	readonly through?: string;
	/** It gets copies of so many percent of the requests, and nobody gets its answers. */
	readonly copies?: number;
};

export type ListAsRead = {
	readonly ref: Ref;
	readonly subresource?: 'scale';
	readonly at: string;
	readonly is: Json | undefined;
};

export type Condition = {
	readonly type: string;
	readonly status: string;
	readonly reason: string;
	readonly message: string;
	readonly observedGeneration?: number;
	/** Milliseconds since the epoch. */
	readonly since?: number;
};

/** Whether its requests are answered with errors: it has no ready pod, and nothing stands in for one. */
export function isDead({pods, withoutPods}: Pick<Backend, 'pods' | 'withoutPods'>): boolean {
	return pods !== undefined && pods.ready === 0 && withoutPods === undefined;
}

/** Uids of the objects that a change of its shares is made on: its own, those its weights stand in, what leads it. */
export function uidsWritten({ref, backends, drivenBy}: Split): readonly string[] {
	const uids = [ref.uid, ...backends.flatMap(({weightAt}) => weightAt?.ref.uid ?? []), drivenBy?.uid ?? []];
	return [...new Set(uids.flat())];
}

/** How the operator lets a dialect be written that was never tried on what it is for. */
export function unprovedSetting(dialect: string): string {
	return `writeUnproved: [${dialect}]`;
}

/** Why the split is for reading only: nobody tried its dialect, and the operator has not allowed it all the same. */
export function whyUnproved(
	{dialect, unproved}: Pick<Split, 'dialect' | 'unproved'>,
	allowed: readonly string[] = [],
): string | undefined {
	if (unproved === undefined || allowed.includes(dialect)) return undefined;
	return `Read only. ${unproved} ${unprovedSetting(dialect)} in the configuration allows it.`;
}
