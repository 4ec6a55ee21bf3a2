import type {Screen} from '../store/screen.ts';
import {type State, topScreen} from '../store/state.ts';
import {foldLine, type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {detailLines} from './detail-text.ts';
import {helpLines} from './help-text.ts';
import {logLines, logOf} from './log-text.ts';
import {lastScroll} from './preview-text.ts';
import {yamlLines} from './yaml-text.ts';

/** The lines of a screen that is a text; undefined where the screen is a list. */
export function textLines(theme: Theme, state: State, screen: Screen): readonly Line[] | undefined {
	const {columns: width} = state.size;
	switch (screen.name) {
		case 'help':
			return helpLines(theme, state, width);
		case 'yaml':
			return folded(objectLines(state, screen), screen, width);
		case 'detail':
			return detailLines(theme, state, screen, width);
		case 'logs':
			return logLines(
				logOf(state, screen)?.lines ?? [],
				screen.list.filter,
				screen.text.isWrapped,
				width - 1,
			);
		default:
			return undefined;
	}
}

/** How many lines the keys move through: of the preview in front, else of the screen. */
export function linesOnScreen(theme: Theme, state: State): number | undefined {
	if (state.dialog !== undefined) return lastScroll(theme, state);
	return textLines(theme, state, topScreen(state))?.length;
}

function objectLines(state: State, {subject}: Screen): readonly Line[] {
	const read = subject && state.objects[subject.uid];
	if (read?.object !== undefined) return yamlLines(read.object);
	const trouble = read?.trouble;
	if (trouble === undefined) return [[segment(' Reading it from the server.', 'dim')]];
	return [[segment(` ${trouble.says}`, 'bad')], [segment(` ${trouble.hint ?? ''}`, 'dim')]];
}

function folded(lines: readonly Line[], {text}: Screen, width: number): readonly Line[] {
	return text.isWrapped ? lines.flatMap(line => foldLine(line, width)) : lines;
}
