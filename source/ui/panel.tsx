import {Box} from 'ink';
import type {ReactElement, ReactNode} from 'react';
import {shorten} from './fit.ts';
import {type Line, lineWidth, segment} from './line.ts';
import {Lines} from './lines.tsx';
import {type Look, type Theme, useTheme} from './theme.ts';

export type PanelProps = {
	readonly title: string;
	/** Said at the right end of the title: a count, a state. */
	readonly says?: string;
	readonly look?: Look;
	readonly width: number;
	/** Title and content together; the content has `height - 1` rows. */
	readonly height: number;
	readonly children?: ReactNode;
};

/** A titled section of the screen. */
export function Panel({title, says, look, width, height, children}: PanelProps): ReactElement {
	const theme = useTheme();
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Lines lines={[panelLine(theme, {title, says, look, width})]} width={width} height={1} />
			{children}
		</Box>
	);
}

export function panelLine(
	theme: Theme,
	{title, says = '', look = 'heading', width}: Omit<PanelProps, 'children' | 'height'>,
): Line {
	const {horizontal, ellipsis} = theme.glyphs;
	const name = shorten(title, Math.max(1, width - says.length - 8), ellipsis, 'middle');
	const left = [segment(`${horizontal} `, 'rule'), segment(name, look), segment(' ')];
	const right =
		says === '' ? [segment(horizontal, 'rule')] : [segment(` ${says} `, 'dim'), segment(horizontal, 'rule')];
	const rule = horizontal.repeat(Math.max(0, width - lineWidth(left) - lineWidth(right)));
	return [...left, segment(rule, 'rule'), ...right];
}
