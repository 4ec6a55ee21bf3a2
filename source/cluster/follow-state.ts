import type {Health} from '../model/health.ts';
import type {Trouble} from '../model/trouble.ts';
import {backoffMs} from './backoff.ts';

/** How a list is read: as a watch that begins with it, in pages, or in one piece. */
export type ListWay = 'streamed' | 'paged' | 'whole';

/** Of the first list, whose pages are shown as they come, and of later ones, which swap in whole. */
export type ListWays = {readonly first: ListWay; readonly later: ListWay};

/** What a followed resource does now. The loop carries it out and tells what happened. */
export type Task =
	| {readonly do: 'list'; readonly way: ListWay}
	| {readonly do: 'watch'; readonly from: string}
	| {readonly do: 'poll'; readonly from: string}
	| {readonly do: 'wait'; readonly delayMs: number; readonly next: Task};

export type FollowState = {
	readonly task: Task;
	readonly health: Health;
	/** The way of the next list, and of those after the first; one that the server does not take is not tried twice. */
	readonly way: ListWay;
	readonly laterWay: ListWay;
	/** A list has been told whole, so that later ones swap in whole. */
	readonly hasListed: boolean;
	/** Where a watch resumes. */
	readonly version: string;
	/** Tries since the stream last made progress. */
	readonly attempt: number;
	/** When the present watch was opened, and whether it has brought anything since. */
	readonly openedAt: number;
	readonly hasMoved: boolean;
	/** The same while nothing has come of it yet, and it may still have to tell what was missed. */
	readonly quietSince?: number;
	/** The last moment at which what is shown was known to be true. */
	readonly provenAt: number;
	/** Why polling: set while the server lets this resource be listed and not watched. */
	readonly noWatch?: Trouble;
	/** While polling: when a watch is tried again, since rights may have been given. */
	readonly watchAgainAt: number;
};

export type Happening =
	/** Objects of a list so far. */
	| {readonly type: 'received'; readonly count: number}
	| {readonly type: 'listed'; readonly version: string}
	| {readonly type: 'opened'}
	/** Events or a bookmark came. */
	| {readonly type: 'progressed'; readonly version: string}
	/** The server closed a watch in good order, or a silent one is renewed. */
	| {readonly type: 'ended'}
	/** The server takes a streamed list for a plain watch and never ends it. */
	| {readonly type: 'endless'}
	| {readonly type: 'polled'; readonly version: string; readonly tookMs: number}
	| {readonly type: 'waited'}
	| {readonly type: 'failed'; readonly trouble: Trouble};

/** The moment of a happening, and a number in [0, 1) for the jitter. */
export type Moment = {readonly now: number; readonly luck: number};

const askAgainMs = 60_000;
const pollMs = 2000;
/** Polling takes at most a twentieth of the time, of the server's as well. */
const slowestPollMs = 30_000;
const live: Health = {state: 'live'};
/** A watch that stood this long is progress even if nothing came. */
const steadyMs = 30_000;
/** What was missed comes right behind the headers of a resumed watch: one that is quiet for so long had nothing to tell. */
const leastQuietMs = 2000;

export function startFollowing({first, later}: ListWays, now: number): FollowState {
	return {
		task: {do: 'list', way: first},
		health: {state: 'connecting'},
		way: first,
		laterWay: later,
		hasListed: false,
		version: '',
		attempt: 0,
		openedAt: now,
		hasMoved: false,
		provenAt: now,
		watchAgainAt: 0,
	};
}

/** The whole protocol of list and watch as one pure step. */
export function nextFollowing(state: FollowState, happening: Happening, moment: Moment): FollowState {
	switch (happening.type) {
		case 'received':
			return state.hasListed ? state : {...state, health: {state: 'listing', received: happening.count}};
		case 'listed':
			return listed(state, happening.version, moment);
		case 'opened':
			return opened(state, moment);
		case 'progressed':
			return {
				...state,
				version: happening.version || state.version,
				provenAt: moment.now,
				hasMoved: true,
				quietSince: undefined,
				attempt: 0,
			};
		case 'ended':
			return ended(state, moment);
		case 'endless':
			return byPages(state);
		case 'polled':
			return polled(state, happening, moment);
		case 'waited':
			return state.task.do === 'wait' ? {...state, task: state.task.next} : state;
		case 'failed':
			return failed(state, happening.trouble, moment);
	}
}

/** A streamed list has proved itself and goes on as a watch; any other is followed by one. */
function listed(state: FollowState, version: string, {now}: Moment): FollowState {
	const way = state.way === 'whole' ? state.way : state.laterWay;
	const known = {...state, way, version, hasListed: true, provenAt: now, quietSince: undefined};
	if (isStreaming(state)) return {...known, attempt: 0, hasMoved: true, health: live};
	return {...known, task: {do: 'watch', from: version}};
}

/**
 * Response headers prove a resumed watch: the server has the version and tells
 * all that came after it. They prove nothing yet about what is shown. A
 * streamed list is proved by its end only.
 */
function opened(state: FollowState, {now}: Moment): FollowState {
	const begun = {...state, openedAt: now, hasMoved: false};
	return state.task.do === 'watch' ? {...begun, quietSince: now, health: live} : begun;
}

/** When what is shown was last known to be true, as the present watch ends. */
function provedAt({quietSince, provenAt}: FollowState, {now}: Moment): number {
	const isQuiet = quietSince !== undefined && now - quietSince >= leastQuietMs;
	return isQuiet ? Math.max(quietSince, provenAt) : provenAt;
}

function ended(state: FollowState, moment: Moment): FollowState {
	if (isStreaming(state) && state.health.state !== 'live') return failed(state, endedEarly, moment);
	const stood = moment.now - state.openedAt;
	const isSteady = state.hasMoved || stood >= steadyMs || (state.attempt === 0 && stood >= 1000);
	if (!isSteady) return failed(state, endedAtOnce, moment);
	return {
		...state,
		attempt: 0,
		provenAt: provedAt(state, moment),
		quietSince: undefined,
		task: {do: 'watch', from: state.version},
	};
}

function polled(
	state: FollowState,
	{version, tookMs}: {version: string; tookMs: number},
	{now}: Moment,
): FollowState {
	const everyMs = Math.min(slowestPollMs, Math.max(pollMs, Math.ceil(tookMs / 50) * 1000));
	const next: Task = now >= state.watchAgainAt ? {do: 'watch', from: version} : {do: 'poll', from: version};
	const isSame = state.health.state === 'polling' && state.health.everyMs === everyMs;
	const health: Health = isSame ? state.health : {state: 'polling', everyMs, trouble: state.noWatch!};
	return {...state, version, attempt: 0, provenAt: now, health, task: {do: 'wait', delayMs: everyMs, next}};
}

function failed(state: FollowState, trouble: Trouble, moment: Moment): FollowState {
	if (state.task.do === 'watch') return watchFailed(state, trouble, moment);
	if (isStreaming(state) && state.health.state === 'live') return watchFailed(state, trouble, moment);
	return listFailed(state, trouble, moment);
}

function listFailed(state: FollowState, trouble: Trouble, moment: Moment): FollowState {
	if (isStreaming(state) && isRefusedWay(trouble)) {
		return byPages(state);
	}
	if (trouble.reason === 'forbidden') return askLater(state, {state: 'denied', trouble}, moment);
	if (trouble.reason === 'not-found') return askLater(state, {state: 'absent'}, moment);
	if (state.task.do === 'poll') return retry(state, trouble, {do: 'poll', from: state.version}, moment);
	// A page that expired once may do so again: lists too long for their pages are read in one piece.
	const way = trouble.reason === 'expired' && state.attempt > 0 ? 'whole' : state.way;
	return retry({...state, way}, trouble, {do: 'list', way}, moment);
}

function byPages(state: FollowState): FollowState {
	return {...state, way: 'paged', laterWay: 'paged', task: {do: 'list', way: 'paged'}};
}

/** A server that does not stream lists says so with some 4xx; which one varies with its age. */
function isRefusedWay({status}: Trouble): boolean {
	return status !== undefined && status >= 400 && status < 500 && ![401, 410, 429].includes(status);
}

function watchFailed(state: FollowState, trouble: Trouble, moment: Moment): FollowState {
	if (trouble.reason === 'forbidden' || trouble.status === 405) return poll(state, trouble, moment);
	if (trouble.reason === 'expired' || trouble.reason === 'garbled' || trouble.reason === 'not-found') {
		return retry(state, trouble, {do: 'list', way: state.way}, moment);
	}
	return retry(state, trouble, {do: 'watch', from: state.version}, moment);
}

/** List is allowed and watch is not. */
function poll(state: FollowState, trouble: Trouble, {now}: Moment): FollowState {
	const everyMs = state.health.state === 'polling' ? state.health.everyMs : pollMs;
	const next: Task = {do: 'poll', from: state.version};
	return {
		...state,
		attempt: 0,
		noWatch: trouble,
		watchAgainAt: now + askAgainMs,
		health: {state: 'polling', everyMs, trouble},
		task: {do: 'wait', delayMs: everyMs, next},
	};
}

/** That nothing is told here is known of this moment, however long it is so already. */
function askLater(state: FollowState, health: Health, {now}: Moment): FollowState {
	return {
		...state,
		attempt: 0,
		provenAt: now,
		health,
		task: {do: 'wait', delayMs: askAgainMs, next: {do: 'list', way: state.way}},
	};
}

/** An expired version is no fault of the link, so the first list after it does not wait. */
function retry(state: FollowState, trouble: Trouble, next: Task, moment: Moment): FollowState {
	const {now, luck} = moment;
	const provenAt = provedAt(state, moment);
	const isFree = trouble.reason === 'expired' && state.attempt === 0;
	const delayMs = isFree ? 0 : Math.max(trouble.retryAfterMs ?? 0, backoffMs(state.attempt, luck));
	return {
		...state,
		attempt: state.attempt + 1,
		provenAt,
		quietSince: undefined,
		health: {state: 'stale', since: provenAt, retryAt: now + delayMs, trouble},
		task: {do: 'wait', delayMs, next},
	};
}

function isStreaming({task}: FollowState): boolean {
	return task.do === 'list' && task.way === 'streamed';
}

const endedEarly: Trouble = {
	reason: 'unreachable',
	says: 'The server closed the stream before the list was complete.',
	hint: 'The list is read anew.',
};

const endedAtOnce: Trouble = {
	reason: 'unreachable',
	says: 'The server closes each watch as soon as it is opened.',
	hint: 'It is tried again more slowly; a proxy in between may not let streams pass.',
};
