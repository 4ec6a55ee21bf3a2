import {Box} from 'ink';
import type {ReactElement} from 'react';
import {namespaceMeant} from '../commands/keymap/form.ts';
import type {Field} from '../objectives/objective.ts';
import {completionIn, type Form, objectiveOf, textIn, whyNotTaken} from '../store/form.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {typedText} from '../ui/prompt.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';
import type {ScreenProps} from './list.tsx';
import {wrapWords} from './wrap.ts';

/** An objective as it is filled in: one line per field, and what is wrong with it beside it. */
export function FormScreen({state, width, height}: ScreenProps): ReactElement | null {
	const theme = useTheme();
	const {form} = state;
	if (form === undefined) return null;
	const {lines, cursorLine} = formLines(theme, state, form, width);
	const room = height - 1;
	const last = Math.max(0, lines.length - room);
	const first = Math.min(Math.max(0, cursorLine - Math.floor(room / 2)), last);
	const {title} = objectiveOf(form);
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Lines lines={[[segment(` ${title}`, 'title')]]} width={width} height={1} />
			<Lines lines={lines.slice(first)} width={width} height={room} />
		</Box>
	);
}

function formLines(
	theme: Theme,
	state: State,
	form: Form,
	width: number,
): {readonly lines: readonly Line[]; readonly cursorLine: number} {
	const {fields, help, acts} = objectiveOf(form);
	const lines: Line[] = [...wrapWords([segment(` ${help}`, 'dim')], width - 1, 1), []];
	let cursorLine = 0;
	for (const [f, field] of fields.entries()) {
		if (f === form.line) cursorLine = lines.length;
		lines.push(...fieldLines(theme, form, field, f === form.line, width));
	}
	const isAtPreview = form.line === fields.length;
	if (isAtPreview) cursorLine = lines.length + 1;
	lines.push(
		[],
		[
			cursorOf(theme, isAtPreview),
			segment('Preview', isAtPreview ? 'selected' : 'key'),
			segment(
				`  what is ${acts ? 'done' : 'made'} in namespace ${neutral(namespaceMeant(state))}; nothing is written yet`,
				'dim',
			),
		],
	);
	return {lines, cursorLine};
}

function cursorOf({glyphs}: Theme, isHere: boolean) {
	return segment(isHere ? `${glyphs.cursor} ` : '  ', 'accent');
}

const nameWidth = 13;

function fieldLines(theme: Theme, form: Form, field: Field, isHere: boolean, width: number): readonly Line[] {
	const valueWidth = Math.min(48, Math.max(20, Math.floor(width * 0.35)));
	const notes = wrapWords([noteOf(theme, form, field)], width - nameWidth - valueWidth - 5);
	return notes.map((note, n) => [
		cursorOf(theme, isHere && n === 0),
		segment((n === 0 ? field.name : '').padEnd(nameWidth), 'key'),
		...(n === 0 ? shownText(form, field, isHere, valueWidth) : [segment(' '.repeat(valueWidth))]),
		segment('  '),
		...note,
	]);
}

/** What is wrong counts for more than what it is. */
function noteOf(theme: Theme, form: Form, field: Field) {
	const wrong = whyNotTaken(form, field);
	if (wrong !== undefined) return segment(`${theme.signs.bad} ${wrong}`, 'bad');
	const choices = field.choices === undefined ? '' : `: ${field.choices.join(', ')}`;
	return segment(`${field.says}${choices}`, 'dim');
}

function shownText(form: Form, field: Field, isHere: boolean, width: number): Line {
	const text = textIn(form, field);
	const empty = field.usual ?? (field.isNeeded ? 'needed' : '');
	// What counts while nothing is said stands there dim, as if it were to be completed.
	const ghost = text === '' ? empty : isHere ? completionIn(form, field) : '';
	return typedText(neutral(text), isHere ? form.cursor : undefined, ghost, width);
}
