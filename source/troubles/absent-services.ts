import type {Backend} from '../model/split.ts';
import type {Facts} from './facts.ts';
import {refusedKey} from './refused-routes.ts';
import {type Cause, sayEvidence} from './trouble.ts';
import {distinctWays, isLone, orTakenAway, sayShare, sayWay, wayOf} from './ways.ts';

/** Routes that name a Service that isn't there. */
export const absentServices: Cause = facts =>
	distinctWays(facts.ways ?? []).flatMap(way =>
		way.backends
			.filter(backend => isAbsent(backend, facts))
			.map(backend => {
				const refusal = way.conditions.find(({reason}) => reason === 'BackendNotFound');
				const gets = (backend.share ?? 0) > 0;
				return {
					key: `absent ${way.key} ${backend.name}`,
					severity: gets ? 'critical' : 'notice',
					says: `${sayWay(way)} sends ${gets ? sayShare(backend) : 'nothing yet'} to ${backend.name}, and there is no such Service in ${backend.namespace}`,
					fact: refusal && sayEvidence(refusal.reason, refusal.message),
					hint: isLone(way)
						? 'Create the Service, or name another one.'
						: orTakenAway('Create the Service', way, backend),
					about: wayOf(way),
					count: 1,
					since: refusal?.since ?? 0,
					fails: backend.share ?? 0,
					covers: [refusedKey(way.ref, 'BackendNotFound')],
				} as const;
			}),
	);

function isAbsent({kind, name, namespace, pods}: Backend, facts: Facts): boolean {
	if (kind !== 'Service' || facts.services === undefined || pods !== undefined || !facts.covers(namespace))
		return false;
	// Names that tell ports or subsets apart are not those of Services.
	return /^[a-z0-9-]+$/.test(name) && facts.service(namespace, name) === undefined;
}
