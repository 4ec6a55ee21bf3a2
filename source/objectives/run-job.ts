import {wrongCount} from './field-checks.ts';
import type {MakingObjective} from './objective.ts';
import {commandField, imageField, manifest, nameField, resourceFields, templateToEnd} from './workload.ts';

/** A Job: a command that runs to its end. */
export const runJob: MakingObjective = {
	name: 'run-job',
	title: 'Run a job',
	help: 'Runs a command to its end as a Job.',
	example: "do run-job count image=busybox:1.37 command='seq 100'",
	kinds: ['jobs.batch'],
	fields: [
		nameField('job'),
		imageField,
		commandField,
		{name: 'completions', says: 'how many times it must succeed', usual: '1', wrong: wrongCount(1)},
		{name: 'parallel', says: 'how many run at once', usual: '1', wrong: wrongCount(1)},
		{name: 'retries', says: 'how many failures are tried again', usual: '2', wrong: wrongCount(0, 100)},
		...resourceFields,
	],
	makes(values) {
		const {name = '', completions, parallel, retries} = values;
		return [
			manifest('batch/v1', 'Job', name, {
				completions: Number(completions),
				parallelism: Number(parallel),
				backoffLimit: Number(retries),
				template: templateToEnd(name, values),
			}),
		];
	},
};
