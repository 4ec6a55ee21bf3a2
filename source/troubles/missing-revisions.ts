import {sayKind} from '../model/ref.ts';
import {refusedKey} from './refused-routes.ts';
import {type Cause, sayEvidence, withoutDot} from './trouble.ts';
import {objectBehind} from './ways.ts';

/** Knative's reasons for a target of traffic that nobody finds, by what is missing. */
const missing: {readonly [reason: string]: string} = {
	RevisionMissing: 'revision',
	ConfigurationMissing: 'configuration',
};

/** Traffic that is to go to a revision which isn't there: whatever was routed before stays routed. */
export const missingRevisions: Cause = ({reports}) =>
	(reports ?? []).flatMap(({ref, conditions, generation, acceptedBy}) => {
		const refused = conditions.find(
			({type, status, reason, observedGeneration = generation}) =>
				acceptedBy.includes(type) &&
				status === 'False' &&
				missing[reason] !== undefined &&
				observedGeneration >= generation,
		);
		if (refused === undefined) return [];
		const {type, reason, message, since = 0} = refused;
		// Knative quotes its name: Revision "ranker-00009" referenced in traffic not found.
		const name = /"([^"]+)"/.exec(message)?.[1];
		const what = name === undefined ? `a ${missing[reason]}` : `${missing[reason]} ${name}`;
		return [
			{
				key: `missing ${ref.uid}`,
				severity: 'critical',
				says: `${sayKind(ref.resource)} ${ref.name} gives traffic to ${what}, which isn't there`,
				fact: sayEvidence(`${type} is False`, `${reason}: ${withoutDot(message)}`),
				hint: 'Knative routes as before, if it did. Name a revision that is there in spec.traffic.',
				about: objectBehind(ref),
				count: 1,
				since,
				covers: [refusedKey(ref, reason)],
			} as const,
		];
	});
