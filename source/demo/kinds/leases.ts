import type {KubernetesObject} from '../object.ts';
import {members} from './fields.ts';
import {invalidValue, type Kind} from './kind.ts';
import {objectShape} from './metadata.ts';

/** How somebody shows that they are still there: they renew a lease. */
export const leases: Kind = {
	group: 'coordination.k8s.io',
	version: 'v1',
	kind: 'Lease',
	plural: 'leases',
	singular: 'lease',
	isNamespaced: true,
	shape: objectShape({
		spec: members({
			string: 'holderIdentity acquireTime renewTime strategy preferredHolder',
			integer: 'leaseDurationSeconds leaseTransitions',
		}),
	}),
	fill(lease) {
		lease.spec ??= {};
	},
	check: ({spec}: KubernetesObject) => checkDuration(spec?.leaseDurationSeconds),
};

function checkDuration(seconds: number | undefined) {
	if (seconds === undefined || seconds > 0) return [];
	return [invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0')];
}
