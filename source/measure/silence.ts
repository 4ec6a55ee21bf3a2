import type {Figures} from '../model/measured.ts';
import type {Silence} from '../model/proof.ts';
import {sum} from '../model/sum.ts';

/** Requests under way when it was written may be counted for so long; and where few come at all, this is waited for. */
export const graceMs = 10_000;
const mostChance = 0.05;

/** The silence of a version until now, against what all versions get. */
export function silenceOf(
	{backends}: Figures,
	ms: number,
	/** Percent, before it was drained; undefined where nobody knows. */
	formerShare: number | null | undefined,
): Silence {
	if (formerShare === undefined || formerShare === null) return {ms, isTelling: false};
	const perSecond = sum(backends, each => each.perSecond);
	const requests = (perSecond * ms) / 1000;
	const part = formerShare / 100;
	return {ms, expected: requests * part, isTelling: (1 - part) ** requests < mostChance};
}

/** Whether it may be said that nothing comes any more. */
export function isLongEnough({ms, isTelling}: Silence): boolean {
	return isTelling || ms >= graceMs;
}
