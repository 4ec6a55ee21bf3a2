import {answerIn, answerLines} from '../model/answer-table.ts';
import {sayResult} from '../model/printed.ts';
import {jobsView, outputOfJob} from '../store/job-output.ts';
import type {Subject} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {logLine} from './log-text.ts';

const logTail = 8;
const mostBar = 40;

/** How far a Job is or what came of it, as it prints that itself, and the end of what it prints. */
export function jobSections(theme: Theme, state: State, subject: Subject, width: number): readonly Section[] {
	const output = subject.view === jobsView ? outputOfJob(state, subject) : undefined;
	if (output === undefined) return [];
	const {progress, result, log} = output;
	const told: Line[] = [];
	if (progress !== undefined) {
		const room = Math.min(mostBar, Math.max(0, width - progress.says.length - 6));
		const full = Math.round((room * progress.percent) / 100);
		told.push([
			segment('  '),
			segment(theme.glyphs.full.repeat(full), 'accent'),
			segment(theme.glyphs.empty.repeat(room - full), 'rule'),
			segment(`  ${neutral(progress.says)}`),
		]);
	}
	if (result !== undefined)
		told.push([segment(`  ${theme.signs.good} `, 'good'), segment(neutral(sayResult(result)), 'accent')]);
	const answer = answerIn(result);
	if (answer !== undefined)
		told.push(...answerLines(answer).map((line): Line => [segment(`  ${neutral(line)}`)]));
	const lines = log.lines.slice(-logTail).map((line): Line => [segment('  '), ...logLine(line)]);
	return [
		...(told.length === 0 ? [] : [{title: result === undefined ? 'Progress' : 'Result', lines: told}]),
		...(lines.length === 0 ? [] : [{title: 'Log', says: 'l follows', lines}]),
	];
}
