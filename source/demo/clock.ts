/** One thing to do at a moment of the cluster's own time. */
type Due = {atMs: number; run: () => void};

/** Called off with `cancel`, which may be repeated. */
export type Timer = {cancel(): void};

export type Clock = {
	/** Milliseconds since 1970 in the cluster's time, which runs `speed` times as fast as ours. */
	now(): number;
	/** Runs `run` once, `delayMs` of the cluster's time from now; what is due at once runs in order of asking. */
	after(delayMs: number, run: () => void): Timer;
	/** Lives through the time until `untilMs` at once, doing on the way all that falls due. */
	passUntil(untilMs: number): void;
	/** Lets the cluster's time follow ours from here, `speed` times as fast. */
	start(): void;
	/** Lets the cluster's time stand: nothing that waits falls due. */
	pause(): void;
	/** Changes how fast time passes, from here on. */
	setSpeed(speed: number): void;
	/** Calls back whenever time could not follow ours, and goes on from where it is instead of catching up. */
	onSlip(call: () => void): void;
	readonly isPaused: boolean;
	/** Forgets all that waits. */
	stop(): void;
};

/** How long what is due may keep the thread, in our time, before requests have their turn. */
const turnMs = 10;

/**
 * How far what is due may fall behind, in our time: more of it is never made up for. So a laptop that slept,
 * or a speed the machine cannot keep, costs time of the cluster and not all of the machine's.
 */
const mostBehindMs = 2000;

/** A timer of Node's that is to wait longer rings at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The only clock of the demo. While something due runs, `now` is the moment it was due and not the
 * moment the thread came round to it, so that the same run has the same times. It arms one timer of
 * Node's for the earliest thing due and none when nothing is: an idle cluster costs nothing.
 */
export function createClock(startMs: number, firstSpeed: number): Clock {
	const queue: Due[] = [];
	let speed = firstSpeed;
	let standsAtMs = startMs;
	let startedAt: number | undefined;
	let armed: NodeJS.Timeout | undefined;
	let isRunningDue = false;
	let slipped = () => {};

	function now(): number {
		if (isRunningDue || startedAt === undefined) return standsAtMs;
		const next = queue[0];
		const latestMs = next ? next.atMs + mostBehindMs * speed : Number.POSITIVE_INFINITY;
		return Math.max(standsAtMs, Math.min(latestMs, following(startedAt)));
	}

	/** Where time would be if it had followed ours since the start. */
	function following(startedAt: number): number {
		return startMs + (performance.now() - startedAt) * speed;
	}

	function after(delayMs: number, run: () => void): Timer {
		// It would stand before all others and never fall due.
		if (Number.isNaN(delayMs)) throw new RangeError('Nothing can be done after a time that is no number.');
		const due = {atMs: now() + Math.max(0, delayMs), run};
		const position = positionAfter(queue, due.atMs);
		queue.splice(position, 0, due);
		if (position === 0) arm();
		return {cancel: () => drop(due)};
	}

	function drop(due: Due): void {
		const position = queue.indexOf(due);
		if (position >= 0) queue.splice(position, 1);
	}

	function arm(): void {
		if (startedAt === undefined || isRunningDue) return;
		clearTimeout(armed);
		const next = queue[0];
		if (!next) return;
		const waitMs = Math.min(longestTimerMs, Math.max(0, (next.atMs - now()) / speed));
		armed = setTimeout(ring, waitMs);
	}

	function ring(): void {
		const behindMs = following(startedAt!) - now();
		if (behindMs > 0) {
			startMs -= behindMs;
			slipped();
		}
		runDue(now(), turnMs);
	}

	function runDue(untilMs: number, budgetMs: number): void {
		const begunAt = performance.now();
		isRunningDue = true;
		try {
			for (let next = queue[0]; next && next.atMs <= untilMs; next = queue[0]) {
				if (performance.now() - begunAt > budgetMs) break;
				queue.shift();
				standsAtMs = Math.max(standsAtMs, next.atMs);
				next.run();
			}
		} finally {
			isRunningDue = false;
		}
		arm();
	}

	function start(): void {
		startMs = standsAtMs;
		startedAt = performance.now();
		arm();
	}

	function pause(): void {
		standsAtMs = now();
		startedAt = undefined;
		clearTimeout(armed);
	}

	return {
		now,
		after,
		passUntil(untilMs) {
			runDue(untilMs, Number.POSITIVE_INFINITY);
			standsAtMs = untilMs;
		},
		start,
		pause,
		setSpeed(next) {
			const wasPaused = startedAt === undefined;
			pause();
			speed = next;
			if (!wasPaused) start();
		},
		onSlip(call) {
			slipped = call;
		},
		get isPaused() {
			return startedAt === undefined;
		},
		stop() {
			clearTimeout(armed);
			queue.length = 0;
		},
	};
}

/** Where in `queue` something due at `atMs` goes: behind all that is due no later. */
function positionAfter(queue: readonly Due[], atMs: number): number {
	let low = 0;
	let high = queue.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (queue[middle]!.atMs <= atMs) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** What was written last: the same second is asked for again and again. */
let written = {second: Number.NaN, text: ''};

/** As `metadata.creationTimestamp` is written: whole seconds, UTC. */
export function timestamp(atMs: number): string {
	const second = Math.floor(atMs / 1000);
	if (second !== written.second)
		written = {second, text: `${new Date(1000 * second).toISOString().slice(0, 19)}Z`};
	return written.text;
}
