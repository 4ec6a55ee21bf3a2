import {type Ref, sayKind} from '../model/ref.ts';
import type {Condition} from '../model/split.ts';
import {type Cause, sayEvidence, withoutDot} from './trouble.ts';
import {objectBehind} from './ways.ts';

/** Routes that those who are to serve them don't take, and such as their backends aren't found for. */
export const refusedRoutes: Cause = ({reports}) =>
	(reports ?? []).flatMap(({ref, conditions, generation, acceptedBy}) => {
		const refused = conditions.filter(
			({type, status, reason, observedGeneration = generation}) =>
				acceptedBy.includes(type) &&
				status === 'False' &&
				reason !== 'RefNotPermitted' &&
				observedGeneration >= generation,
		);
		const [first] = refused;
		if (first === undefined) return [];
		// One gateway may take what another does not.
		const isTaken = conditions.some(({type, status}) => type === first.type && status === 'True');
		return [
			{
				key: refusedKey(ref, first.reason),
				severity: isTaken ? 'warning' : 'critical',
				says: `${sayKind(ref.resource)} ${ref.name} ${sayRefused(first)}: ${withoutDot(first.message) || first.reason}`,
				fact: [...new Set(refused.map(({type, reason}) => sayEvidence(`${type} is False`, reason)))].join(
					' ',
				),
				hint: hintFor(first),
				about: objectBehind(ref),
				count: 1,
				since: first.since ?? 0,
			} as const,
		];
	});

/** For causes that say the same more plainly. */
export function refusedKey({uid}: Pick<Ref, 'uid'>, reason: string): string {
	return `refused ${uid} ${reason}`;
}

function sayRefused({type}: Condition): string {
	if (type === 'Accepted') return "isn't accepted";
	if (type === 'ResolvedRefs') return "refers to what isn't there";
	return `isn't in force (${type})`;
}

function hintFor({reason}: Condition): string | undefined {
	const hints: {readonly [reason: string]: string} = {
		NotAllowedByListeners: 'No listener of the gateway lets routes of this namespace in.',
		NoMatchingListenerHostname: 'No listener of the gateway has one of its host names.',
		NoMatchingParent: 'The gateway it names has no such listener.',
		BackendNotFound: 'Create the Service, or name another one.',
		InvalidKind: 'A backend is of a kind that the gateway does not serve.',
		UnsupportedProtocol: 'A backend speaks what the gateway does not.',
	};
	return hints[reason];
}
