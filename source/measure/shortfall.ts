import type {Measured} from '../model/measured.ts';
import type {Split} from '../model/split.ts';

/** A version that does not get, or does not serve, what its weight says. */
export type Shortfall = {
	readonly backend: string;
	/** Percent. */
	readonly set: number;
	readonly seen: number;
	/** `unseen` gets well under its share; `failing` gets it, and answers hardly any of it. */
	readonly what: 'unseen' | 'failing';
	/** What is seen, in a sentence. */
	readonly says: string;
};

/** Below this part of what is set a share is short, as far as chance can be excluded. */
const shortPart = 0.7;
/** Sticky clients and rounding pods move small shares by this much, in points. */
const slackPoints = 1;
/** A version that fails so much of its requests serves nobody. */
export const failingPercent = 90;

/**
 * Versions that are seen well under what is set: a share that is short even at
 * the upper end of its uncertainty, or one that is answered with errors. A dead
 * version looks healthy by its own numbers: they hold only what came to it.
 */
export function shortfallOf(
	{backends}: Pick<Split, 'backends'>,
	measured: Measured | undefined,
): readonly Shortfall[] {
	if (measured?.state !== 'measured') return [];
	return backends.flatMap(({name, share: set}): Shortfall[] => {
		const figures = measured.backends.find(each => each.name === name);
		if (figures?.share === undefined || set === null || set === 0) return [];
		const {percent, plusMinus} = figures.share;
		const says = (what: string) => `${name} is set to ${points(set)} % and ${what}.`;
		if (percent + plusMinus < set * shortPart && set - percent > slackPoints)
			return [
				{
					backend: name,
					set,
					seen: percent,
					what: 'unseen',
					says: says(`${points(percent)} % of the requests are seen to reach it`),
				},
			];
		if (figures.requests < leastFailing || 100 * figures.failed < failingPercent * figures.requests)
			return [];
		const [most] = figures.failures;
		return [
			{
				backend: name,
				set,
				seen: percent,
				what: 'failing',
				says: says(
					`${points((100 * figures.failed) / figures.requests)} % of its requests fail${most ? ` (${most.what})` : ''}`,
				),
			},
		];
	});
}

const leastFailing = 10;

function points(percent: number): string {
	return String(Math.round(percent * 10) / 10);
}
