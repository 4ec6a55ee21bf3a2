import type {CronJobRow} from '../../resources/cronjobs.ts';
import type {JobRow} from '../../resources/jobs.ts';
import type {Written} from '../../store/rights.ts';
import type {Subject} from '../../store/screen.ts';
import {subjectsOf} from '../../store/select.ts';
import type {State} from '../../store/state.ts';
import {resourceOf, rowOf} from '../../store/targets.ts';
import type {Binding} from '../binding.ts';
import {ask, type Command} from '../command.ts';
import {act, targetsOf} from './change.ts';
import {whyNotWrite} from './whether-write.ts';

const views: readonly string[] = ['cronjobs', 'jobs'];

const ofJobs = {group: 'Change', views, places: ['list', 'detail'] as const} as const;

function jobsMeant(state: State): readonly Subject[] {
	return subjectsOf(state).filter(({view}) => views.includes(view));
}

function isHeld(state: State, {view, uid}: Subject): boolean | undefined {
	return rowOf<CronJobRow | JobRow>(state, view, uid)?.isSuspended;
}

function written(state: State): readonly Written[] {
	return targetsOf(state, jobsMeant(state));
}

function whyNotHold(state: State): string | undefined {
	const meant = jobsMeant(state);
	const isAll = meant.length > 0 && meant.every(each => isHeld(state, each) === true);
	return isAll ? 'It is suspended already: resume-schedule lets it go on.' : whyNotWrite(state, meant);
}

function whyNotLetGo(state: State): string | undefined {
	const meant = jobsMeant(state);
	const isNone = meant.length > 0 && meant.every(each => isHeld(state, each) === false);
	return isNone ? 'It is not suspended.' : whyNotWrite(state, meant);
}

/** Each run is a Job of its own, previewed and taken back by itself. */
function runNow(state: State): Command {
	const meant = cronJobsMeant(state);
	const [first] = meant;
	if (first === undefined) return [];
	const says =
		meant.length === 1
			? `Run CronJob ${first.namespace}/${first.name} now`
			: `Run ${meant.length} cronjobs now`;
	return ask(
		meant.map(({name, namespace}) => ({action: 'do', objective: 'run-now', values: {name}, namespace})),
		says,
	);
}

function cronJobsMeant(state: State): readonly Subject[] {
	return jobsMeant(state).filter(({view}) => view === 'cronjobs');
}

function runsWritten(state: State): readonly Written[] {
	const resource = resourceOf(state, 'jobs');
	if (resource === undefined) return [];
	return cronJobsMeant(state).map(({namespace}) => ({resource, namespace, name: '', verb: 'create'}));
}

export const jobBindings: readonly Binding[] = [
	{
		...ofJobs,
		views: ['cronjobs'],
		name: 'run-now',
		keys: ['r'],
		label: 'run now',
		help: 'Runs the CronJob once, now, beside its schedule: makes the Job that kubectl create job --from makes.',
		rank: 2,
		does: runNow,
		writes: runsWritten,
		whyDisabled: state => whyNotWrite(state, cronJobsMeant(state)),
	},
	{
		...ofJobs,
		name: 'suspend-schedule',
		keys: ['s'],
		label: 'suspend',
		help: 'Lets a CronJob start no new runs; running ones go on. Of a Job it stops the pods.',
		rank: 3,
		does: state => act(state, jobsMeant(state), 'Suspend', target => ({action: 'pause', target})),
		writes: written,
		whyDisabled: whyNotHold,
	},
	{
		...ofJobs,
		name: 'resume-schedule',
		keys: ['u'],
		label: 'resume',
		help: 'Lets a suspended CronJob or Job go on.',
		rank: 4,
		does: state => act(state, jobsMeant(state), 'Resume', target => ({action: 'resume', target})),
		writes: written,
		whyDisabled: whyNotLetGo,
	},
];
