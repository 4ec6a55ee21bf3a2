import {conditionIn} from '../resources/conditions.ts';
import {deploymentTrouble} from './availability.ts';
import type {Cause} from './trouble.ts';

/** How long a Deployment may be short of pods before that is a trouble of its own. */
const patienceMs = 60_000;

/** Deployments below their minimum, and whose pods don't already tell why. */
export const shortDeployments: Cause = ({deployments, now}) =>
	deployments.flatMap(row => {
		const available = conditionIn(row.conditions, 'Available');
		if (available?.status !== 'False' || row.wanted === 0 || row.available >= row.wanted) return [];
		if (now - (available.since ?? row.created) < patienceMs) return [];
		return [
			deploymentTrouble(row, available.since, {
				key: `short ${row.uid}`,
				says: `${row.name} has too few pods available`,
			}),
		];
	});
