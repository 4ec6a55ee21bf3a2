import {conditionIn} from '../resources/conditions.ts';
import {deploymentTrouble} from './availability.ts';
import {type Cause, sayEvidence} from './trouble.ts';

/** Deployments that made no progress before their deadline, and whose pods don't already tell why. */
export const stuckRollouts: Cause = ({deployments}) =>
	deployments.flatMap(row => {
		if (row.rollout.progress !== 'stuck') return [];
		const progressing = conditionIn(row.conditions, 'Progressing');
		if (progressing?.reason !== 'ProgressDeadlineExceeded') return [];
		return [
			deploymentTrouble(row, progressing.since, {
				key: `stuck ${row.uid}`,
				says: `The rollout of ${row.name} is stuck: it made no progress before its deadline`,
				hint: ':revisions lists what to roll back to.',
				evidence: sayEvidence(progressing.reason, ''),
				covers: [`short ${row.uid}`],
			}),
		];
	});
