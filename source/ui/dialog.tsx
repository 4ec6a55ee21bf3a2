import {Box} from 'ink';
import type {ReactElement} from 'react';
import {displayWidth} from '../terminal/width.ts';
import {shorten} from './fit.ts';
import {cutLine, type Line, lineWidth, segment} from './line.ts';
import {Lines} from './lines.tsx';
import {type Look, type Theme, useTheme} from './theme.ts';

export type DialogProps = {
	readonly title: string;
	readonly look?: Look;
	readonly lines: readonly Line[];
	/** The line beneath a rule: how to confirm, and how to leave. Always in sight. */
	readonly confirm?: Line;
	/** First line to show, where there are more than fit. */
	readonly first?: number;
	/** The area it is centred in. */
	readonly width: number;
	readonly height: number;
};

/**
 * A bordered box in the middle of an area, drawn over what is there already:
 * render it last, inside a box of that area.
 */
export function Dialog(props: DialogProps): ReactElement {
	const theme = useTheme();
	const {width, height} = props;
	const rows = dialogLines(theme, props);
	const boxWidth = Math.min(width, lineWidth(rows[0] ?? []));
	return (
		<Box
			position="absolute"
			left={Math.floor((width - boxWidth) / 2)}
			top={Math.max(0, Math.floor((height - rows.length) / 2))}
		>
			<Lines lines={rows} width={boxWidth} height={rows.length} />
		</Box>
	);
}

/** How many content lines fit, so that the caller can page through the rest. */
export function dialogRoom({height, confirm}: Pick<DialogProps, 'height' | 'confirm'>): number {
	return Math.max(1, height - 2 - (confirm === undefined ? 0 : 2));
}

export function dialogLines(theme: Theme, props: DialogProps): Line[] {
	const {title, look = 'title', lines, confirm, first = 0, width} = props;
	const inner = innerWidth(props);
	const room = dialogRoom(props);
	const shown = lines.slice(first, first + room);
	const {topLeft, topRight, bottomLeft, bottomRight, horizontal, ellipsis} = theme.glyphs;
	const name = shorten(title, inner - 2, ellipsis, 'middle');
	const top: Line = [
		segment(topLeft + horizontal, look),
		segment(` ${name} `, look),
		segment(horizontal.repeat(Math.max(0, inner - lineWidth([segment(name)]) - 1)) + topRight, look),
	];
	const more = sayMore(theme, first, lines.length - first - shown.length);
	const bottom: Line = [
		segment(bottomLeft + horizontal.repeat(Math.max(0, inner + 1 - more.length)), look),
		segment(more, 'dim'),
		segment(horizontal + bottomRight, look),
	];
	const framed = (line: Line) => frame(theme, line, inner, look);
	const end =
		confirm === undefined ? [] : [framed([segment(horizontal.repeat(inner), 'rule')]), framed(confirm)];
	return [top, ...shown.map(framed), ...end, bottom].map(line => cutLine(line, width, ellipsis));
}

function innerWidth({title, lines, confirm = [], width}: DialogProps): number {
	const widest = Math.max(displayWidth(title) + 2, lineWidth(confirm), ...lines.map(lineWidth));
	return Math.max(1, Math.min(widest, width - 4));
}

function frame(theme: Theme, line: Line, inner: number, look: Look): Line {
	const {vertical, ellipsis} = theme.glyphs;
	const shown = cutLine(line, inner, ellipsis);
	const blank = segment(' '.repeat(Math.max(0, inner - lineWidth(shown))));
	return [segment(`${vertical} `, look), ...shown, blank, segment(` ${vertical}`, look)];
}

function sayMore(theme: Theme, above: number, below: number): string {
	const {moreAbove, moreBelow} = theme.glyphs;
	const parts = [above > 0 ? `${moreAbove}${above}` : '', below > 0 ? `${moreBelow}${below} more` : ''];
	const says = parts.filter(part => part !== '').join(' ');
	return says === '' ? '' : ` ${says} `;
}
