import {gatewayRefusal} from '../resources/gateways.ts';
import {type Cause, objectOf, sayEvidence, withoutDot} from './trouble.ts';

/** Gateways through which nothing comes. */
export const refusedGateways: Cause = ({gateways}) =>
	(gateways ?? []).flatMap(row => {
		const refusal = gatewayRefusal(row);
		if (refusal === undefined) return [];
		const isAccepted = refusal.type !== 'Accepted';
		return [
			{
				key: `gateway ${row.uid}`,
				severity: 'critical',
				says: `Gateway ${row.name} ${isAccepted ? "isn't set up" : "isn't accepted"}: ${withoutDot(refusal.message) || refusal.reason}`,
				fact: sayEvidence(`${refusal.type} is False`, refusal.reason),
				hint: isAccepted ? undefined : `Its class is ${row.className}.`,
				about: objectOf('gateways', row),
				count: 1,
				since: refusal.since ?? row.created,
			} as const,
		];
	});
