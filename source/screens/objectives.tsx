import {Box} from 'ink';
import type {ReactElement} from 'react';
import {keyNamed} from '../commands/key-words.ts';
import type {Entry} from '../journal/entry.ts';
import {sayRef} from '../model/ref.ts';
import {themes} from '../objectives/index.ts';
import {sayAge} from '../resources/age.ts';
import {firstTouched} from '../store/lists/first-touched.ts';
import {deedsOf, type ObjectiveRow} from '../store/lists/objectives.ts';
import {windowOf} from '../store/select.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {shorten} from '../ui/fit.ts';
import {cutLine, type Line, type Segment, segment, spread} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {panelLine} from '../ui/panel.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';
import {deedLine} from './deed-lines.ts';
import type {ScreenProps} from './list.tsx';
import {lookNotes} from './look-notes.ts';
import {wrapWords} from './wrap.ts';

/** What can be said, each with a line that says it, and what came of what was said. */
export function ObjectivesScreen({state, screen, width, height}: ScreenProps): ReactElement {
	const theme = useTheme();
	const window = windowOf(state, screen, 10_000);
	const rows = window.rows as readonly ObjectiveRow[];
	const room = height - 1;
	const {lines, cursorLine} = objectiveLines(theme, state, rows, window.cursor, width);
	const last = Math.max(0, lines.length - room);
	const first = Math.min(Math.max(0, cursorLine - Math.floor(room / 2)), last);
	const title = [
		segment(' Objectives: say what you want', 'title'),
		...doneNote(rows),
		...lookNotes(state, screen.list),
	];
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Lines lines={[title]} width={width} height={1} />
			<Lines lines={lines.slice(first)} width={width} height={room} />
		</Box>
	);
}

/** What was done stands beneath all that can be said: how much of it there is, and whether it went well, is said above. */
function doneNote(rows: readonly ObjectiveRow[]): readonly Segment[] {
	const done = rows.filter(({objective}) => objective === undefined);
	const bad = done.filter(row => row.objective === undefined && row.tone === 'bad').length;
	if (done.length === 0) return [];
	return [
		segment(`   ${done.length} done here`, 'dim'),
		...(bad === 0 ? [] : [segment(`, ${bad} of them badly`, 'bad')]),
	];
}

function objectiveLines(
	theme: Theme,
	state: State,
	rows: readonly ObjectiveRow[],
	cursor: number | undefined,
	width: number,
): {readonly lines: readonly Line[]; readonly cursorLine: number} {
	const lines: Line[] = [];
	let cursorLine = 0;
	const begin = (title: string): void => {
		if (lines.length > 0) lines.push([]);
		lines.push(panelLine(theme, {title, width}));
	};
	const add = (row: ObjectiveRow): void => {
		const isAtCursor = rows[cursor ?? -1] === row;
		if (isAtCursor) cursorLine = lines.length;
		const mark = segment(isAtCursor ? `${theme.glyphs.cursor} ` : '  ', 'accent');
		const said =
			row.objective === undefined
				? [doneLine(theme, state, row, width), ...(isAtCursor ? didLines(theme, state, row, width) : [])]
				: sayableLines(theme, row, width, isAtCursor);
		lines.push(...said.map(line => [mark, ...line]));
	};
	for (const theme of themes) {
		const sayable = rows.filter(({objective}) => objective && theme.objectives.includes(objective));
		if (sayable.length > 0) begin(theme.title);
		sayable.forEach(add);
	}
	begin('What was done here');
	const done = rows.filter(({objective}) => objective === undefined);
	done.forEach(add);
	if (done.length === 0) lines.push([segment(`  ${sayNothing(state)}`, 'dim')]);
	return {lines, cursorLine};
}

function sayNothing(state: State): string {
	return `Nothing yet: ${keyNamed('open', state)} on one of the above asks for what it takes.`;
}

const nameWidth = 15;

/** Of the one that is picked all is said, with an example; of the others what has room beside their names. */
function sayableLines(
	{glyphs}: Theme,
	{name, says, example}: ObjectiveRow & {readonly objective: object},
	width: number,
	isPicked: boolean,
): readonly Line[] {
	if (!isPicked) {
		const short = shorten(says, width - nameWidth - 3, glyphs.ellipsis);
		return [[segment(name.padEnd(nameWidth), 'key'), segment(short)]];
	}
	const told = wrapWords([segment(says)], width - nameWidth - 3);
	return [
		...told.map((line, l): Line => [segment((l === 0 ? name : '').padEnd(nameWidth), 'key'), ...line]),
		[segment(' '.repeat(nameWidth)), segment(example, 'dim')],
	];
}

const standsWidth = 18;
const whoWidth = 16;

function doneLine(
	theme: Theme,
	state: State,
	{created, stands, tone, entry, result}: Extract<ObjectiveRow, {readonly stands: string}>,
	width: number,
): Line {
	const left = [
		segment(sayAge(created, state.now).padEnd(6), 'dim'),
		segment(`${theme.signs[tone]} ${stands}`.padEnd(standsWidth), tone),
		...madeSegments(entry, result),
	];
	const who = shorten(neutral(entry.who), whoWidth, theme.glyphs.ellipsis, 'middle');
	return spread(left, [segment(`  ${who} `, 'dim')], width - 2, theme.glyphs.ellipsis);
}

/** So many at most, that what was done before stays in sight; all stand in its journal entry. */
const mostDid = 8;
const indent = ' '.repeat(4);

/** Beside what was asked, which containers were started and stopped for it, while it goes on and ever after. */
function didLines(
	{glyphs}: Theme,
	state: State,
	{entry}: Extract<ObjectiveRow, {readonly entry: Entry}>,
	width: number,
): readonly Line[] {
	const deeds = deedsOf(state, entry);
	const left = deeds.length - mostDid;
	const more: Line[] =
		left > 0 ? [[segment(`${indent}  ${left} earlier: see its entry in :journal`, 'dim')]] : [];
	const did = deeds.slice(-mostDid).map(deed => [segment(indent), ...deedLine(deed)]);
	return [...more, ...did].map(line => cutLine(line, width - 2, glyphs.ellipsis));
}

/** Of a Job what came of it counts more than what else was made for it. */
function madeSegments(entry: Entry, result: string | undefined): Line {
	const job = firstTouched(entry);
	if (result === undefined || job === undefined) return [segment(` ${neutral(sayMade(entry))}`)];
	return [segment(` ${neutral(sayRef(job))}: `), segment(neutral(result), 'accent')];
}

/** What it was to make, by name; its journal entry says the rest. What acts on something there says itself what it does. */
function sayMade({action, steps, says}: Entry): string {
	return action !== 'do' || steps.length === 0 ? says : steps.map(({target}) => sayRef(target)).join(', ');
}
