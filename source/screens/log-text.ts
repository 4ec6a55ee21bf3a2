import {filterOf} from '../store/filter.ts';
import {remembering} from '../store/remembering.ts';
import type {Screen} from '../store/screen.ts';
import type {LogBuffer, State} from '../store/state.ts';
import {logKeyOf} from '../store/targets.ts';
import {neutralLog} from '../terminal/neutral.ts';
import {foldLine, type Line, segment} from '../ui/line.ts';

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

export function logLine(text: string): Line {
	return neutralLog(text).map(({text: run, sgr}) => ({...segment(run), sgr}));
}
