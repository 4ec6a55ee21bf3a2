import {filterOf} from '../store/filter.ts';
import type {Screen} from '../store/screen.ts';
import {type State, topScreen} from '../store/state.ts';
import {foldLine, type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {detailLines} from './detail-text.ts';
import {helpLines, helpMatches} from './help-text.ts';
import {logLines, logOf, logText} from './log-text.ts';
import {mayLines} from './may-text.ts';
import {modelLines} from './model-text.ts';
import {lastScroll} from './preview-text.ts';
import {lastQuestionScroll} from './question.tsx';
import {recoveryLines} from './recovery-text.ts';
import {rolloutLines} from './rollout-text.ts';
import {timelineLines} from './timeline-text.ts';
import {countVersionLines, versionLogsText} from './version-logs-text.ts';
import {yamlLines} from './yaml-text.ts';

/** The lines of a screen that is a text; undefined where the screen is a list. */
export function textLines(theme: Theme, state: State, screen: Screen): readonly Line[] | undefined {
	const {columns: width} = state.size;
	switch (screen.name) {
		case 'help':
			return helpLines(theme, state, width);
		case 'yaml':
			return marked(folded(objectLines(state, screen), screen, width), screen.list.filter);
		case 'detail':
			return marked(pageLines(theme, state, screen, width), screen.list.filter);
		case 'rollout':
			return marked(rolloutLines(theme, state, screen, width), screen.list.filter);
		case 'timeline':
			return marked(timelineLines(state, screen, width), screen.list.filter);
		case 'recovery':
			return marked(recoveryLines(theme, state, width), screen.list.filter);
		case 'can-i':
			return marked(mayLines(theme, state, screen, width), screen.list.filter);
		case 'logs':
			return logText(state, screen, width - 1);
		case 'version-logs': {
			const {head, rows} = versionLogsText(theme, state, screen, width);
			return [...head, ...rows];
		}
		default:
			return undefined;
	}
}

/** An object on one page, or a model, which is none. */
function pageLines(theme: Theme, state: State, screen: Screen, width: number): readonly Line[] {
	return screen.subject?.view === 'models'
		? modelLines(theme, state, screen.subject, width)
		: detailLines(theme, state, screen, width);
}

/** How many lines the keys move through: of the preview in front, else of the screen. */
export function linesOnScreen(theme: Theme, state: State): number | undefined {
	if (state.question !== undefined) return lastQuestionScroll(state);
	if (state.dialog !== undefined) return lastScroll(theme, state);
	return textLines(theme, state, topScreen(state))?.length;
}

/** Texts that are searched, not narrowed: what stands around a match is needed to read it. */
export function isSearched({name}: Screen): boolean {
	return ['yaml', 'detail', 'rollout', 'timeline', 'recovery', 'can-i'].includes(name);
}

/** Which lines of a text hold what is searched for. */
export function matchLines(theme: Theme, state: State): readonly number[] {
	const screen = topScreen(state);
	const {filter} = screen.list;
	if (filter === '' || !isSearched(screen)) return [];
	return (textLines(theme, state, screen) ?? []).flatMap((line, l) => (isMatch(line, filter) ? [l] : []));
}

/** How many lines, or rows of help, a filter finds; undefined where a list is filtered. */
export function countMatches(theme: Theme, state: State): number | undefined {
	const screen = topScreen(state);
	if (screen.name === 'help') return helpMatches(screen.list.filter, state);
	if (screen.name === 'logs')
		return logLines(logOf(state, screen)?.lines ?? [], screen.list.filter, false, 0).length;
	if (screen.name === 'version-logs') return countVersionLines(state, screen);
	return isSearched(screen) ? matchLines(theme, state).length : undefined;
}

function isMatch(line: Line, filter: string): boolean {
	const text = line.map(part => part.text).join('');
	return filterOf(filter).matches(text.toLowerCase());
}

function marked(lines: readonly Line[], filter: string): readonly Line[] {
	if (filter === '') return lines;
	return lines.map(line => (isMatch(line, filter) ? line.map(({text}) => segment(text, 'match')) : line));
}

function objectLines(state: State, {subject, revealed}: Screen): readonly Line[] {
	const read = subject && state.objects[subject.uid];
	if (read?.object !== undefined) return yamlLines(read.object, revealed);
	const trouble = read?.trouble;
	if (trouble === undefined) return [[segment(' Reading it from the server.', 'dim')]];
	return [[segment(` ${trouble.says}`, 'bad')], [segment(` ${trouble.hint ?? ''}`, 'dim')]];
}

function folded(lines: readonly Line[], {text}: Screen, width: number): readonly Line[] {
	return text.isWrapped ? lines.flatMap(line => foldLine(line, width)) : lines;
}
