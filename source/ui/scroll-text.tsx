import type {ReactElement} from 'react';
import {type Line, scrolledLine} from './line.ts';
import {Lines} from './lines.tsx';

export type ScrollTextProps = {
	readonly lines: readonly Line[];
	/** The first line in sight. */
	readonly first: number;
	/** Cells scrolled out to the left. */
	readonly left?: number;
	readonly width: number;
	readonly height: number;
};

/** A window on a long text: YAML, logs, help. `window.ts` moves it, `foldLine` wraps its lines beforehand. */
export function ScrollText({lines, first, left = 0, width, height}: ScrollTextProps): ReactElement {
	const shown = lines.slice(first, first + height);
	return (
		<Lines
			lines={left > 0 ? shown.map(line => scrolledLine(line, left)) : shown}
			width={width}
			height={height}
		/>
	);
}
