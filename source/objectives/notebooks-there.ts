import {presentNameField, targetOf} from './acting-on.ts';
import type {ActingObjective} from './objective.ts';

const name = presentNameField('the notebook');

/** Whoever began it, and whenever. */
export const openNotebookAgain: ActingObjective = {
	name: 'open-notebook',
	title: 'Open a notebook',
	help: 'Leads a port of this machine to a notebook that runs, and says the link that opens it.',
	example: 'do open-notebook lab',
	kinds: ['deployments.apps'],
	fields: [name],
	acts: (values, namespace) => ({action: 'open-notebook', target: targetOf(values, namespace)}),
};

export const stopNotebookAgain: ActingObjective = {
	name: 'stop-notebook',
	title: 'Stop a notebook',
	help: 'Ends the pod of a notebook, and keeps its volume and its token unless they shall go, too.',
	example: 'do stop-notebook lab',
	kinds: ['deployments.apps'],
	fields: [
		name,
		{
			name: 'keep',
			says: 'whether its volume and its token stay',
			usual: 'yes',
			choices: ['yes', 'no'],
		},
	],
	acts: ({keep, ...values}, namespace) => ({
		action: 'stop-notebook',
		target: targetOf(values, namespace),
		...(keep === 'no' && {removes: true}),
	}),
};
