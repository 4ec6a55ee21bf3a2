import {keyNamed} from '../commands/key-words.ts';
import type {Trouble} from '../model/trouble.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {filterOf} from '../store/filter.ts';
import {remembering} from '../store/remembering.ts';
import type {Screen} from '../store/screen.ts';
import type {LogBuffer, State} from '../store/state.ts';
import {containerRead, logKeyOf, rowOf} from '../store/targets.ts';
import {neutral, neutralLog} from '../terminal/neutral.ts';
import {foldLine, type Line, segment} from '../ui/line.ts';
import {wrapWords} from './wrap.ts';

export function logOf(state: State, screen: Screen): LogBuffer | undefined {
	const key = logKeyOf(state, screen);
	return key === undefined ? undefined : state.logs[key];
}

/** A log's lines made harmless, its colours kept, folded where the screen asks for it. */
export const logLines = remembering(
	(lines: readonly string[], filter: string, isWrapped: boolean, width: number): readonly Line[] => {
		const {matches} = filterOf(filter);
		const kept = filter === '' ? lines : lines.filter(line => matches(line.toLowerCase()));
		const shown = kept.map(logLine);
		return isWrapped ? shown.flatMap(line => foldLine(line, width)) : shown;
	},
);

/** The log of a screen: what was written, then why there is no more, in words and to be read whole. */
export function logText(state: State, screen: Screen, width: number): readonly Line[] {
	const {list, text} = screen;
	const log = logOf(state, screen);
	const lines = logLines(log?.lines ?? [], list.filter, text.isWrapped, width);
	if (log?.trouble !== undefined) return [...lines, ...troubleLines(state, screen, log.trouble, width)];
	if (lines.length > 0) return lines;
	return [[segment(` ${sayNothing(log, list.filter)}`, 'dim')]];
}

function sayNothing(log: LogBuffer | undefined, filter: string): string {
	if (log === undefined) return 'Asking for the log.';
	if (log.lines.length > 0) return `No line matches ${filter}: esc clears the filter.`;
	return log.isOver ? 'It ended without a word.' : 'Nothing written yet.';
}

/** Why a log cannot be read. What the pod tells of its container says more than the server does. */
export function troubleLines(
	state: State,
	screen: Pick<Screen, 'subject' | 'container' | 'isPrevious'>,
	{says, hint = '', status}: Trouble,
	width: number,
): readonly Line[] {
	const pod = rowOf<PodRow>(state, 'pods', screen.subject?.uid);
	const known =
		status === 400 && pod !== undefined
			? sayUnstarted(state, pod, screen.isPrevious, containerRead(state, screen))
			: '';
	return [
		...(known === '' ? [] : wrapWords([segment(` ${neutral(known)}`, 'warning')], width, 1)),
		...wrapWords([segment(` ${neutral(says)}`, known === '' ? 'bad' : 'dim')], width, 1),
		...(hint === '' ? [] : wrapWords([segment(` ${neutral(hint)}`, 'dim')], width, 1)),
	];
}

function sayUnstarted(
	state: State,
	pod: PodRow,
	isPrevious: boolean | undefined,
	container = pod.containers[0]?.name ?? 'The container',
): string {
	if (isPrevious)
		return pod.restarts === 0
			? `${container} has not restarted: there is no log from before. esc goes back.`
			: '';
	return pod.trouble === undefined
		? ''
		: `${container} has not started: ${pod.status}. ${keyNamed('object-events', state)} shows its events.`;
}

export function logLine(text: string): Line {
	return neutralLog(text).map(({text: run, sgr}) => ({...segment(run), sgr}));
}
