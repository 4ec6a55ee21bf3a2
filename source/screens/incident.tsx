import {Box} from 'ink';
import type {ReactElement} from 'react';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {Lines} from '../ui/lines.tsx';
import {Panel} from '../ui/panel.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';
import {changedLines, misfortuneLines} from './incident-lines.ts';
import type {ScreenProps} from './list.tsx';

/** Where both stand in one panel. */
export const incidentTitle = 'What changed last, and what went wrong';

const mostLines = 8;
/** Less would tell of nothing. */
const leastHeight = 3;

function columnOf(width: number): number {
	return Math.floor((width - 1) / 2);
}

/** As high as what there is to tell, within the room; 0 where that is too little. */
export function incidentHeight(
	theme: Theme,
	state: State,
	screen: Screen,
	width: number,
	room: number,
): number {
	const column = columnOf(width);
	const changed = changedLines(theme, state, screen, column).length;
	const wrong = misfortuneLines(theme, state, screen, column).length;
	const wanted = 1 + Math.min(mostLines, Math.max(1, changed, wrong));
	return room < leastHeight ? 0 : Math.min(wanted, room);
}

/** What changed last and by whom, and beside it what went wrong with the versions. */
export function Incident({state, screen, width, height}: ScreenProps): ReactElement {
	const theme = useTheme();
	const column = columnOf(width);
	return (
		<Box width={width} height={height} flexShrink={0} columnGap={1}>
			<Panel title="What changed last" width={column} height={height}>
				<Lines lines={changedLines(theme, state, screen, column)} width={column} height={height - 1} />
			</Panel>
			<Panel title="Restarts and warnings" width={column} height={height}>
				<Lines lines={misfortuneLines(theme, state, screen, column)} width={column} height={height - 1} />
			</Panel>
		</Box>
	);
}
