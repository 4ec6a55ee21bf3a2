import type {ActionCommand} from '../model/command.ts';
import type {JsonObject} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Concern, Edit, Guard, Line, Orchestrated, Refusal, Written} from '../model/plan.ts';
import type {Ref, Resource} from '../model/ref.ts';
import type {Source} from '../model/source.ts';

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

/** An object that must be there before anything is made. */
export type Need = {
	readonly resource: Resource;
	readonly name: string;
	/** What to do where it is not, as a sentence. */
	readonly otherwise: string;
};

/** What an objective looks at before it says what it makes. */
export type Needs = {
	/** By the word under which each is found again. */
	readonly objects?: {readonly [word: string]: Need};
	/** Kinds whose objects in the namespace are all read. Of one that is not served there are none. */
	readonly lists?: readonly Source[];
};

/** All objects of a kind in the namespace, as the server serves that kind. */
export type Listed = {readonly resource: Resource; readonly objects: readonly KubernetesObject[]};

/** What was read of that, freshly. */
export type Found = {
	readonly namespace: string;
	/** By the words of the needs. */
	readonly objects: {readonly [word: string]: KubernetesObject};
	/** Only kinds that are served. */
	readonly lists: readonly Listed[];
	/** The cluster's time, in milliseconds since the epoch. */
	readonly now: number;
	/** Letters that nobody can guess, new each time. What is made of them is in no line, text or record. */
	readonly unguessable: string;
};

/** Pods that something which is made starts or stops by itself, as no manifest tells; `of` is its kind. */
export type ByItself = Omit<Orchestrated, 'of'> & {readonly of: string};

/**
 * What somebody wants, as they say it: the objects it takes, or the action on
 * what is there already. Adding one is a file and a line in the registry.
 */
export type Objective = MakingObjective | ActingObjective;

/** An object that is there, and what is written of it. */
export type Changed = {
	readonly ref: Ref;
	readonly object: KubernetesObject;
	readonly edits: readonly Edit[];
	readonly guards: readonly Guard[];
	/** What a person sees of it. */
	readonly lines: readonly Line[];
};

export type Changes = {
	readonly edits: readonly Changed[];
	/** Deleted in this order, once every edit is in force. */
	readonly removes?: ReadonlyArray<{readonly ref: Ref; readonly object: KubernetesObject}>;
};

type Sayable = {
	readonly name: string;
	/** Imperative, as a list shows it: `Deploy a model`. */
	readonly title: string;
	readonly help: string;
	/** A whole line that does something of use, as it is typed after `:`; its usage stands in for it where left out. */
	readonly example?: string;
	/** Plurals with group, as RBAC names them, of what it makes or writes. */
	readonly kinds: readonly string[];
	/** The first one is the name that is said without its field's. */
	readonly fields: readonly [Field, ...Field[]];
};

/** It makes objects that are not there yet. */
export type MakingObjective = Sayable & {
	/** Each workload must be ready before what follows it is made: a route should not lead to nobody. */
	readonly isInTurn?: true;
	/** What must be read first; nothing where left out. */
	needs?(values: Values): Needs;
	/** The objects, in the order they are made. */
	makes(values: Values, found: Found): readonly Manifest[] | Refusal;
	/** The pods that nobody would find in what it makes, in the order in which they start and stop. */
	starts?(values: Values, found: Found): readonly ByItself[];
	/** What else is done: to routes that are there, once all is made, and at last what goes. */
	changes?(values: Values, found: Found): Changes | Refusal;
	/** What somebody should know before they confirm it. */
	doubts?(values: Values, found: Found): readonly Concern[];
	/** What to do with it once it is there, a sentence each, with the command. */
	thereafter?(values: Values, found: Found): readonly string[];
	readonly acts?: undefined;
};

/** It is what an action does, in the words of who wants it. */
export type ActingObjective = Sayable & {
	readonly acts: (values: Values, namespace: string) => ActionCommand;
	readonly makes?: undefined;
};
