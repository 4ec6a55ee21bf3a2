import {sayMoment} from '../model/moment.ts';
import type {RolloutStep} from '../model/rollout.ts';
import {sayLeftover} from '../resources/rollouts.ts';
import {chartsShown} from '../store/charts.ts';
import {suspectsOf} from '../store/incident.ts';
import {revisionRows} from '../store/lists/revisions.ts';
import type {LedRow} from '../store/lists/rollouts.ts';
import {splitOf} from '../store/lists/splits.ts';
import {misfortunesOf} from '../store/misfortunes.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Look, Theme, Tone} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {changedLines, misfortuneLines} from './incident-lines.ts';
import {sayLeft, sayPassed} from './span-words.ts';
import {drawnChart} from './version-charts.ts';
import {wrapWords} from './wrap.ts';

const _mostPods = 8;
const _mostRevisions = 6;

/** Below this height the steps far from the present one are counted, not listed. */
const roomForSteps = 40;
const stepsBefore = 1;
const stepsAfter = 5;

/** The declared steps, with the one it is at. */
export function stepSection(theme: Theme, state: State, {rollout}: LedRow): readonly Section[] {
	const {steps, stepsDone, isPromoted, isAborted} = rollout;
	if (steps.length === 0) return [];
	const isShort = state.size.rows < roomForSteps && steps.length > stepsBefore + stepsAfter + 2;
	const first = isShort ? Math.max(0, Math.min(stepsDone - stepsBefore, steps.length - stepsAfter)) : 0;
	const shown = isShort ? steps.slice(first, stepsDone + stepsAfter) : steps;
	const after = steps.length - first - shown.length;
	const lines = [
		...(first > 0 ? [[segment(`   ${first} before`, 'dim')]] : []),
		...shown.map(step => stepLine(theme, step, isAborted)),
		...(after > 0 ? [[segment(`   ${after} after`, 'dim')]] : []),
	];
	const says = isPromoted
		? 'all done'
		: isAborted
			? `none of ${steps.length} counts any more`
			: `${stepsDone} of ${steps.length} done`;
	return [{title: 'Steps', says, lines}];
}

function stepLine({glyphs}: Theme, {number, says, state}: RolloutStep, isAborted: boolean): Line {
	const isCurrent = state === 'current' && !isAborted;
	const sign = state === 'done' ? glyphs.mark : isCurrent ? glyphs.asked : ' ';
	const look: Look = state === 'done' ? 'good' : isCurrent ? 'accent' : 'plain';
	return [
		segment(` ${sign} `, look),
		segment(`${number} `.padStart(3), 'dim'),
		segment(neutral(says), isCurrent ? 'title' : state === 'done' ? 'dim' : 'plain'),
	];
}

/** What happens by itself, and when. */
export function deadlineSection(state: State, {uid, rollout}: LedRow, width: number): readonly Section[] {
	// Where its ReplicaSet is known, that says it itself.
	const isNewestKnown = revisionRows(state, uid).some(({hash}) => hash === rollout.newest);
	const deadlines = rollout.deadlines.filter(({what}) => what !== 'abort-scale-down' || !isNewestKnown);
	const lines = deadlines.flatMap(({says, at}) =>
		wrapWords(
			[
				segment(`   ${at > state.now ? `in ${sayLeft(at, state.now)}` : 'due'}`.padEnd(15), 'title'),
				segment(neutral(says)),
				segment(`, ${sayMoment(at)}`, 'dim'),
			],
			width - 1,
			15,
		),
	);
	return lines.length === 0 ? [] : [{title: 'Deadlines', lines}];
}

const chartHeight = 8;

/** What its versions get, and how they fare; `measured` is the split that is measured. */
export function chartSections(
	theme: Theme,
	state: State,
	{uid}: LedRow,
	screen: Screen,
	{width, measured}: {readonly width: number; readonly measured: string},
): readonly Section[] {
	const split = splitOf(state, `${uid}/`);
	const isRoomy = state.size.rows >= roomForSteps;
	if (split === undefined || (!isRoomy && screen.chart === undefined)) return [];
	const charted = {versions: split.backends, shares: split.key, measured, subject: uid};
	const names = chartsShown(state, screen);
	const size = {width, height: chartHeight};
	return names.flatMap(name => (name === 'changes' ? [] : [drawnChart(theme, state, charted, name, size)]));
}

/** What changed last and by whom, and what went wrong with its versions, as far as that is known. */
export function incidentSections(
	theme: Theme,
	state: State,
	screen: Screen,
	width: number,
): readonly Section[] {
	const isRead = suspectsOf(state, screen).some(({subject}) => state.objects[subject.uid] !== undefined);
	const isWrong =
		misfortunesOf(state, screen).length > 0 || state.streams.warnings?.health.state === 'denied';
	return [
		...(isWrong
			? [{title: 'Restarts and warnings', lines: misfortuneLines(theme, state, screen, width)}]
			: []),
		...(isRead ? [{title: 'What changed last', lines: changedLines(theme, state, screen, width)}] : []),
	];
}

/** Traps that would catch somebody now. */
export function warningSection({signs}: Theme, {rollout}: LedRow, width: number): readonly Section[] {
	const lines = rollout.warnings.flatMap(({says, hint}) =>
		wrapWords(
			[
				segment(` ${signs.warning} ${neutral(says)}`, 'warning'),
				...(hint === undefined ? [] : [segment(` ${neutral(hint)}`, 'dim')]),
			],
			width - 1,
			3,
		),
	);
	return lines.length === 0 ? [] : [{title: 'Beware', lines}];
}

/** What was left switched on or off, until somebody takes it back. */
export function leftSection({signs}: Theme, state: State, {rollout}: LedRow): readonly Section[] {
	const lines = rollout.leftovers.map(
		({what, since}): Line => [
			segment(` ${signs.warning} `, 'warning'),
			segment(sayLeftover(what), 'warning'),
			segment(` for ${sayPassed(since, state.now)}: `, 'plain'),
			segment(':resume', 'key'),
			segment(' takes it back.'),
		],
	);
	return lines.length === 0 ? [] : [{title: 'Left by sluice', lines}];
}

export function toneOf({rollout}: LedRow): Tone {
	const tones = {settled: 'good', moving: 'progress', waiting: 'warning', failed: 'bad'} as const;
	return tones[rollout.state];
}
