import type {Plan} from '../model/plan.ts';
import type {Outcome} from '../model/telling.ts';
import type {Performance} from './performance.ts';
import {type Progress, waitFor} from './settle.ts';
import {waitForJob} from './wait-for-job.ts';

/** More than these are counted where all went well. */
const mostNamed = 3;

/** Waits for all that the plan promises, in its order. */
export async function settle(
	id: string,
	plan: Plan,
	began: number,
	performance: Performance,
): Promise<SettledOutcome> {
	const since = performance.clock.now();
	const seen: Progress[] = [];
	for (const expectation of plan.settledWhen) {
		const waits = expectation.seen === 'completed' ? waitForJob : waitFor;
		seen.push(await waits(expectation, waiting(since, performance)));
		if (!seen.at(-1)!.isMet) break;
	}
	const isMet = seen.every(each => each.isMet);
	// What holds it up says it all; where all is there, each part says how.
	const told = isMet ? seen : seen.slice(-1);
	const gone = plan.settledWhen.filter(each => each.seen === 'gone').length;
	const progress =
		isMet && gone > mostNamed
			? `all ${gone} of them are gone`
			: [...new Set(told.map(each => each.says))].join('; ');
	const lines = seen.flatMap(each => each.lines ?? []);
	return {
		...(lines.length > 0 && {lines}),
		end: isMet ? 'settled' : 'unsettled',
		plan,
		id,
		tookMs: performance.clock.now() - began,
		progress,
	};
}

type SettledOutcome = Extract<Outcome, {readonly progress: string}>;

export function waiting(since: number, {cluster, clock, signal, timeoutMs, tell}: Performance) {
	return {
		cluster,
		clock,
		signal,
		deadline: since + timeoutMs,
		tell: (expectation: Parameters<typeof waitFor>[0], progress: string) =>
			tell({type: 'waiting', expectation, progress}),
	};
}
