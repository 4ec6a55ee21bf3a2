import type {Cause} from './trouble.ts';
import {distinctWays, sayWay, wayOf} from './ways.ts';

/** Splits whose weights are all zero: each request is an error. */
export const weightlessSplits: Cause = ({ways}) =>
	distinctWays(ways ?? []).flatMap(way => {
		// A Service gives shares by ready pods alone, and engines say where they begin.
		if (way.ref.resource.kind === 'Service' && way.ref.resource.group === '') return [];
		const isWeightless = way.backends.every(({weight, share}) => weight === 0 && !share);
		if (!isWeightless || (way.drivenBy !== undefined && way.drivenBy.uid === way.ref.uid)) return [];
		return [
			{
				key: `weightless ${way.key}`,
				severity: 'critical',
				says: `${sayWay(way)} sends nothing anywhere: every weight is 0`,
				fact: `Weights ${way.backends.map(({name, weight}) => `${name} ${weight}`).join(', ')}.`,
				hint: ':weights gives them shares.',
				about: wayOf(way),
				count: 1,
				since: 0,
				fails: 100,
			} as const,
		];
	});
