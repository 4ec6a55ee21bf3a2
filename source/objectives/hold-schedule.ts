import {presentNameField, targetOf} from './acting-on.ts';
import type {ActingObjective} from './objective.ts';

export const suspendSchedule: ActingObjective = holding('suspend', {
	title: 'Suspend a schedule',
	help: 'Lets a CronJob start no more runs; those that go on are left alone.',
	action: 'pause',
});

export const resumeSchedule: ActingObjective = holding('resume', {
	title: 'Resume a schedule',
	help: 'Lets a suspended CronJob start its runs again.',
	action: 'resume',
});

type Way = Pick<ActingObjective, 'title' | 'help'> & {readonly action: 'pause' | 'resume'};

function holding(word: string, {action, ...said}: Way): ActingObjective {
	return {
		...said,
		name: word,
		example: `do ${word} nightly`,
		kinds: ['cronjobs.batch'],
		fields: [presentNameField('the CronJob')],
		acts: ({name}, namespace) => ({action, target: targetOf({name, kind: 'cronjob'}, namespace)}),
	};
}
