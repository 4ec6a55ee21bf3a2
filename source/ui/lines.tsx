import {Box, Text} from 'ink';
import {memo, type ReactElement} from 'react';
import {type Line, paint} from './line.ts';
import {useTheme} from './theme.ts';

/**
 * Rows of text in a block of exactly `width` by `height` cells: lines that do
 * not fit are left out, missing ones are blank. Each row is one text, already
 * painted, so that an unchanged row costs React a comparison of two strings.
 */
export function Lines({
	lines,
	width,
	height,
}: {
	readonly lines: readonly Line[];
	readonly width: number;
	readonly height: number;
}): ReactElement {
	const theme = useTheme();
	const rows = lines.slice(0, Math.max(0, height));
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			{rows.map((line, r) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row is a place on the screen, not a thing
				<Row key={r} text={paint(theme, line, width)} />
			))}
		</Box>
	);
}

/** One row of painted text. */
export const Row = memo(function Row({text}: {readonly text: string}): ReactElement {
	return <Text wrap="truncate">{text}</Text>;
});
