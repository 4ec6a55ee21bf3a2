import {trim} from '../traffic/weights.ts';
import type {Cause} from './trouble.ts';
import {distinctWays, sayWay, wayOf} from './ways.ts';

/** So many requests must have been counted before a share says anything. */
const leastRequests = 200;

/** A version that gets well under the share it is set to: under half of it, and no matter of chance. */
export const unseenShares: Cause = ({ways, seen}) =>
	seen === undefined
		? []
		: distinctWays(ways ?? []).flatMap(way => {
				const measured = seen.get(way.key);
				if (measured === undefined || measured.requests < leastRequests) return [];
				return way.backends.flatMap(({name, share}) => {
					const got = measured.shares.get(name);
					if (share === null || share <= 0 || got === undefined) return [];
					if (got >= share / 2 || !isBeyondChance(share, got, measured.requests)) return [];
					return [
						{
							key: `unseen ${way.key} ${name}`,
							severity: 'warning',
							says: `${sayWay(way)} sends ${name} ${trim(Math.round(got * 10) / 10)} % of its requests, and is set to ${trim(share)} %`,
							fact: `${measured.requests} requests were counted.`,
							hint: 'Sticky sessions, another route before it, or a gateway that has not taken the change.',
							about: wayOf(way),
							count: 1,
							since: measured.since,
						} as const,
					];
				});
			});

/** Four standard deviations of so many draws. */
function isBeyondChance(share: number, got: number, requests: number): boolean {
	const expected = share / 100;
	return (expected - got / 100) / Math.sqrt((expected * (1 - expected)) / requests || 1e-9) > 4;
}
