import type {ReactElement} from 'react';
import {type Line, lineWidth, type Segment, segment} from './line.ts';
import {Lines} from './lines.tsx';
import {useTheme} from './theme.ts';

export type Hint = {
	/** As shown: `s`, `⏎`, `ctrl-l`. */
	readonly key: string;
	readonly says: string;
	readonly isDisabled?: boolean;
};

export type FooterProps = {
	readonly width: number;
	/** The most useful first: the last ones go where the terminal is narrow. */
	readonly hints: readonly Hint[];
	/** Always shown, at the right end: usually help. */
	readonly last?: Hint;
};

/** The one line at the bottom: the keys that work now. */
export function Footer({width, hints, last}: FooterProps): ReactElement {
	const {enter} = useTheme();
	const named = hints.map(hint => (hint.key === '⏎' ? {...hint, key: enter} : hint));
	return <Lines lines={[footerLine(named, last, width)]} width={width} height={1} />;
}

export function footerLine(hints: readonly Hint[], last: Hint | undefined, width: number): Line {
	const end: Line = last === undefined ? [] : [segment('  '), ...hintSegments(last)];
	let room = width - 2 - lineWidth(end);
	const line: Segment[] = [segment(' ')];
	for (const hint of hints) {
		const shown = hintSegments(hint);
		const cells = lineWidth(shown) + (line.length > 1 ? 2 : 0);
		if (cells > room) break;
		if (line.length > 1) line.push(segment('  '));
		line.push(...shown);
		room -= cells;
	}
	return [...line, segment(' '.repeat(Math.max(0, room))), ...end];
}

function hintSegments({key, says, isDisabled}: Hint): Segment[] {
	return [segment(key, isDisabled ? 'dim' : 'key'), segment(` ${says}`, isDisabled ? 'dim' : 'plain')];
}
