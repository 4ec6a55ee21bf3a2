import {Box} from 'ink';
import type {ReactElement} from 'react';
import type {Outcome} from '../model/telling.ts';
import {phaseOf} from '../store/run.ts';
import {dialogRuns} from '../store/runs.ts';
import type {State} from '../store/state.ts';
import {Dialog} from '../ui/dialog.tsx';
import type {Look} from '../ui/theme.ts';
import {useTheme} from '../ui/theme.ts';
import {confirmLine} from './confirm-line.ts';
import {previewLines, previewWidth} from './preview-text.ts';

type PreviewProps = {readonly state: State; readonly width: number; readonly height: number};

/** What would be done, then what is being done, then what was: one place from the key to its outcome. */
export function Preview({state, width, height}: PreviewProps): ReactElement {
	const theme = useTheme();
	const inner = previewWidth(width);
	const [title, look] = sayTitle(state);
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

/** What the dialog comes to, and how that looks. */
export function sayTitle(state: State): readonly [string, Look] {
	const runs = dialogRuns(state);
	const place = state.isProduction ? ` in PROD ${state.context.name}` : '';
	if (runs.some(run => phaseOf(run) === 'preparing')) return ['Preparing', 'progress'];
	if (runs.some(run => phaseOf(run) === 'asking')) {
		const what = runs.some(({changed}) => changed !== undefined) ? 'Changed meanwhile' : 'Preview';
		return [`${what}${place}: nothing is written yet`, state.isProduction ? 'danger' : 'title'];
	}
	if (runs.some(run => run.isStopping && run.outcome === undefined))
		return [`Stopping${place}: nothing more is sent`, 'progress'];
	if (runs.some(run => phaseOf(run) === 'applying')) return [`Doing it${place}`, 'progress'];
	return sayOutcomes(runs.flatMap(({outcome}) => outcome ?? []));
}

/** Several changes are done, partly done, or not done at all; what is so already is nothing amiss. */
function sayOutcomes(outcomes: readonly Outcome[]): readonly [string, Look] {
	const count = (...ends: readonly string[]) => outcomes.filter(each => ends.includes(endOf(each))).length;
	const done = count('settled', 'applied', 'unsettled');
	const rest = [
		[count('already so'), 'already so'],
		[count('refused'), 'refused'],
		[count('failed'), 'failed'],
		[count('cancelled'), 'cancelled'],
	].flatMap(([number, says]) => (number === 0 ? [] : [`${number} ${says}`]));
	if (done === 0) {
		if (count('failed') > 0) return ['Failed', 'bad'];
		if (count('refused') > 0) return ['Refused', 'warning'];
		return count('already so') > 0 ? ['Already so', 'good'] : ['Cancelled', 'dim'];
	}
	const parts = rest.length === 0 ? '' : `: ${[`${done} of ${outcomes.length}`, ...rest].join(', ')}`;
	if (done + count('already so') < outcomes.length) return [`Partly done${parts}`, 'warning'];
	return count('unsettled') > 0 ? [`Not settled yet${parts}`, 'warning'] : [`Done${parts}`, 'good'];
}

function endOf(outcome: Outcome): string {
	const isSo = outcome.end === 'refused' && outcome.refusal.refused === 'nothing-to-do';
	return isSo ? 'already so' : outcome.end;
}
