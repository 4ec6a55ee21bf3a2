import {wrongCount} from './field-checks.ts';
import type {Objective} from './objective.ts';
import {container, imageField, labelsOf, manifest, nameField, resourceFields} from './workload.ts';

/** A Job: a command that runs to its end. */
export const runJob: Objective = {
	name: 'run-job',
	title: 'Run a job',
	help: 'Runs a command to its end as a Job.',
	example: "do run-job count image=busybox:1.37 command='seq 100'",
	kinds: ['jobs.batch'],
	fields: [
		nameField('job'),
		imageField,
		{name: 'command', says: 'what it runs, as a shell would; none is the image’s own'},
		{name: 'completions', says: 'how many times it must succeed', usual: '1', wrong: wrongCount(1)},
		{name: 'parallel', says: 'how many run at once', usual: '1', wrong: wrongCount(1)},
		{name: 'retries', says: 'how many failures are tried again', usual: '2', wrong: wrongCount(0, 100)},
		...resourceFields,
	],
	makes(values) {
		const {name = '', command, completions, parallel, retries} = values;
		const running = command === undefined ? {} : {command: ['sh', '-c', command]};
		return [
			manifest('batch/v1', 'Job', name, {
				completions: Number(completions),
				parallelism: Number(parallel),
				backoffLimit: Number(retries),
				template: {
					metadata: {labels: labelsOf(name)},
					spec: {restartPolicy: 'Never', containers: [container(name, values, running)]},
				},
			}),
		];
	},
};
