import {sayTimeOfDay} from '../model/moment.ts';
import {nextRuns} from '../objectives/cron.ts';
import {sayAge, sayDuration} from '../resources/age.ts';
import type {CronJobRow} from '../resources/cronjobs.ts';
import {type JobRow, jobDuration, outcomeTone, sayOutcome} from '../resources/jobs.ts';
import type {Subject} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {rowOf, rowsIn} from '../store/targets.ts';
import {neutral} from '../terminal/neutral.ts';
import {cell, type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {wrapWords} from './wrap.ts';

const mostRuns = 12;

/** When a CronJob ran, for how long and how that ended, and when it runs next; why a Job failed. */
export function runSections(theme: Theme, state: State, subject: Subject, width: number): readonly Section[] {
	if (subject.view === 'jobs') return whySection(theme, state, subject, width);
	const row = rowOf<CronJobRow>(state, 'cronjobs', subject.uid);
	if (row === undefined) return [];
	const runs = runsOf(state, subject.uid);
	const failed = runs.filter(({outcome}) => outcome === 'failed').length;
	const lines = runs.slice(0, mostRuns).flatMap(run => runLines(theme, state, run, width));
	const none: Line[] = [[segment('   No run of it is kept.', 'dim')]];
	return [
		{title: 'Next', lines: wrapWords([segment(`   ${sayNext(row, state.now)}`)], width - 1, 3)},
		{
			title: 'Runs',
			says: runs.length === 0 ? '' : `${runs.length} kept, ${failed} failed`,
			lines: lines.length === 0 ? none : lines,
		},
	];
}

/** Its Jobs that are kept, the latest first. */
export function runsOf(state: State, uid: string): readonly JobRow[] {
	return [...rowsIn<JobRow>(state, 'jobs')]
		.filter(({owner}) => owner?.uid === uid)
		.sort((one, other) => (other.startedAt ?? other.created) - (one.startedAt ?? one.created));
}

/** A schedule without a time zone goes by the clock of whoever runs the controller, which nobody here knows. */
function sayNext({schedule, timeZone, isSuspended}: CronJobRow, now: number): string {
	if (isSuspended) return 'Suspended: no run is started.';
	if (timeZone !== '' && !['UTC', 'Etc/UTC'].includes(timeZone))
		return `${schedule}, by the clock of ${timeZone}.`;
	const runs = nextRuns(schedule, now, 3);
	if (runs.length === 0) return `${schedule}: it cannot be read here when that is.`;
	const times = runs.map(at => `${sayTimeOfDay(at)} (in ${sayDuration(at - now)})`).join(', ');
	return timeZone === '' ? `${times}, in UTC, if the controller's clock is that.` : `${times}, in UTC.`;
}

function runLines(theme: Theme, state: State, run: JobRow, width: number): readonly Line[] {
	const tone = outcomeTone(run);
	const ran = jobDuration(run, state.now);
	const head: Line = [
		segment(` ${theme.signs[tone]} `, tone),
		cell(sayAge(run.startedAt ?? run.created, state.now), 7, 'dim'),
		cell(ran === undefined ? '' : `ran ${sayDuration(ran)}`, 12, 'dim'),
		cell(neutral(sayOutcome(run)), 32, tone),
		segment(neutral(run.name)),
		segment(run.isByHand ? '  by hand' : '', 'dim'),
	];
	if (run.why === '') return [head];
	const why = wrapWords([segment(neutral(run.why), 'dim')], Math.max(20, width - 11));
	return [head, ...why.map(line => [segment(' '.repeat(10)), ...line])];
}

function whySection(theme: Theme, state: State, {uid}: Subject, width: number): readonly Section[] {
	const row = rowOf<JobRow>(state, 'jobs', uid);
	if (row === undefined || row.why === '') return [];
	const line = [segment(` ${theme.signs.bad} `, 'bad'), segment(neutral(row.why), 'bad')];
	return [{title: 'Why it failed', lines: wrapWords(line, width - 1, 3)}];
}
