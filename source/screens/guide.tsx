import type {ReactElement} from 'react';
import {sayPressed} from '../commands/key-names.ts';
import {keyNow} from '../commands/key-words.ts';
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
	const said = guide === undefined ? [] : saidLine(theme, guide, state);
	const keys = keysLine(theme, state, width - lineWidth(said) - 3);
	const right = keys.length > 0 || guide === undefined ? keys : rightOf(guide, width - lineWidth(said));
	const room = width - lineWidth(right) - 1;
	return spread(cutWords(said, room, theme.glyphs.ellipsis), right, width, theme.glyphs.ellipsis);
}

function saidLine({glyphs, signs}: Theme, {says, isOver}: Guide, state: State): Line {
	const sign = isOver ? segment(` ${signs.good} `, 'good') : segment(` ${glyphs.arrow} `, 'key');
	return [sign, ...withKeys(neutral(says), state)];
}

/** What stands between backticks is a key or a command. */
function withKeys(says: string, state: State): Line {
	return says
		.split('`')
		.map((text, t) => (t % 2 === 1 ? segment(keyNow(text, state), 'key') : segment(text, 'accent')));
}

/** What comes after a scenario is never cut for the sake of its last words; how to be rid of guidance is said where there is room. */
function rightOf({isOver, next}: Guide, room: number): Line {
	if (isOver)
		return next === undefined ? [] : [segment('  next ', 'dim'), segment(`:scenario ${next.name} `, 'key')];
	const off: Line = [segment('  :guide off ', 'dim')];
	return lineWidth(off) < room ? off : [];
}

/** However long guidance is, the key pressed last is seen; of a text so much. */
const leastKey = 11;

/** How long a key stands out, before it fades. */
const freshMs = 2000;

/** The keys pressed last, as many as guidance leaves room for; the latest stands out, and each fades before it goes. */
function keysLine({glyphs, isUnicode}: Theme, {rehearsal, wallTime}: State, room: number): Line {
	const most = Math.max(leastKey, room) - 2;
	const keys = [...(rehearsal?.pressed ?? [])].reverse().map((pressed, k) => {
		const isFresh = k === 0 && wallTime - pressed.at < freshMs;
		const says = shorten(sayKeys(pressed, isUnicode), most, glyphs.ellipsis, 'middle');
		return segment(` ${says} `, isFresh ? 'selected' : 'dim');
	});
	const line: Segment[] = [];
	let left = room;
	for (const key of keys) {
		left -= lineWidth([key]) + 1;
		if (left < 0) break;
		line.unshift(key, segment(' '));
	}
	return line.length > 0 ? [segment('  '), ...line] : keys.slice(0, 1);
}

function sayKeys({key, times, isTyped}: Pressed, isUnicode: boolean): string {
	const said = isTyped ? neutral(key) : sayPressed(key, isUnicode);
	return times > 1 ? `${said} x${times}` : said;
}
