import type {Split} from '../model/split.ts';
import {dialectOf} from './index.ts';

/** What the gateways report of the generation on screen; `says` names a refusal's condition. */
export type Acceptance = {
	readonly state: 'accepted' | 'behind' | 'refused' | 'not-reported';
	readonly says: string;
};

/** Undefined for kinds on which nobody ever reports. */
export function acceptanceOf({
	dialect,
	conditions,
	generation,
}: Pick<Split, 'dialect' | 'conditions' | 'generation'>): Acceptance | undefined {
	const types = dialectOf({dialect})?.acceptedBy;
	if (types === undefined) return undefined;
	const reports = conditions.filter(({type}) => types.includes(type));
	if (reports.length === 0) return {state: 'not-reported', says: 'not reported'};
	const refused = reports.find(({status}) => status === 'False');
	if (refused) return {state: 'refused', says: `${refused.type} ${refused.reason}`};
	const isBehind = reports.some(({observedGeneration = generation}) => observedGeneration < generation);
	return isBehind ? {state: 'behind', says: 'not observed yet'} : {state: 'accepted', says: 'accepted'};
}
