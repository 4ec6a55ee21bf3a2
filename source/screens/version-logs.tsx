import {Box} from 'ink';
import type {ReactElement} from 'react';
import {neutral} from '../terminal/neutral.ts';
import {segment, spread} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {ScrollText} from '../ui/scroll-text.tsx';
import {useTheme} from '../ui/theme.ts';
import type {ScreenProps} from './list.tsx';
import {sayLines, scrollNote, staleNote} from './text-screen.tsx';
import {versionLogsText, versionLogsTitle} from './version-logs-text.ts';

/** The logs of two versions, side by side where there is room: what is told of them stays, the lines scroll. */
export function VersionLogsScreen({state, screen, width, height}: ScreenProps): ReactElement {
	const theme = useTheme();
	const {head, rows} = versionLogsText(theme, state, screen, width);
	const room = Math.max(0, height - 1 - head.length);
	const last = Math.max(0, rows.length - room);
	const first = Math.min(screen.text.first ?? last, last);
	const {filter} = screen.list;
	const title = spread(
		[
			...versionLogsTitle(state, screen),
			...(filter === '' ? [] : [segment(`  /${neutral(filter)}`, 'match')]),
			...(screen.shown === 'new' ? [] : scrollNote(state, screen)),
			...staleNote(state),
		],
		[segment(`${sayLines({first, height: room}, rows.length)} `, 'dim')],
		width,
		theme.glyphs.ellipsis,
	);
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Lines lines={[title, ...head]} width={width} height={Math.min(height, 1 + head.length)} />
			<ScrollText lines={rows} first={first} width={width} height={room} />
		</Box>
	);
}
