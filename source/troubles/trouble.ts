import type {Facts} from './facts.ts';

/**
 * `critical`: requests fail, something serves nobody, or a node is gone. `warning`: it limps, or would fail if asked.
 * `notice`: it was, and is over, or matters only to who wants something of it. `unknown`: it cannot be told.
 */
export type Severity = 'critical' | 'warning' | 'notice' | 'unknown';

/** One thing that is wrong, said once however many objects it shows in. */
export type ClusterTrouble = {
	/** The same trouble keeps its key while its count and words change. */
	readonly key: string;
	readonly severity: Severity;
	/** `3 pods of ranker can't pull image ranker:v9: not found`. */
	readonly says: string;
	/** What shows it: counts, the reason and message of a condition, the text of an event. */
	readonly fact?: string;
	/** What to do next. */
	readonly hint?: string;
	/** What to open: the culprit, as near as it is known; undefined where there is none. */
	readonly about?: TroubledObject;
	/** Objects that show it. */
	readonly count: number;
	/** When it began, as far as can be told; milliseconds since the epoch. */
	readonly since: number;
	/** Percent of the requests of a route that fail for it. */
	readonly fails?: number;
	/** Keys of troubles that need not be told beside this one. */
	readonly covers?: readonly string[];
	/** Uids of the objects that this is the cause of: what suffers from them is told with it. */
	readonly explains?: readonly string[];
	/** The cause, after a colon: `its 3 pods can't pull image ranker:v9: not found`. What is said where left out. */
	readonly because?: string;
	/** It follows from another trouble, where one explains any of these uids. */
	readonly dueTo?: readonly string[];
	/** How it is told where it follows from another: in front of that one's cause, or as a sentence after its facts. */
	readonly suffering?: {readonly says: string; readonly leads: boolean};
	/** Told only together with its cause. */
	readonly isEcho?: true;
};

/** Any object that a view lists. */
export type TroubledObject = {
	readonly view: string;
	readonly namespace: string;
	readonly name: string;
	readonly uid: string;
};

/** One thing that can be wrong: finds where it is so. Pure, and never throws. */
export type Cause = (facts: Facts) => readonly ClusterTrouble[];

/** What to open for a row of a view. */
export function objectOf(view: string, {namespace, name, uid}: Omit<TroubledObject, 'view'>): TroubledObject {
	return {view, namespace, name, uid};
}

/** `Reason: message`, as much of both as there is. */
export function sayEvidence(reason: string, message: string): string {
	const said = message.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
	if (reason === '' || said.startsWith(reason)) return said && `${said}.`;
	return said === '' ? `${reason}.` : `${reason}: ${said}.`;
}

export function withoutDot(message: string): string {
	return message.trim().replace(/\.$/, '');
}
