import {keyNamed} from '../commands/key-words.ts';
import type {Plan, Step} from '../model/plan.ts';
import {kubectlText} from '../plan/kubectl.ts';
import {bodyHeight} from '../store/geometry.ts';
import {headline, lossOf, phaseOf, type Run} from '../store/run.ts';
import {dialogRuns, showsPatch} from '../store/runs.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {dialogRoom} from '../ui/dialog.tsx';
import {foldLine, type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {deedLines} from './deed-lines.ts';
import {outcomeLines} from './outcome-text.ts';
import {planLines, remarkLines, togetherLines} from './plan-text.ts';
import {factIndent, sayStep, valueLines} from './preview-facts.ts';
import {shellLines} from './shell-lines.ts';
import {troublesOf} from './troubles-of.ts';
import {wrapWords} from './wrap.ts';

/** A margin on either side, so that the list behind is seen to be still there. */
export function previewWidth(width: number): number {
	return Math.max(30, Math.min(width - 4, 108));
}

/** What stands in the preview: the plan before it is confirmed, then how it goes, then how it ended. */
export function previewLines(theme: Theme, state: State): readonly Line[] {
	const lines = linesLaid(theme, state, false);
	return lines.length > roomOf(state) ? linesLaid(theme, state, true) : lines;
}

function roomOf(state: State): number {
	return dialogRoom({height: bodyHeight(state), confirm: []});
}

function linesLaid(theme: Theme, state: State, isTight: boolean): readonly Line[] {
	const width = previewWidth(state.size.columns) - 4;
	const runs = dialogRuns(state);
	const lines = [
		...undoneTogether(runs, keyNamed('undo', state)),
		...unseenLines(theme, state, runs),
		...runs.flatMap((run, r) => [
			...(r > 0 ? [[]] : []),
			...runLines(theme, state, run, {isOneOfMany: runs.length > 1, isTight}),
		]),
		...(runs.length > 1 && !showsPatch(state) ? togetherLines(theme, state, runs) : []),
	];
	return lines.flatMap(line => {
		if (showsPatch(state)) return foldLine(line, width);
		return wrapWords(line, width, line[0]?.look === 'title' ? 0 : factIndent);
	});
}

/** Several changes that are taken back at once are said to be several before anything else. */
function undoneTogether(runs: readonly Run[], undoKey: string): readonly Line[] {
	if (runs.length < 2 || !runs.every(({command, outcome}) => command.action === 'undo' && !outcome))
		return [];
	const says = `Takes back ${runs.length} changes that were made together. For one of them alone: ${undoKey} in :journal.`;
	return [[segment(says, 'accent')], []];
}

/** What was marked and is out of sight is named first: it is easily forgotten that it is meant too. */
function unseenLines({signs}: Theme, {dialog}: State, runs: readonly Run[]): readonly Line[] {
	const unseen = dialog?.unseen ?? [];
	if (unseen.length === 0 || runs.every(({outcome, answer}) => outcome ?? answer)) return [];
	const says = `${unseen.length} of ${runs.length} marked and out of sight in the list: ${unseen.join(', ')}.`;
	return [[segment(`${signs.warning} ${neutral(says)}`, 'warning')], []];
}

/** How far the preview can be scrolled. */
export function lastScroll(theme: Theme, state: State): number {
	return Math.max(0, previewLines(theme, state).length - roomOf(state));
}

function runLines(
	theme: Theme,
	state: State,
	run: Run,
	{isOneOfMany, isTight}: {readonly isOneOfMany: boolean; readonly isTight: boolean},
): readonly Line[] {
	const {plan, outcome} = run;
	const title: Line = [segment(neutral(plan === undefined ? run.says : sayPlan(plan)), 'title')];
	if (outcome !== undefined) {
		const isLate = outcome.end === 'unsettled';
		const troubles = isLate ? troubleLines(theme, state, outcome.plan) : [];
		return [title, ...outcomeLines(theme, state, run, outcome), ...troubles, ...deedLines(run.deeds)];
	}
	if (plan === undefined) return [title, [segment('Reading afresh what this would change.', 'progress')]];
	if (showsPatch(state)) return [title, [], ...patchLines(plan, state)];
	if (phaseOf(run) === 'applying')
		return [
			title,
			[],
			// What is waited for comes first: the rest may have no room.
			...progressLines(theme, run),
			...troubleLines(theme, state, plan),
			...deedLines(run.deeds),
			[],
			...valueLines(theme, plan),
		];
	const first = [...changedLines(theme, run), ...lossLines(theme, run)];
	if (isOneOfMany) return [title, ...first, ...valueLines(theme, plan), ...remarkLines(theme, run, plan)];
	return [title, ...(isTight ? [] : [[]]), ...first, ...planLines(theme, state, run, plan, isTight)];
}

/** What somebody else did since a preview was confirmed: without it the two would look alike. */
function changedLines({signs}: Theme, {changed}: Run): readonly Line[] {
	if (changed === undefined) return [];
	const all =
		changed.length > 0 ? changed : ['What is shown here stands as it did; something behind it changed.'];
	return [
		[segment(`  ${signs.warning} Somebody was faster, and nothing was written. Look again:`, 'warning')],
		...all.map((says): Line => [segment(`    ${neutral(says)}`, 'warning')]),
		[],
	];
}

/** Why a word is asked for whatever the class of the context. */
function lossLines({signs}: Theme, run: Run): readonly Line[] {
	const loss = lossOf(run);
	return loss === undefined ? [] : [[segment(`  ${signs.bad} ${neutral(loss)}`, 'bad')], []];
}

/** An undo says what it takes back without its values: "Undo: ... from 3 to 0" would have to be read the other way round. */
function sayPlan({action, says}: Plan): string {
	return action === 'undo' || action === 'redo'
		? headline(says).replace(/ from \S.* to \S.*$/s, '')
		: headline(says);
}

function patchLines(plan: Plan, state: State): readonly Line[] {
	const width = previewWidth(state.size.columns) - 4;
	return kubectlText(plan, state.context.name).flatMap(text => [
		...shellLines(neutral(text), width).map(row => [segment(row, 'accent')]),
		[],
	]);
}

function progressLines({signs}: Theme, {plan, applied, progress}: Run): readonly Line[] {
	const steps = (plan?.steps ?? []).map((step): Line => {
		const isDone = applied.includes(step);
		return [
			segment(`  ${isDone ? signs.good : signs.progress} `, isDone ? 'good' : 'progress'),
			segment(sayDone(step, isDone).padEnd(9)),
			segment(sayStep(step), 'dim'),
		];
	});
	const waits: Line[] =
		progress === '' ? [] : [[segment(`  ${signs.progress} `, 'progress'), segment(neutral(progress))]];
	return [...steps, ...waits];
}

function sayDone({type}: Step, isDone: boolean): string {
	if (type === 'edit') return isDone ? 'written' : 'to write';
	return isDone ? 'done' : 'to do';
}

/** Counts alone leave whoever waits without the reason. */
function troubleLines({signs}: Theme, state: State, plan: Plan): readonly Line[] {
	return troublesOf(state, plan).map(says => [segment(`  ${signs.warning} ${neutral(says)}`, 'warning')]);
}
