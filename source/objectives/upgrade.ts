import {kindField, modelField, targetOf} from './acting-on.ts';
import {wrongImageOrTag, wrongName} from './field-checks.ts';
import type {ActingObjective} from './objective.ts';

/** New containers beside the old ones, then the old ones go. */
export const upgradeModel: ActingObjective = {
	name: 'upgrade',
	title: 'Upgrade a model',
	help: 'Gives a model another image: new containers start beside the old ones, which then stop.',
	example: 'do upgrade web image=:1.28',
	kinds: ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'rollouts.argoproj.io'],
	fields: [
		modelField,
		{
			name: 'image',
			says: 'the image it shall run, or only its tag, like :1.28',
			isNeeded: true,
			wrong: wrongImageOrTag,
		},
		{name: 'container', says: 'which container gets it, where there are several', wrong: wrongName},
		kindField('deployment', 'statefulset', 'daemonset', 'rollout'),
	],
	acts: (values, namespace) => ({
		action: 'upgrade',
		target: targetOf(values, namespace),
		image: values.image ?? '',
		...(values.container !== undefined && {container: values.container}),
	}),
};
