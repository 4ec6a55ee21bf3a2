import type {ActionCommand} from './command.ts';
import type {Json, JsonObject} from './json.ts';
import type {Labels} from './labels.ts';
import type {Owner} from './owner.ts';
import {type Ref, sayRef} from './ref.ts';

/** One member to write. `from` is what was read (undefined: absent), `to` what shall stand there (undefined: removed). */
export type Edit = {
	readonly at: string;
	readonly from: Json | undefined;
	readonly to: Json | undefined;
	/** What tells that this is still the same place: the name of the backend at that index, say. Undo tests it too. */
	readonly identity?: readonly Guard[];
	/** What a journal and a screen show in place of values that may hold secrets. */
	readonly recordAs?: {readonly from: string; readonly to: string};
};

/** What must still stand, as read, or the step changes nothing. */
export type Guard = {readonly at: string; readonly is: Json | undefined};

/** What must be seen in the cluster, as data, so that a run without a screen can wait for it too. */
export type Expectation =
	/** At least `pods` pods of the workload are ready. */
	| {readonly seen: 'ready'; readonly of: Ref; readonly pods: number}
	/** Exactly `pods` replicas asked for, and all of them ready. */
	| {readonly seen: 'scaled'; readonly of: Ref; readonly pods: number}
	/** Somewhere between so many replicas, as asked for and as there are; at least the lower number of them ready. */
	| {readonly seen: 'within'; readonly of: Ref; readonly min: number; readonly max: number}
	/** Observed, all replicas updated and available, none left over. */
	| {
			readonly seen: 'rolled-out';
			readonly of: Ref;
			/** What this change wrote: once it stands no more, another rollout is under way. */
			readonly values: readonly Guard[];
	  }
	/** The object holds these values, and every parent that reports on it accepted that generation. */
	| {readonly seen: 'accepted'; readonly of: Ref; readonly values: readonly Guard[]}
	/** The object holds these values, whoever writes them, and its controller has seen that generation. */
	| {readonly seen: 'holds'; readonly of: Ref; readonly values: readonly Guard[]}
	/** An engine's rollout has come to this, as its object tells. */
	| {
			readonly seen: 'rollout';
			readonly of: Ref;
			readonly until: RolloutMark;
			/** For `stepped`: how many steps must be behind it. */
			readonly stepsDone?: number;
			/** The newest version this was written for: once another is under way, somebody changed it. */
			readonly newest?: string;
			/** For `rests`: the newest version before; until another is seen, nothing has begun. */
			readonly former?: string;
	  }
	/** A Job, or a query of Spark's, has ended well; one that failed never will. */
	| {readonly seen: 'completed'; readonly of: Ref}
	/** That incarnation is there no more, whatever took its name. */
	| {readonly seen: 'gone'; readonly of: Ref}
	/** The manager is on record for nothing of the object any more. */
	| {readonly seen: 'handed-back'; readonly of: Ref; readonly manager: string};

/**
 * What a rollout can be waited for: its traffic at the weight of a step, all
 * steps done, everything back at the champion, paused as a whole, going on
 * again, `rests`: done or waiting for a person, or `returned`: done, since while
 * it waits for a person traffic is still where it was.
 */
export type RolloutMark =
	| 'stepped'
	| 'promoted'
	| 'aborted'
	| 'retried'
	| 'paused'
	| 'resumed'
	| 'rests'
	| 'returned';

/**
 * One write to one object: an edit tests the uid and every guard, and applies
 * whole or not at all; to delete or evict tests the uid only, since nothing of
 * the object is left to be wrong; to create is refused by the server where the
 * name is taken, and its target has no uid until then.
 */
export type Step = {
	readonly type: 'edit' | 'create' | 'delete' | 'evict' | 'exec' | 'forward';
	readonly target: Ref;
	/** The object that is made, of `create`. No journal keeps it: its template may hold secrets. */
	readonly makes?: JsonObject;
	/** Where its fields stand in the file they were read from, of `create`. */
	readonly madeOf?: Written;
	/** What is run in the pod, of `exec`. No journal keeps it: secrets are typed there. */
	readonly runs?: InPod;
	/** What leads to the pod, of `forward`. */
	readonly leads?: Forward;
	readonly subresource?: 'scale' | 'status';
	/** Empty where the object goes as a whole. */
	readonly guards: readonly Guard[];
	/** Empty where the object goes as a whole. */
	readonly edits: readonly Edit[];
	/** A kubectl command that means the same, where the patch itself would show what may be secret. */
	readonly kubectl?: string;
	/** Must be seen after this step and before the next. */
	readonly waitFor?: Expectation;
	/** Changes what an earlier step of the plan writes, so that no dry run of it means anything before that. */
	readonly isSequel?: true;
};

/** A file, and the lines, from 1, on which the fields of one of its objects stand, by their dotted paths: `spec.replicas`. */
export type Written = {readonly file: string; readonly lines: {readonly [path: string]: number}};

/** A command in a container of a pod, `isTty` where a person sits before it. */
export type InPod = {
	readonly container: string;
	readonly command: readonly string[];
	readonly isTty: boolean;
	/** Nobody named a command: a shell was meant, whichever there is. */
	readonly isShell: boolean;
};

/** A port of this machine that leads to one of a pod: of the pod the plan found, and of its successors once it is gone. */
export type Forward = {
	/** 0: any that is free. */
	readonly local: number;
	readonly remote: number;
	/** Whose pods it follows: the pod itself, or what selects it. */
	readonly of: Ref;
	/** Selects its pods; undefined where it is of one pod. */
	readonly selector?: string;
	/** The name of the port, where pods may have it under another number. */
	readonly portName?: string;
	/** Any port that is free will do where `local` is taken. */
	readonly isElsewhere?: true;
	/** What it leads to is opened in a browser. */
	readonly page?: Page;
};

/** A page behind a forwarded port, and where that stands by which it lets one in. */
export type Page = {
	/** `/lab` */
	readonly path: string;
	readonly token?: {readonly secret: Omit<Ref, 'uid'>; readonly key: string};
};

/**
 * How a plan can be taken back: `swap` writes the former values, guarded by
 * the values this plan wrote; `remove` deletes what it made, and no other
 * object of that name; `withdraw` does both, the values first, so that no
 * route leads to what is gone; `compensate` runs another command, where writing
 * the values back would not bring the former state; `none` says why it can't.
 */
export type Undo =
	| {readonly way: 'swap'}
	| {readonly way: 'remove'}
	| {readonly way: 'withdraw'}
	| {readonly way: 'compensate'; readonly command: ActionCommand; readonly says: string}
	| {readonly way: 'none'; readonly because: string};

/** Something the operator should know before confirming; it refuses nothing. */
export type Concern = {readonly says: string; readonly hint?: string};

/** What a slip of the hand would cost: what is lost, as a sentence, and the name that is typed for it. */
export type Blast = {readonly word: string; readonly says: string};

/** One sentence for it, whoever says it: an action that foresees it, or the gateway that asks for a word. */
export function sayNoPodLeft(workload: Omit<Ref, 'uid'>): string {
	return `${sayRef(workload)} will have no pod left.`;
}

/** What the orchestrator will do with pods because of a plan: as far as it can be told beforehand. */
export type Orchestrated = {
	readonly does: 'start' | 'stop';
	readonly pods: number;
	/** The workload, or the pod itself. */
	readonly of: Omit<Ref, 'uid'>;
	/** Of each pod. */
	readonly containers: ReadonlyArray<{readonly name: string; readonly image: string}>;
	/** Labels of its pods, where it has any by which they are told from others. */
	readonly selects?: Labels;
	/** At what pace beside the others, as a part of a sentence. */
	readonly how?: string;
};

/** What a person sees of a change: one line each. */
export type Line = {readonly subject: string; readonly from: string; readonly to: string};

/** An Event that the cluster keeps about an object the plan writes, sent once that was written. */
export type Announcement = {
	readonly about: Ref;
	/** In one word, as `kubectl describe` lists it: `Shifted`. */
	readonly reason: string;
};

/**
 * A change to the cluster as a value. Preview, patch, guard, kubectl text,
 * audit line, undo and headless output are all derived from it.
 */
export type Plan = {
	readonly action: ActionName;
	/** `Scale Deployment shop/checkout from 3 to 5`. */
	readonly says: string;
	readonly lines: readonly Line[];
	/** Percent that the backends of each split have once all is written, in their order, by the split's key. */
	readonly shares?: {readonly [split: string]: ReadonlyArray<number | null>};
	/** Percent that they had as read, alike. */
	readonly formerShares?: {readonly [split: string]: ReadonlyArray<number | null>};
	readonly steps: readonly Step[];
	readonly undo: Undo;
	readonly settledWhen: readonly Expectation[];
	/** The containers that are started and stopped for it, in that order. */
	readonly orchestrates?: readonly Orchestrated[];
	readonly concerns: readonly Concern[];
	/** What can be done with it once it is there, a sentence each, with the command. */
	readonly thereafter?: readonly string[];
	/** Who may change the targets back: those an action knows, and before the plan is decided on all that are found. */
	readonly owners: readonly Owner[];
	/** The dialect was never tried on what it is for: only an operator's configuration lets it pass. */
	readonly unproved?: {readonly dialect: string; readonly says: string};
	/** Everyone who might be an owner could be looked for: only then does an empty list mean that there is none. */
	readonly areOwnersKnown?: true;
	/** What we wrote there was replaced twice in a row: a third write is held back until somebody insists. */
	readonly contested?: Concern;
	/** So much would be lost that the word is typed whatever the class of the context. */
	readonly blast?: Blast;
	/** The version that stays could be raised to carry everything first. */
	readonly isStageable?: true;
	/** Only lowers a challenger's share: passes where other writes are held back (never read-only or denied). */
	readonly isEscape: boolean;
	/** None where the context asks for no Events, or the server lets nobody write them. */
	readonly announcements?: readonly Announcement[];
};

export type ActionName =
	| 'scale'
	| 'scale-bounds'
	| 'upgrade'
	| 'rollback'
	| 'restart'
	| 'shift'
	| 'drain-traffic'
	| 'swap'
	| 'choose-champion'
	| 'promote'
	| 'jump'
	| 'pause'
	| 'resume'
	| 'abort'
	| 'retry'
	| 'hold'
	| 'release'
	| 'hand-back'
	| 'delete'
	| 'cordon'
	| 'uncordon'
	| 'drain-node'
	| 'exec'
	| 'port-forward'
	| 'open-notebook'
	| 'stop-notebook'
	| 'do'
	| 'undo'
	| 'redo';

/** An answer instead of a plan or a permit: why not, and what to do instead. */
export type Refusal = {
	readonly refused: RefusalReason;
	readonly says: string;
	readonly hint?: string;
};

export type RefusalReason =
	| 'usage'
	| 'not-found'
	| 'read-only'
	/** A production context whose writes wait until somebody arms it. */
	| 'disarmed'
	| 'denied'
	| 'stale'
	| 'guarded'
	| 'owned'
	| 'out-of-bounds'
	| 'nothing-to-do'
	| 'role-unknown'
	/** The engine has no such lever; the hint names the nearest. */
	| 'no-lever'
	| 'unconfirmed'
	/** The context demands a reason, and none was given. */
	| 'no-reason';

export function isRefusal(value: object): value is Refusal {
	return 'refused' in value;
}
