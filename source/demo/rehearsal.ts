import type {Worker} from 'node:worker_threads';
import {systemClock} from '../model/clock.ts';
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
	const beginnings = new Map<string, () => void>();
	const ask = (request: Request) => worker.postMessage(request);

	worker.on('message', (telling: Telling) => {
		if (telling.type === 'began') beginnings.get(telling.scenario)?.();
		if (telling.type !== 'state') return;
		({state, reading} = telling);
		for (const tell of listeners) tell(state);
	});

	function now(): number {
		return reading.nowMs + (state.isPaused ? 0 : (sharedNow() - reading.atMs) * state.speed);
	}

	return {
		scenarios,
		clock: {...systemClock, now},
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
			const began = new Promise<void>(resolve => beginnings.set(scenario, resolve));
			ask({type: 'play', scenario});
			return began;
		},
	};
}
