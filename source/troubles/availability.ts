import type {DeploymentRow} from '../resources/deployments.ts';
import {type ClusterTrouble, objectOf} from './trouble.ts';

/** `0 of 3 available.` */
export function sayAvailable({available, wanted}: Pick<DeploymentRow, 'available' | 'wanted'>): string {
	return `${available} of ${wanted} available.`;
}

/** A trouble of a Deployment as a whole, whose pods don't say what it is. */
export function deploymentTrouble(
	row: DeploymentRow,
	since: number | undefined,
	said: Pick<ClusterTrouble, 'key' | 'says' | 'hint' | 'covers' | 'because'> & {readonly evidence?: string},
): ClusterTrouble {
	const {evidence, ...words} = said;
	return {
		...words,
		severity: row.available === 0 && row.wanted > 0 ? 'critical' : 'warning',
		fact: [sayAvailable(row), row.paused ? 'Its rollout is paused.' : '', evidence].filter(Boolean).join(' '),
		about: objectOf('deployments', row),
		count: 1,
		since: since ?? row.created,
		explains: [row.uid],
	};
}
