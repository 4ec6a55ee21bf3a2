import type {Entry} from '../journal/entry.ts';
import type {Context, Discovery} from '../model/cluster.ts';
import type {Health} from '../model/health.ts';
import type {LoginNeed, Plugin} from '../model/login.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Rights} from '../model/rights.ts';
import type {Trouble} from '../model/trouble.ts';
import {noRecovery, type Recovery} from '../recovery/recovery.ts';
import type {Row, Usage} from '../resources/view.ts';
import type {Form} from './form.ts';
import type {Forwarded} from './forwards.ts';
import type {History} from './history.ts';
import type {Suggestions} from './lists/splits.ts';
import type {Question} from './login.ts';
import type {Measures} from './measures.ts';
import type {Prompt} from './prompt.ts';
import type {Rehearsal} from './rehearsal.ts';
import type {Dialog, Run} from './run.ts';
import type {Saturation} from './saturation.ts';
import {type NewScreen, newScreen, type Screen, type Subject} from './screen.ts';
import type {Table} from './table.ts';
import type {VersionLogs} from './version-logs.ts';

/** Everything that is shown, in one plain value. Only the reducer makes a new one. */
export type State = {
	readonly context: Context;
	/** Names the kubeconfig offers. */
	readonly contexts: readonly string[];
	/** Unclassified and not on loopback. */
	readonly isProduction: boolean;
	/** Neither production nor local, as the configuration says. */
	readonly isStaging?: boolean;
	readonly isReadOnly: boolean;
	/** Writes but the way back wait for `:arm`, for so long where no time is typed; undefined where they do not. */
	readonly armForMs?: number;
	/** Until when writes need not wait, by the time here. */
	readonly armedUntil?: number;
	/** Dialects that may be written though nobody tried them on what they are for. */
	readonly writeUnproved: readonly string[];
	/** Keys of the operator's own, by the name of their binding; the others have those of the key table. */
	readonly keys: KeyChoices;
	/** Who the server says I am; empty until it has. */
	readonly me: string;
	/** Goes up with every context, so that nothing of a former cluster is taken for this one's. */
	readonly connection: number;
	/** The context being connected to. */
	readonly connecting?: string;
	/** Something is out of date, and not all of it has answered since. */
	readonly outage?: {readonly since: number};
	/** Goes up with the end of each: a server may come back as another version. */
	readonly outages: number;
	readonly discovery?: Discovery;
	readonly discoveryTrouble?: Trouble;
	/** What a person has to do before the server lets us in; undefined while it does. */
	readonly login?: LoginNeed;
	/** Goes up where the plug-in is to ask at the terminal. */
	readonly logins: number;
	/** Asked in front of everything else. */
	readonly question?: Question;
	/** What a person allowed to run last. */
	readonly allowed?: Plugin;
	/** Undefined: all namespaces. */
	readonly namespace: string | undefined;
	/** Namespaces behind the keys 1 to 9. */
	readonly favourites: readonly string[];
	readonly streams: {readonly [view: string]: Stream};
	/** CPU and memory by `namespace/name`, or by name; undefined where it is not served or not read yet. */
	readonly podUsage?: ReadonlyMap<string, Usage>;
	readonly nodeUsage?: ReadonlyMap<string, Usage>;
	/** When these figures were read last, by the time here, and whether they could not be read again since. */
	readonly usageReads: {readonly [of: string]: {readonly at: number; readonly isOld: boolean}};
	/** What I may do, by namespace, as last asked. */
	readonly rights: {readonly [namespace: string]: Rights};
	/** Whether I may do what those leave open, by question. */
	readonly access: {readonly [question: string]: boolean};
	/** Objects read in full, by uid, for the screens that show one. */
	readonly objects: {readonly [uid: string]: ReadObject};
	/** What containers wrote, by the key of the log. */
	readonly logs: {readonly [key: string]: LogBuffer};
	/** Of the versions that are looked at side by side. */
	readonly versionLogs?: VersionLogs;
	readonly history: History;
	/** What was seen of the way back to what is declared. */
	readonly recovery: Recovery;
	readonly measures: Measures;
	readonly saturation: Saturation;
	readonly suggestions: Suggestions;
	/** Newest first. */
	readonly journal: readonly Entry[];
	/** Entries that came of one dialog, by id: the same number stands for the same dialog. */
	readonly together: {readonly [entry: string]: number};

	/** The last one is shown. Never empty. */
	readonly stack: readonly Screen[];
	readonly prompt?: Prompt;
	/** What was said of an objective, whether its screen is open or not. */
	readonly form?: Form;
	/** The row picked in the action menu; undefined where it is closed. */
	readonly menu?: number;
	readonly runs: readonly Run[];
	readonly dialog?: Dialog;
	/** The row under the cursor of the top screen, as of the last look; `before` is the one whose place it took while nobody had touched the list. */
	readonly under?: {
		readonly screen: number;
		readonly uid: string | undefined;
		readonly before?: string;
	};
	/** Until when keys that begin a change rest, as another row than the one looked at has come under the cursor, or none. */
	readonly restsUntil?: number;
	/** When the last letter of a word came that was typed into a dialog which takes none. */
	readonly strayAt?: number;
	readonly flash?: Flash;
	/** Text on its way to the operator's clipboard. */
	readonly copied?: {readonly text: string; readonly at: number};
	/** A value of a secret that was asked to be shown, by the turn it was asked in. */
	readonly revealing?: {readonly of: Subject; readonly key: string; readonly turn: number};
	/** Ports of this machine that lead to pods, of whatever context. */
	readonly forwards: readonly Forwarded[];
	readonly isQuitting: boolean;
	/** Leaving was asked for once, while something was half-way. */
	readonly isLeaving?: true;

	/** The cluster's time in milliseconds since the epoch, as of the last tick; that of a rehearsal may stand or hurry. */
	readonly now: number;
	/** The time here, as of the last tick: what messages, keys and the age of what is known go by. */
	readonly wallTime: number;
	/** How far the cluster's clock is ahead of ours, in milliseconds; `now` has it in already. */
	readonly clockAheadMs: number;
	readonly size: Size;
	/** Undefined where the cluster is a real one. */
	readonly rehearsal?: Rehearsal;
	/** Goes up where a screen must be painted anew from nothing (`ctrl-r`). */
	readonly refreshes: number;
	/** Goes up where the program is to be stopped, as a shell's ctrl-z would. */
	readonly suspensions: number;
	readonly nextId: number;
};

export type KeyChoices = {readonly [binding: string]: readonly string[]};

export type Size = {readonly columns: number; readonly rows: number};

/** One followed view. `id` tells a stream from its predecessor, whose last words may still be under way. */
export type Stream = {
	readonly id: string;
	readonly table: Table<Row>;
	readonly health: Health;
	/** Names of objects that cannot be read, and are not in the table. */
	readonly unreadable?: readonly string[];
	/** The first list is complete: an empty table means that there is nothing. */
	readonly hasListed: boolean;
};

export type ReadObject = {readonly object?: KubernetesObject; readonly trouble?: Trouble};

export type LogBuffer = {
	readonly lines: readonly string[];
	/** How many earlier lines were let go. */
	readonly dropped: number;
	readonly isOver: boolean;
	readonly trouble?: Trouble;
};

export type Flash = {
	readonly says: string;
	readonly tone: 'good' | 'warning' | 'bad' | 'dim';
	readonly hint?: string;
	readonly at: number;
	/** The binding whose key could not do its work, where this says why. */
	readonly binding?: string;
};

/** What is known before anything was read. */
export type Beginning = {
	readonly context: Context;
	readonly contexts: readonly string[];
	readonly isReadOnly: boolean;
	readonly isProduction: boolean;
	readonly isStaging?: boolean;
	readonly armForMs?: number;
	/** None where left out. */
	readonly writeUnproved?: readonly string[];
	readonly keys?: KeyChoices;
	readonly namespace: string | undefined;
	readonly screen: NewScreen;
	readonly size: Size;
	readonly now: number;
	/** The same as `now` where left out. */
	readonly wallTime?: number;
	readonly rehearsal?: Rehearsal;
};

export function initialState({screen, ...known}: Beginning): State {
	return {
		...known,
		writeUnproved: known.writeUnproved ?? [],
		keys: known.keys ?? {},
		wallTime: known.wallTime ?? known.now,
		clockAheadMs: 0,
		me: '',
		connection: 0,
		outages: 0,
		favourites: known.namespace === undefined ? [known.context.namespace] : [known.namespace],
		streams: {},
		usageReads: {},
		rights: {},
		access: {},
		objects: {},
		logs: {},
		history: {},
		recovery: noRecovery,
		measures: {},
		saturation: {},
		suggestions: {},
		journal: [],
		together: {},
		stack: [newScreen(0, screen)],
		runs: [],
		forwards: [],
		isQuitting: false,
		logins: 0,
		refreshes: 0,
		suspensions: 0,
		nextId: 1,
	};
}

export function topScreen(state: State): Screen {
	return state.stack.at(-1)!;
}

/** Which log: of a pod's container, in its present or its former life. */
export function logKey({uid}: Subject, container = '', isPrevious = false): string {
	return `${uid}/${container}${isPrevious ? '/previous' : ''}`;
}

/** The key of a binding in a sentence: the operator's own, or the usual one, which is that of the key table. */
export function keyIn({keys}: Pick<State, 'keys'>, binding: string, usual: string): string {
	const chosen = keys[binding];
	return chosen === undefined ? usual : (chosen[0] ?? `:${binding}`);
}

/** The cluster's time of a moment that has just been, by the time here; that of a rehearsal is no fixed distance from ours. */
export function clusterTime(
	{rehearsal, now, clockAheadMs}: Pick<State, 'rehearsal' | 'now' | 'clockAheadMs'>,
	at: number,
): number {
	return rehearsal === undefined ? at + clockAheadMs : now;
}
