import type {Worker} from 'node:worker_threads';
import {type Clock, systemClock} from '../model/clock.ts';
import type {Rehearsal, RehearsalState, Scenario} from '../model/rehearsal.ts';
import {type Reading, type Request, sharedNow, type Telling} from './threads.ts';

/** The main thread's side of the worker: its state as last told, and requests to it. */
export function createRehearsal(
	worker: Worker,
	scenarios: readonly Scenario[],
	first: {state: RehearsalState; reading: Reading},
): Rehearsal {
	let {state, reading} = first;
	const listeners = new Set<(state: RehearsalState) => void>();
	/** Who waits for a scenario to begin, in the order of asking, in which they begin. */
	const waiting: {readonly scenario: string; readonly begun: () => void}[] = [];
	const waits = createWaits(now);
	const ask = (request: Request) => worker.postMessage(request);

	worker.on('message', (telling: Telling) => {
		if (telling.type === 'began') begun(telling.scenario);
		if (telling.type !== 'state') return;
		({state, reading} = telling);
		for (const tell of listeners) tell(state);
		if (state.isPaused) waits.stepTo(reading.nowMs);
	});

	function begun(scenario: string): void {
		const next = waiting.findIndex(each => each.scenario === scenario);
		if (next >= 0) waiting.splice(next, 1)[0]!.begun();
	}

	function now(): number {
		return reading.nowMs + (state.isPaused ? 0 : (sharedNow() - reading.atMs) * state.speed);
	}

	return {
		scenarios,
		clock: {now, after: waits.after},
		get: () => state,
		follow(tell) {
			listeners.add(tell);
			return () => listeners.delete(tell);
		},
		pause: () => ask({type: 'pause'}),
		resume: () => ask({type: 'resume'}),
		step: byMs => ask({type: 'step', byMs}),
		setSpeed: speed => ask({type: 'speed', speed}),
		looked: at => ask({type: 'looked', at}),
		play(scenario) {
			const began = new Promise<void>(resolve => waiting.push({scenario, begun: resolve}));
			ask({type: 'play', scenario});
			return began;
		},
	};
}

/**
 * Timers that wait in our time, but no longer than the cluster's: where that is stepped past the moment a
 * timer was for, it goes off at once, so that after a step one sees what is true then.
 */
function createWaits(now: () => number): Pick<Clock, 'after'> & {stepTo(nowMs: number): void} {
	const waits = new Set<{readonly dueMs: number; readonly end: () => void}>();
	return {
		after(delayMs, call) {
			const wait = {
				dueMs: now() + delayMs,
				end() {
					cancel();
					call();
				},
			};
			const stop = systemClock.after(delayMs, wait.end);
			const cancel = () => {
				stop();
				waits.delete(wait);
			};
			waits.add(wait);
			return cancel;
		},
		stepTo(nowMs) {
			for (const {dueMs, end} of [...waits]) if (dueMs <= nowMs) end();
		},
	};
}
