import {kindField, modelField, targetOf} from './acting-on.ts';
import {wrongCount} from './field-checks.ts';
import type {ActingObjective} from './objective.ts';

/** To a version that ran before, as the cluster keeps it: not only its image. */
export const downgradeModel: ActingObjective = {
	name: 'downgrade',
	title: 'Downgrade a model',
	help: 'Takes a model back to a version that ran before: its image, variables and all else of its pods.',
	example: 'do downgrade web',
	kinds: ['deployments.apps', 'rollouts.argoproj.io'],
	fields: [
		modelField,
		{
			name: 'revision',
			says: 'which of its revisions; none is the one before the present one',
			wrong: wrongCount(1),
		},
		kindField('deployment', 'rollout'),
	],
	acts: (values, namespace) => ({
		action: 'rollback',
		target: targetOf(values, namespace),
		...(values.revision !== undefined && {toRevision: Number(values.revision)}),
	}),
};
