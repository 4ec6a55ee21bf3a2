import type {Trouble} from './trouble.ts';

/**
 * How far what a stream has told can be believed. Times are milliseconds since
 * the epoch. `live` also covers a watch that is quiet: bookmarks prove it.
 */
export type Health =
	| {readonly state: 'connecting'}
	| {readonly state: 'listing'; readonly received: number}
	| {readonly state: 'live'}
	/** List is allowed and watch is not: asked again every `everyMs`. */
	| {readonly state: 'polling'; readonly everyMs: number; readonly trouble: Trouble}
	/** What is shown was true at `since`; the next try is at `retryAt`. */
	| {readonly state: 'stale'; readonly since: number; readonly retryAt: number; readonly trouble: Trouble}
	| {readonly state: 'denied'; readonly trouble: Trouble}
	| {readonly state: 'absent'};

export function isCurrent(health: Health | undefined): boolean {
	return health?.state === 'live' || health?.state === 'polling';
}

/** Whoever looks at data older than this writes nothing but the way back; up to there it counts as live. */
export const mostStaleMs = 2000;
