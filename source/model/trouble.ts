/**
 * Something that went wrong, said for a person: what happened, and what to do next.
 * `reason` lets code tell causes apart; it is never shown.
 */
export type Trouble = {
	readonly reason: TroubleReason;
	readonly says: string;
	readonly hint?: string;
	/** The HTTP status, where a server answered. */
	readonly status?: number;
	/** Nobody was there to hear the request: it can have changed nothing. */
	readonly isUnsent?: true;
	/** How long the server asks to be left alone (Retry-After). */
	readonly retryAfterMs?: number;
	/** Trying again by itself cannot help: somebody has to do something first. */
	readonly awaits?: 'person';
};

export type TroubleReason =
	| 'no-kubeconfig'
	| 'bad-kubeconfig'
	| 'no-context'
	| 'unreachable'
	| 'timed-out'
	| 'certificate'
	| 'credentials'
	| 'unauthorized'
	| 'forbidden'
	| 'not-found'
	| 'conflict'
	| 'guard-failed'
	| 'invalid'
	| 'expired'
	| 'throttled'
	/** A disruption budget lets no pod go now; it may later. */
	| 'held-up'
	| 'server-error'
	| 'garbled'
	| 'stopped'
	/** Written, but not seen in force in time. */
	| 'unsettled';

/** An answer that may be a trouble: errors are values wherever a dashboard must go on. */
export type Answer<Value> =
	| {readonly ok: true; readonly value: Value}
	| {readonly ok: false; readonly trouble: Trouble};

export function answer<Value>(value: Value): Answer<Value> {
	return {ok: true, value};
}

export function troubled(trouble: Trouble): {readonly ok: false; readonly trouble: Trouble} {
	return {ok: false, trouble};
}
