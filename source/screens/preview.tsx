import {Box} from 'ink';
import type {ReactElement} from 'react';
import {phaseOf} from '../store/run.ts';
import {dialogRuns} from '../store/runs.ts';
import type {State} from '../store/state.ts';
import {Dialog} from '../ui/dialog.tsx';
import type {Look} from '../ui/theme.ts';
import {useTheme} from '../ui/theme.ts';
import {confirmLine, previewLines, previewWidth} from './preview-text.ts';

type PreviewProps = {readonly state: State; readonly width: number; readonly height: number};

/** What would be done, then what is being done, then what was: one place from the key to its outcome. */
export function Preview({state, width, height}: PreviewProps): ReactElement {
	const theme = useTheme();
	const inner = previewWidth(width);
	const [title, look] = titleOf(state);
	return (
		<Box position="absolute" left={Math.floor((width - inner) / 2)} top={0} width={inner} height={height}>
			<Dialog
				title={title}
				look={look}
				lines={previewLines(theme, state)}
				confirm={confirmLine(theme, state)}
				first={state.dialog?.first}
				width={inner}
				height={height}
			/>
		</Box>
	);
}

function titleOf(state: State): readonly [string, Look] {
	const runs = dialogRuns(state);
	const place = state.isProduction ? ` in PROD ${state.context.name}` : '';
	if (runs.some(run => phaseOf(run) === 'preparing')) return ['Preparing', 'progress'];
	if (runs.some(run => phaseOf(run) === 'asking')) {
		return [`Preview${place}: nothing is written yet`, state.isProduction ? 'danger' : 'title'];
	}
	if (runs.some(run => phaseOf(run) === 'applying')) return [`Doing it${place}`, 'progress'];
	const ends = runs.map(({outcome}) => outcome?.end);
	if (ends.includes('failed')) return ['Failed', 'bad'];
	if (ends.includes('refused')) return ['Refused', 'warning'];
	return ends.includes('unsettled') ? ['Not settled yet', 'warning'] : ['Done', 'good'];
}
