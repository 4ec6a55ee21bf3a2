import {createLuck, fnv32, type Luck} from '../../source/demo/luck.ts';

/** What may go wrong with one request between a client and its API server. `afterMs` is how long a watch runs before. */
export type Fault =
	/** Nothing: it is handed on as it came. */
	| {readonly does: 'pass'}
	| {readonly does: 'delay'; readonly delayMs: number}
	/** Taken and never answered; `isForwarded`: the server got it all the same. Broken off after `heldMs`, where given. */
	| {readonly does: 'swallow'; readonly isForwarded: boolean; readonly heldMs?: number}
	/** The connection is reset; `isForwarded`: after the server had answered. */
	| {readonly does: 'reset'; readonly isForwarded: boolean}
	/** The connection is reset, and only then the server gets the request. */
	| {readonly does: 'late'; readonly delayMs: number}
	/** Answered in place of the server, which never sees it. */
	| {readonly does: 'refuse'; readonly status: number; readonly retryAfterS?: number}
	/** The server does it, and its answer is made a 500. */
	| {readonly does: 'disown'}
	/** The body ends half-way, with its connection. */
	| {readonly does: 'truncate'; readonly afterMs: number}
	/** The body stops half-way, and the connection stays; broken off after `heldMs`, where given. */
	| {readonly does: 'stall'; readonly afterMs: number; readonly heldMs?: number}
	/** A watch gets an event of type ERROR. */
	| {readonly does: 'error-event'; readonly afterMs: number; readonly code: number}
	/** The server ends a watch in good order. */
	| {readonly does: 'end'; readonly afterMs: number}
	/** Every event of a watch comes twice. */
	| {readonly does: 'duplicate'};

/** A request as faults tell them apart. */
export type Kind = 'read' | 'list' | 'watch' | 'review' | 'rehearsal' | 'write';

export type Asked = {
	readonly method: string;
	/** With its query. */
	readonly url: string;
	readonly body: string;
	readonly kind: Kind;
	/** Which of its kind and path it is, from 0. */
	readonly turn: number;
};

/** How a fault is called where faults are counted. */
export function nameOf(fault: Fault): string {
	if (fault.does === 'refuse') return `refuse ${fault.status}`;
	if (fault.does === 'error-event') return `error-event ${fault.code}`;
	const isBoth = fault.does === 'swallow' || fault.does === 'reset';
	return isBoth ? `${fault.does}${fault.isForwarded ? ' answer' : ''}` : fault.does;
}

export const passing: Fault = {does: 'pass'};

const refusals: Record<Kind, readonly number[]> = {
	read: [401, 403, 429, 500, 503],
	list: [401, 403, 410, 429, 500, 503],
	watch: [401, 403, 410, 429, 500, 503],
	review: [401, 403, 429, 500, 503],
	rehearsal: [401, 403, 409, 429, 500, 503],
	write: [401, 403, 409, 429, 500, 503],
};

const doings: Record<Kind, readonly Fault['does'][]> = {
	read: ['delay', 'swallow', 'reset', 'refuse', 'truncate', 'stall'],
	list: ['delay', 'swallow', 'reset', 'refuse', 'truncate', 'stall'],
	watch: ['delay', 'swallow', 'reset', 'refuse', 'truncate', 'stall', 'error-event', 'duplicate'],
	review: ['delay', 'swallow', 'reset', 'refuse', 'truncate', 'stall'],
	rehearsal: ['delay', 'swallow', 'reset', 'refuse', 'truncate', 'stall'],
	write: ['delay', 'swallow', 'reset', 'late', 'refuse', 'disown', 'truncate', 'stall'],
};

export type ScheduleOptions = {
	readonly seed: number;
	/** Of the requests of each kind, the share that something goes wrong with. */
	readonly share: number;
	/** How long a request that is swallowed, or a body that stalls, is held before its connection breaks; for ever where left out. */
	readonly heldMs?: number;
};

/**
 * A fault for each request, and always the same for the same seed, path and
 * turn: which requests come first is decided by a busy machine, so no fault
 * depends on it.
 */
export function schedule({seed, share, heldMs}: ScheduleOptions): (asked: Asked) => Fault {
	return asked => {
		const {pathname} = new URL(asked.url, 'http://x');
		const luck = createLuck(fnv32(`${seed} ${asked.kind} ${asked.method} ${pathname} ${asked.turn}`));
		if (luck.fraction() < share) return drawn(asked.kind, luck, heldMs);
		// Else there would be no more watches to befall.
		return asked.kind === 'watch' ? {does: 'end', afterMs: luck.between(3000, 15_000)} : passing;
	};
}

export type LinkOptions = {
	/** There and back again. */
	readonly roundTripMs: number;
	/** Each way, of each connection; unbounded where left out. */
	readonly bytesPerSecond?: number;
};

/** How long and how narrow the way is: from the next rack to a telephone on a train. */
export function drawnLink(seed: number): Required<LinkOptions> {
	const luck = createLuck(fnv32(`${seed} link`));
	return {roundTripMs: luck.between(0, 200), bytesPerSecond: luck.between(64, 1024) * 1024};
}

function drawn(kind: Kind, luck: Luck, heldMs: number | undefined): Fault {
	const does = oneOf(doings[kind], luck);
	switch (does) {
		case 'delay':
		case 'late':
			return {does, delayMs: luck.between(50, 1500)};
		case 'swallow':
			return {does, isForwarded: luck.fraction() < 0.5, heldMs};
		case 'reset':
			return {does, isForwarded: luck.fraction() < 0.5};
		case 'refuse': {
			const status = oneOf(refusals[kind], luck);
			return {does, status, ...(status === 429 && {retryAfterS: 1})};
		}
		case 'truncate':
			return {does, afterMs: luck.between(300, 5000)};
		case 'stall':
			return {does, afterMs: luck.between(300, 5000), heldMs};
		case 'end':
			return {does, afterMs: luck.between(300, 5000)};
		case 'error-event':
			return {does, afterMs: luck.between(300, 5000), code: oneOf([410, 500], luck)};
		default:
			return {does};
	}
}

function oneOf<Each>(all: readonly Each[], luck: Luck): Each {
	return all[luck.between(0, all.length - 1)]!;
}

const reasons: Readonly<Record<number, string>> = {
	401: 'Unauthorized',
	403: 'Forbidden',
	409: 'Conflict',
	410: 'Expired',
	429: 'TooManyRequests',
	500: 'InternalError',
	503: 'ServiceUnavailable',
};

/** What an API server says when it refuses. */
export function statusOf(code: number): object {
	const reason = reasons[code];
	return {kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: `${reason} on purpose`};
}
