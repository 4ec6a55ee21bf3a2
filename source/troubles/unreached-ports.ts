import {isEmpty} from '../model/labels.ts';
import type {ServiceRow, ServiceTarget} from '../resources/services.ts';
import type {Facts} from './facts.ts';
import {type Cause, objectOf} from './trouble.ts';
import {seenKey} from './unseen-shares.ts';
import {serviceBehind} from './unserved-backends.ts';
import {distinctWays, sayShare, sayWay, wayOf} from './ways.ts';

/**
 * Services with ready endpoints that lead to no port of them: no container has
 * a port of the name that is their target. Their endpoints count as ready all the same.
 */
export const unreachedPorts: Cause = facts => [
	...(facts.services ?? []).flatMap(row => {
		const missing = missingIn(row, facts);
		if (missing.length === 0) return [];
		const isAll = missing.length === row.targets.length;
		const names = [...new Set(missing.map(({target}) => target))];
		const because = `no container of its pods names a port ${names.join(' or ')}`;
		const where = isAll
			? 'reaches nothing'
			: `reaches nothing at port ${missing.map(({port}) => port).join(', ')}`;
		const {ready = 0} = facts.endpoints?.(row.namespace, row.name) ?? {};
		return [
			{
				key: `ports ${row.uid}`,
				severity: 'warning',
				says: `Service ${row.name} ${where}: ${because}`,
				because,
				fact: `${ready} ready ${ready === 1 ? 'endpoint' : 'endpoints'}, without ${names.length === 1 ? 'that port' : 'those ports'}.`,
				hint: 'Let its targetPort name a port that the containers have, or write the number.',
				about: objectOf('services', row),
				count: 1,
				since: row.created,
				...(isAll && {explains: [row.uid]}),
			} as const,
		];
	}),
	...distinctWays(facts.ways ?? []).flatMap(way =>
		way.backends.flatMap(backend => {
			const service = serviceBehind(backend, facts);
			if (service === undefined || (backend.share ?? 0) <= 0) return [];
			const missing = missingIn(service, facts);
			if (missing.length === 0 || missing.length < service.targets.length) return [];
			const says = `${sayWay(way)} sends ${sayShare(backend)} to ${backend.name}, which leads to no port of its pods`;
			return [
				{
					key: `unreached ${way.key} ${backend.name}`,
					severity: 'critical',
					says,
					about: wayOf(way),
					count: 1,
					since: service.created,
					fails: backend.share ?? 0,
					covers: [seenKey(way.key, backend.name)],
					dueTo: [service.uid],
					suffering: {says, leads: true},
				} as const,
			];
		}),
	),
];

/** Ports of the Service that none of its ready endpoints has, though a name tells which it should be. */
function missingIn(
	{namespace, name, selector, type, targets}: ServiceRow,
	facts: Facts,
): readonly ServiceTarget[] {
	if (type === 'ExternalName' || isEmpty(selector) || facts.endpoints === undefined) return [];
	const {ready, portNames} = facts.endpoints(namespace, name);
	if (ready === 0) return [];
	return targets.filter(each => typeof each.target === 'string' && !portNames.includes(each.name));
}
