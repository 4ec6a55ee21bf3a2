import type {Measured} from './behaviour.ts';
import {type Flow, totalOf} from './flow.ts';
import {gridSteps, quantileMs} from './latency.ts';

/** What had been counted of one backend by a moment. */
type Reading = {readonly atMs: number; readonly counts: Float64Array; readonly errors: number};

const spanMs = 10_000;

/** Measures a backend over the last ten seconds, from what its flows count since the beginning. */
export class Meter {
	readonly #flows = new Set<Flow>();
	readonly #readings: Reading[] = [];

	/** Takes a flow in; what it counted before belongs to the past. */
	include(flow: Flow): void {
		this.#flows.add(flow);
	}

	read(atMs: number): void {
		const counts = new Float64Array(gridSteps);
		let errors = 0;
		for (const {tallies} of this.#flows) {
			for (const tally of tallies) {
				for (let step = 0; step < gridSteps; step++) counts[step]! += tally.counts[step]!;
				if (!tally.outcome.isSuccess) errors += totalOf(tally);
			}
		}
		this.#readings.push({atMs, counts, errors});
		// The newest reading from before the span stays, to compare with.
		while (this.#readings.length > 2 && this.#readings[1]!.atMs <= atMs - spanMs) this.#readings.shift();
	}

	measured(nowMs: number): Measured | undefined {
		const first = this.#readings[0];
		const last = this.#readings.at(-1);
		if (!first || !last || first === last || last.atMs <= nowMs - spanMs) return undefined;
		const counts = last.counts.map((count, step) => count - first.counts[step]!);
		const total = counts.reduce((sum, count) => sum + count, 0);
		if (total === 0) return undefined;
		return {
			requestsPerSecond: (1000 * total) / (last.atMs - first.atMs),
			errorShare: (last.errors - first.errors) / total,
			p50Ms: quantileMs(counts, 0.5),
			p99Ms: quantileMs(counts, 0.99),
		};
	}
}
