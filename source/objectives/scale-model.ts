import {kindField, modelField, targetOf} from './acting-on.ts';
import {wrongCount} from './field-checks.ts';
import type {ActingObjective} from './objective.ts';

export const scaleUp: ActingObjective = scaling('up', {
	title: 'Scale up a model',
	help: 'Gives a model more pods; fewer than it has are refused.',
	least: 1,
	example: 'do scale-up web to=5',
});

export const scaleDown: ActingObjective = scaling('down', {
	title: 'Scale down a model',
	help: 'Leaves a model fewer pods; more than it has are refused.',
	least: 0,
	example: 'do scale-down web to=2',
});

type Way = Pick<ActingObjective, 'title' | 'help' | 'example'> & {readonly least: number};

function scaling(way: 'up' | 'down', {least, ...said}: Way): ActingObjective {
	return {
		...said,
		name: `scale-${way}`,
		kinds: ['deployments.apps', 'statefulsets.apps', 'rollouts.argoproj.io'],
		fields: [
			modelField,
			{name: 'to', says: 'how many pods it shall have', isNeeded: true, wrong: wrongCount(least)},
			kindField('deployment', 'statefulset', 'rollout'),
		],
		acts: (values, namespace) => ({
			action: 'scale',
			target: targetOf(values, namespace),
			replicas: Number(values.to),
			way,
		}),
	};
}
