import type {Backend} from '../model/split.ts';
import {type Cause, withoutDot} from './trouble.ts';
import {seenKey} from './unseen-shares.ts';
import {distinctWays, isLone, orTakenAway, sayShare, sayWay, wayOf} from './ways.ts';

/** Shares that fail whatever the pods say: a subset or a revision that nobody defines, a model that did not load. */
export const brokenBackends: Cause = ({ways}) =>
	distinctWays(ways ?? []).flatMap(way =>
		way.backends.flatMap(backend => {
			if (backend.brokenBecause === undefined || (backend.share ?? 0) <= 0) return [];
			return [
				{
					key: `broken ${way.key} ${backend.name}`,
					severity: 'critical',
					says: `${sayWay(way)} sends ${sayShare(backend)} to ${backend.name}, which fails: ${withoutDot(backend.brokenBecause)}`,
					fact: sayWeight(backend),
					hint: isLone(way) ? undefined : orTakenAway(undefined, way, backend),
					about: wayOf(way),
					count: 1,
					since: 0,
					fails: backend.share ?? 0,
					covers: [seenKey(way.key, backend.name)],
				} as const,
			];
		}),
	);

/** What is set, and that its pods are not what is missing. */
function sayWeight({weight, pods}: Backend): string {
	return pods === undefined
		? `Its weight is ${weight}.`
		: `Its weight is ${weight}, ${pods.ready} of ${pods.wanted} pods ready.`;
}
