import {filterOf} from '../store/filter.ts';
import {remembering} from '../store/remembering.ts';
import type {Screen} from '../store/screen.ts';
import {type LogBuffer, logKey, type State} from '../store/state.ts';
import {neutralLog} from '../terminal/neutral.ts';
import {foldLine, type Line, segment} from '../ui/line.ts';

export function logOf(state: State, {subject, container, isPrevious}: Screen): LogBuffer | undefined {
	return subject && state.logs[logKey(subject, container, isPrevious)];
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

export function logLine(text: string): Line {
	return neutralLog(text).map(({text: run, sgr}) => ({...segment(run), sgr}));
}
