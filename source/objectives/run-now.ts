import {cronJobResource} from '../model/builtin-resources.ts';
import {objectIn, objectsIn, textIn} from '../model/object.ts';
import {wrongName} from './field-checks.ts';
import type {MakingObjective} from './objective.ts';

/** A Job of a CronJob's template, as `kubectl create job --from` makes it: its history keeps it like any other. */
export const runNow: MakingObjective = {
	name: 'run-now',
	title: 'Run a scheduled job now',
	help: 'Runs a CronJob once, now, beside its schedule.',
	example: 'do run-now nightly',
	kinds: ['jobs.batch'],
	fields: [
		{name: 'name', says: 'the CronJob to run', isNeeded: true, wrong: wrongName},
		{name: 'job', says: 'what the Job is called; none is the CronJob’s name and the time', wrong: wrongName},
	],
	needs: ({name = ''}) => ({
		objects: {
			cronJob: {
				resource: cronJobResource,
				name,
				otherwise: `Schedule it first: do schedule ${name} image=… schedule="0 3 * * *"`,
			},
		},
	}),
	makes({name = '', job}, {objects, now}) {
		const {metadata, spec} = objects.cronJob!;
		const template = objectIn(spec?.jobTemplate);
		const {labels, annotations} = objectIn(template.metadata);
		const suffix = Math.floor(now / 1000).toString(36);
		return [
			{
				apiVersion: 'batch/v1',
				kind: 'Job',
				metadata: {
					name: job ?? `${name.slice(0, 52)}-${suffix}`,
					...(labels !== undefined && {labels}),
					annotations: {...objectIn(annotations), 'cronjob.kubernetes.io/instantiate': 'manual'},
					// Without blockOwnerDeletion, which not everybody who may create Jobs may set.
					ownerReferences: [
						{apiVersion: 'batch/v1', kind: 'CronJob', name, uid: metadata.uid, controller: true},
					],
				},
				spec: objectIn(template.spec),
			},
		];
	},
	doubts({name}, {objects}) {
		const {spec, status} = objects.cronJob!;
		const active = objectsIn(status?.active).flatMap(each => textIn(each.name) ?? []);
		return [
			...(spec?.suspend === true
				? [{says: `CronJob ${name} is suspended: it runs once all the same, and stays suspended.`}]
				: []),
			...(active.length > 0
				? [{says: `${active.join(' and ')} of CronJob ${name} still goes on: this one runs beside it.`}]
				: []),
		];
	},
};
