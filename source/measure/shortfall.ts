import type {BackendFigures, Figures, Measured} from '../model/measured.ts';
import type {Split} from '../model/split.ts';
import {sum} from '../model/sum.ts';
import {saySpan} from './said.ts';

/** A version that does not get, or does not serve, what its weight says. */
export type Shortfall = {
	readonly backend: string;
	/** Percent. */
	readonly set: number;
	readonly seen: number;
	/** `unseen` gets well under its share; `failing` gets it, and answers hardly any of it; `worse` fails much more of it than the others of theirs. */
	readonly what: 'unseen' | 'failing' | 'worse';
	/** What is seen, in a sentence. */
	readonly says: string;
	/** The counts behind it, and who counted. */
	readonly fact: string;
};

/** Below this part of what is set a share is short, as far as chance can be excluded. */
export const shortPart = 0.7;
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
					fact: sayCounted(
						`${figures.requests} of ${sum(measured.backends, each => each.requests)} requests`,
						measured,
					),
				},
			];
		if (figures.requests < leastFailing) return [];
		const [most] = figures.failures;
		const fact = sayCounted(`${figures.failed} of ${figures.requests} requests failed`, measured);
		const codes = most ? ` (${most.what})` : '';
		if (100 * figures.failed < failingPercent * figures.requests) {
			const others = measured.backends.filter(each => each !== figures && each.requests > 0);
			if (!isWorse(figures, others)) return [];
			const beside = failedPercent(others);
			return [
				{
					backend: name,
					set,
					seen: percent,
					what: 'worse',
					says: `${name} fails ${points(failedPercent([figures]))} % of its requests${codes}, the others ${points(beside)} %.`,
					fact,
				},
			];
		}
		return [
			{
				backend: name,
				set,
				seen: percent,
				what: 'failing',
				says: says(`${points(failedPercent([figures]))} % of its requests fail${codes}`),
				fact,
			},
		];
	});
}

/** `58 of 60 requests failed in 60 s, as Istio counted.` */
function sayCounted(what: string, {windowMs, meter}: Figures): string {
	return `${what} in ${saySpan(windowMs)}, as ${meter} counted.`;
}

const leastFailing = 10;
/** Errors of less than this, in percent, or of not so many times what the others have, are no matter yet. */
const worseFrom = 2;
const worseTimes = 3;

/** Whether it fails so much more that neither chance nor what troubles all of them explains it. */
function isWorse({requests, failed}: BackendFigures, others: readonly BackendFigures[]): boolean {
	if (failed < leastFailing || others.length === 0) return false;
	const [own, beside] = [failed / requests, failedPercent(others) / 100];
	// Four standard deviations of so many draws.
	const chance = 4 * Math.sqrt((own * (1 - own)) / requests);
	return own * 100 >= worseFrom && own >= worseTimes * beside && own - chance > beside;
}

function failedPercent(all: readonly BackendFigures[]): number {
	const [failed, requests] = [sum(all, each => each.failed), sum(all, each => each.requests)];
	return requests === 0 ? 0 : (100 * failed) / requests;
}

function points(percent: number): string {
	return String(Math.round(percent * 10) / 10);
}
