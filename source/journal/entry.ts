import type {Deed} from '../model/deed.ts';
import type {Line, Plan, Step, Undo} from '../model/plan.ts';
import type {Proved} from './proved.ts';

/**
 * One change this operator made. It is written before the first step, so that
 * a crash can lose no change that reached the cluster, and completed by what
 * became of it. Values that may hold secrets are never in it.
 */
export type Entry = {
	readonly id: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Who the server said it was, not the login name on a shared host. */
	readonly who: string;
	readonly context: string;
	readonly server: string;
	/** `reveal` writes nothing: a value of a secret was looked at. */
	readonly action: Plan['action'] | 'reveal';
	readonly says: string;
	readonly lines: readonly Line[];
	readonly steps: readonly Step[];
	readonly undo: Undo;
	/** The entry that this one took back. */
	readonly undoOf?: string;
	/** Why, in the operator's words. */
	readonly reason?: string;
	/** The Events that tell of it in the cluster, or why there are none; empty where none were asked for. */
	readonly events?: readonly string[];
	/** How many steps, from the first, reached the cluster. */
	readonly applied: number;
	/** The step after those may have reached it: its answer was lost. */
	readonly isDoubtful?: boolean;
	/** How it ended; undefined while it runs, and for good where sluice was killed meanwhile. */
	readonly end?: string;
	readonly endSays?: string;
	/** When it ended, in milliseconds since the epoch; older entries do not say. */
	readonly endedAt?: number;
	/** What the orchestrator did with containers for it while it was waited for, the newest of it, oldest first. */
	readonly deeds?: readonly Deed[];
	/** What was proved of a drain once it was. */
	readonly proof?: Proved;
};

/** A line of the journal file. Later lines complete the entry of the same id. */
export type JournalLine =
	| ({readonly type: 'began'} & Omit<
			Entry,
			'applied' | 'isDoubtful' | 'end' | 'endSays' | 'endedAt' | 'events' | 'deeds' | 'proof'
	  >)
	/** `made`: the uid of what the last of those steps made. */
	| {readonly type: 'applied'; readonly id: string; readonly steps: number; readonly made?: string}
	| {readonly type: 'doubted'; readonly id: string}
	| {readonly type: 'orchestrated'; readonly id: string; readonly deeds: readonly Deed[]}
	| ({readonly type: 'proved'; readonly id: string} & Proved)
	| {readonly type: 'announced'; readonly id: string; readonly says: string}
	| {
			readonly type: 'ended';
			readonly id: string;
			readonly end: string;
			readonly says: string;
			readonly at?: number;
	  };
