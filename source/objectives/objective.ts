import type {JsonObject} from '../model/json.ts';
import type {Refusal, Written} from '../model/plan.ts';

/** One thing that is asked for an objective, as text: in a form, after `:do`, or in a shell. */
export type Field = {
	readonly name: string;
	/** What it is, as the form says it. */
	readonly says: string;
	/** What counts where nothing is said. */
	readonly usual?: string;
	readonly isNeeded?: true;
	/** Why a text cannot be taken, as a part of a sentence; undefined where it can. */
	readonly wrong?: (text: string) => string | undefined;
	readonly choices?: readonly string[];
};

/** The fields that were said, checked, and the usual texts of those that were not. */
export type Values = {readonly [field: string]: string | undefined};

/** An object as it is made. Its namespace is the one chosen, unless it says another. */
export type Manifest = JsonObject & {
	readonly apiVersion: string;
	readonly kind: string;
	readonly metadata: JsonObject & {readonly name: string; readonly namespace?: string};
};

export type Made = {readonly manifest: Manifest; readonly madeOf?: Written};

/**
 * What somebody wants, as they say it, and the objects it takes. Adding one is
 * a file and a line in the registry.
 */
export type Objective = {
	readonly name: string;
	/** Imperative, as a list shows it: `Deploy a model`. */
	readonly title: string;
	readonly help: string;
	/** A whole line that does something of use, as it is typed after `:`; its usage stands in for it where left out. */
	readonly example?: string;
	/** Plurals with group, as RBAC names them, of what it makes. */
	readonly kinds: readonly string[];
	/** The first one is the name that is said without its field's. */
	readonly fields: readonly [Field, ...Field[]];
	/** The objects, in the order they are made. */
	makes(values: Values): readonly Manifest[] | Refusal;
};
