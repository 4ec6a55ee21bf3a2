import type {ReactElement} from 'react';
import {displayWidth, dropWidth, takeWidth} from '../terminal/width.ts';
import {cell, type Line, lineWidth, segment, spread} from './line.ts';
import {Lines} from './lines.tsx';
import {type Theme, useTheme} from './theme.ts';

export type PromptProps = {
	readonly width: number;
	/** What is asked: `:`, `/`, `Replicas`. */
	readonly label: string;
	readonly value: string;
	/** Where the next character goes: an index into `value`, in code units. */
	readonly cursor: number;
	/** Shown dim behind the text: how it would be completed. */
	readonly ghost?: string;
	/** Said at the right end: match count, bounds. */
	readonly says?: string;
	/** Why the value cannot be taken; replaces `says`. */
	readonly wrong?: string;
};

/** Text being typed; the text itself lives with the caller. */
export function Prompt(props: PromptProps): ReactElement {
	return <Lines lines={[promptLine(useTheme(), props)]} width={props.width} height={1} />;
}

export function promptLine(theme: Theme, props: PromptProps): Line {
	const {width, label, value, cursor, ghost = '', says = '', wrong} = props;
	const note = wrong === undefined ? segment(says, 'dim') : segment(`${theme.signs.bad} ${wrong}`, 'bad');
	const right: Line = note.text === '' ? [] : [segment('  '), note, segment(' ')];
	const noteWidth = right.reduce((sum, {text}) => sum + displayWidth(text), 0);
	const room = Math.max(1, width - displayWidth(label) - 2 - noteWidth);
	return spread(
		[segment(` ${label}`, 'key'), ...typed(value, cursor, ghost, room)],
		right,
		width,
		theme.glyphs.ellipsis,
	);
}

/** The part of the text around the cursor that fits, the cursor as an inverse cell. */
function typed(value: string, cursor: number, ghost: string, room: number): Line {
	const before = value.slice(0, cursor);
	const hidden = Math.max(0, displayWidth(before) - room + 1);
	const shownBefore = dropWidth(before, hidden);
	const rest = takeWidth(value.slice(cursor) + ghost, room - displayWidth(shownBefore));
	const [at = ' '] = rest;
	const after = rest.slice(at.length);
	const typedAfter = Math.max(0, value.length - cursor - at.length);
	return [
		segment(shownBefore),
		segment(at, 'selected'),
		segment(after.slice(0, typedAfter)),
		segment(after.slice(typedAfter), 'dim'),
	];
}

/** Text of a field in exactly `width` cells, with its cursor where it is written on. */
export function typedText(value: string, cursor: number | undefined, ghost: string, width: number): Line {
	if (cursor === undefined)
		return [cell(value === '' ? ghost : value, width, value === '' ? 'dim' : 'plain')];
	const line = typed(value, cursor, ghost, width);
	return [...line, segment(' '.repeat(Math.max(0, width - lineWidth(line))))];
}
