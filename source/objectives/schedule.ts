import {wrongSchedule} from './cron.ts';
import {wrongName} from './field-checks.ts';
import type {MakingObjective} from './objective.ts';
import {
	commandField,
	imageField,
	labelsOf,
	manifest,
	nameField,
	resourceFields,
	templateToEnd,
} from './workload.ts';

const policies: Readonly<Record<string, string>> = {skip: 'Forbid', allow: 'Allow', replace: 'Replace'};

/** A CronJob: a command that runs again and again, by the clock of UTC, so that nobody has to know a controller's. */
export const schedule: MakingObjective = {
	name: 'schedule',
	title: 'Schedule a job',
	help: 'Runs a command again and again as a CronJob, at times in UTC.',
	example: "do schedule nightly image=busybox:1.37 schedule='0 3 * * *' command=date",
	kinds: ['cronjobs.batch'],
	fields: [
		{...nameField('job'), wrong: wrongCronName},
		imageField,
		{name: 'schedule', says: 'when, like "0 3 * * *" in UTC', isNeeded: true, wrong: wrongSchedule},
		commandField,
		{
			name: 'overlap',
			says: 'what becomes of a run whose predecessor still goes on',
			usual: 'skip',
			choices: Object.keys(policies),
		},
		...resourceFields,
	],
	makes(values) {
		const {name = '', schedule: when = '', overlap = ''} = values;
		return [
			manifest('batch/v1', 'CronJob', name, {
				schedule: when,
				timeZone: 'Etc/UTC',
				concurrencyPolicy: policies[overlap] ?? 'Forbid',
				jobTemplate: {
					metadata: {labels: labelsOf(name)},
					spec: {template: templateToEnd(name, values)},
				},
			}),
		];
	},
};

/** The controller adds eleven letters for each of its Jobs. */
function wrongCronName(text: string): string | undefined {
	return wrongName(text) ?? (text.length > 52 ? 'is at most 52 letters long, for a CronJob' : undefined);
}
