import type {ReactElement} from 'react';
import {type Guide, guideOf, hasGuideLine} from '../store/guide.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {cutWords, type Line, lineWidth, segment, spread} from '../ui/line.ts';
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

/** What to try next, cut between words; at the right how to be rid of it, or which scenario comes next. */
export function guideLine(theme: Theme, state: State, width: number): Line {
	const guide = guideOf(state);
	if (guide === undefined) return [];
	const said = saidLine(theme, guide);
	const right = rightOf(guide, width - lineWidth(said));
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
	return lineWidth(off) <= room ? off : [];
}
