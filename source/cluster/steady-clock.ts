import os from 'node:os';
import {type Clock, systemClock} from '../model/clock.ts';

/** What the machine's counters say, in milliseconds. No step of the wall clock moves them. */
export type Reading = {
	readonly ranMs: number;
	/** With the time asleep, which `ranMs` leaves out on Linux; undefined where it counts that itself. */
	readonly upMs: number | undefined;
};

/** The two counters disagree by their coarseness too, and nobody sleeps for less. */
const leastSleepMs = 1000;

/** How long the machine has slept since `first`, given what was `known` of it; it never shrinks. */
export function sleptMs(first: Reading, now: Reading, known: number): number {
	if (first.upMs === undefined || now.upMs === undefined) return known;
	const slept = now.upMs - first.upMs - (now.ranMs - first.ranMs);
	return slept - known >= leastSleepMs ? slept : known;
}

/**
 * Node counts by CLOCK_MONOTONIC on Linux, which stands still in sleep, and by
 * mach_continuous_time and the performance counter elsewhere, which do not.
 */
function readCounters(): Reading {
	return {
		ranMs: performance.now(),
		upMs: process.platform === 'linux' ? os.uptime() * 1000 : undefined,
	};
}

/**
 * A clock that starts with the wall's time and then goes by the machine's
 * counters: sleep passes on it, and whoever sets the wall clock does not move
 * it. What is as old as it says is measured by this one.
 */
export function steadyClock(wall: Clock = systemClock, read: () => Reading = readCounters): Clock {
	const startedAt = wall.now();
	const first = read();
	let slept = 0;
	return {
		now() {
			const reading = read();
			slept = sleptMs(first, reading, slept);
			return Math.round(startedAt + reading.ranMs - first.ranMs + slept);
		},
		after: wall.after,
	};
}

/** The one of this process. */
export const steady: Clock = steadyClock();
