import type {Json} from './json.ts';
import type {Owner} from './owner.ts';
import type {Ref} from './ref.ts';

/** How a dialect's stored weights relate: shares of their sum, percent that must sum to 100, or one side stored and the other its complement. */
export type Total = 'relative' | 'sum100' | 'complement';

export type Role = 'champion' | 'challenger' | 'other';

/** Where a role comes from: the dialect's own mark, a person's choice, or merely the weights (a suggestion that arms no verb). */
export type RoleFrom = 'mark' | 'choice' | 'weight';

/** Where a backend's weight is stored, so that one generic function can write for every dialect. */
export type WeightAt = {
	readonly ref: Ref;
	readonly subresource?: 'scale';
	readonly pointer: string;
	/** As read; undefined where the member is absent. */
	readonly stored: Json | undefined;
	readonly form: 'number' | 'replicas';
	/** Values beside the weight that tell whose it is, whatever it is. */
	readonly identity?: ReadonlyArray<{readonly at: string; readonly is: Json | undefined}>;
};

export type Backend = {
	/** Unique within the rule, and accepted back by `shift`. */
	readonly name: string;
	readonly namespace: string;
	readonly kind: string;
	/** The number the dialect works with, defaults applied; null where it is the complement of another. */
	readonly weight: number | null;
	/** Percent of the rule's traffic, 0 to 100; null where the rule's weights give no share (all zero). */
	readonly share: number | null;
	readonly weightAt?: WeightAt;
	readonly role: Role;
	readonly roleFrom: RoleFrom;
	readonly pods?: PodCount;
	readonly image?: string;
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
	readonly backends: readonly Backend[];
	/** The whole list (or scalar) that holds what a shift writes, as read: the guard. */
	readonly guards: readonly ListAsRead[];
	/** Mirrors and header routes: they reach a version, and are never weight. */
	readonly also: readonly string[];
	readonly owners: readonly Owner[];
	readonly conditions: readonly Condition[];
	readonly generation: number;
	/** Why it cannot be shifted; undefined where it can. */
	readonly lockedBecause?: string;
	/** Step and pause state of an engine, where one drives it. */
	readonly phase?: string;
	readonly step?: number;
	readonly steps?: number;
	readonly paused?: boolean;
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
