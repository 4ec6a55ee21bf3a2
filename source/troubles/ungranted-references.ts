import {sayKind} from '../model/ref.ts';
import {type Cause, sayEvidence} from './trouble.ts';
import {objectBehind} from './ways.ts';

/** Routes that send into another namespace, which no ReferenceGrant there allows. */
export const ungrantedReferences: Cause = ({reports, ways}) =>
	(reports ?? []).flatMap(({ref, conditions, generation}) => {
		const refused = conditions.find(
			({status, reason, observedGeneration = generation}) =>
				status === 'False' && reason === 'RefNotPermitted' && observedGeneration >= generation,
		);
		if (refused === undefined) return [];
		const beyond = (ways ?? [])
			.filter(way => way.ref.uid === ref.uid)
			.flatMap(({backends}) => backends.filter(({namespace}) => namespace !== ref.namespace));
		const places = [...new Set(beyond.map(({namespace}) => namespace))].sort();
		const where = places.length === 0 ? 'another namespace' : `namespace ${places.join(' and ')}`;
		return [
			{
				key: `ungranted ${ref.uid}`,
				severity: 'critical',
				says: `${sayKind(ref.resource)} ${ref.name} may not send to ${where}: no ReferenceGrant there allows it`,
				fact: sayEvidence(refused.reason, refused.message),
				hint: `A ReferenceGrant in ${places[0] ?? 'that namespace'} that names ${ref.namespace} lets it.`,
				about: objectBehind(ref),
				count: Math.max(1, beyond.length),
				since: refused.since ?? 0,
				fails: beyond.reduce((sum, {share}) => Math.max(sum, share ?? 0), 0),
				covers: [`refused ${ref.uid} BackendNotFound`],
			} as const,
		];
	});
