import type {ReactElement} from 'react';
import {sayPressed} from '../commands/key-names.ts';
import {type Guide, guideOf, hasGuideLine} from '../store/guide.ts';
import type {Pressed} from '../store/rehearsal.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {shorten} from '../ui/fit.ts';
import {cutWords, type Line, lineWidth, type Segment, segment, spread} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';

/** The line of guidance, just above the last one; nothing where there is none. */
export function GuideLine({
	state,
	width,
}: {
	readonly state: State;
	readonly width: number;
}): ReactElement | null {
	const theme = useTheme();
	if (!hasGuideLine(state)) return null;
	return <Lines lines={[guideLine(theme, state, width)]} width={width} height={1} />;
}

/** What to try next, cut between words; at the right the keys that were pressed, or which scenario comes next. */
export function guideLine(theme: Theme, state: State, width: number): Line {
	const guide = guideOf(state);
	const said = guide === undefined ? [] : saidLine(theme, guide);
	const keys = keysLine(theme, state, Math.max(leastKeys, width - lineWidth(said) - 3));
	const right = keys.length > 0 || guide === undefined ? keys : rightOf(guide, width - lineWidth(said));
	const room = width - lineWidth(right) - 1;
	return spread(cutWords(said, room, theme.glyphs.ellipsis), right, width, theme.glyphs.ellipsis);
}

function saidLine({glyphs, signs}: Theme, {says, isOver}: Guide): Line {
	const sign = isOver ? segment(` ${signs.good} `, 'good') : segment(` ${glyphs.arrow} `, 'key');
	return [sign, ...withKeys(neutral(says))];
}

/** What stands between backticks is a key or a command. */
function withKeys(says: string): Line {
	return says.split('`').map((text, t) => segment(text, t % 2 === 1 ? 'key' : 'accent'));
}

/** What comes after a scenario is never cut for the sake of its last words; how to be rid of guidance is said where there is room. */
function rightOf({isOver, next}: Guide, room: number): Line {
	if (isOver)
		return next === undefined ? [] : [segment('  next ', 'dim'), segment(`:scenario ${next.name} `, 'key')];
	const off: Line = [segment('  :guide off ', 'dim')];
	return lineWidth(off) < room ? off : [];
}

/** However long guidance is, the key pressed last is seen. */
const leastKeys = 14;

/** How long a key stands out, before it fades. */
const freshMs = 2000;

/** The keys pressed last, as many as there is room for; the latest stands out, and each fades before it goes. */
function keysLine({glyphs, isUnicode}: Theme, {rehearsal, wallTime}: State, room: number): Line {
	const line: Segment[] = [];
	let left = room;
	for (const pressed of [...(rehearsal?.pressed ?? [])].reverse()) {
		const says = ` ${shorten(sayKeys(pressed, isUnicode), room - 5, glyphs.ellipsis, 'middle')} `;
		left -= lineWidth([segment(says)]) + 1;
		if (left < 0 && line.length > 0) break;
		const isFresh = line.length === 0 && wallTime - pressed.at < freshMs;
		line.unshift(segment(says, isFresh ? 'selected' : 'dim'), segment(' '));
	}
	return line.length === 0 ? [] : [segment('  '), ...line];
}

function sayKeys({key, times, isTyped}: Pressed, isUnicode: boolean): string {
	const said = isTyped ? neutral(key) : sayPressed(key, isUnicode);
	return times > 1 ? `${said} x${times}` : said;
}
