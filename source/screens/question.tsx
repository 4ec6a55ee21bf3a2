import {Box} from 'ink';
import type {ReactElement} from 'react';
import type {Plugin} from '../model/login.ts';
import {bodyHeight} from '../store/geometry.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {Dialog, dialogRoom} from '../ui/dialog.tsx';
import {foldLine, type Line, segment} from '../ui/line.ts';
import {previewWidth} from './preview-text.ts';
import {wrapWords} from './wrap.ts';

type QuestionProps = {readonly state: State; readonly width: number; readonly height: number};

/** A program that a kubeconfig wants to be run: all of its words, before the first of them is. */
export function QuestionDialog({state, width, height}: QuestionProps): ReactElement | null {
	const {question} = state;
	if (question === undefined) return null;
	const inner = previewWidth(width);
	return (
		<Box position="absolute" left={Math.floor((width - inner) / 2)} top={0} width={inner} height={height}>
			<Dialog
				title="A kubeconfig wants to run a program"
				look="warning"
				lines={questionLines(state, question.plugin)}
				confirm={[
					segment('y', 'key'),
					segment(' allows it, now and later   '),
					segment('enter esc n', 'key'),
					segment(' do not run it'),
				]}
				first={question.first}
				width={inner}
				height={height}
			/>
		</Box>
	);
}

/** How far the question can be scrolled. */
export function lastQuestionScroll(state: State): number {
	if (state.question === undefined) return 0;
	const room = dialogRoom({height: bodyHeight(state), confirm: []});
	return Math.max(0, questionLines(state, state.question.plugin).length - room);
}

function questionLines(state: State, plugin: Plugin): readonly Line[] {
	const width = previewWidth(state.size.columns) - 4;
	const {command, args, envNames, path, user, file, covers} = plugin;
	const facts: readonly (readonly [string, string])[] = [
		['Program', command],
		...args.map((arg, a) => [a === 0 ? 'Arguments' : '', shown(arg)] as const),
		['Found at', path ?? 'nowhere: it is not installed'],
		...(envNames.length > 0 ? [['Sets', envNames.join(', ')] as const] : []),
		['For', `user ${user}, context ${state.context.name}`],
		['Named in', file],
	];
	const cover =
		covers === 'file'
			? 'It is your own kubeconfig: a yes is for all that stands in it, as with kubectl.'
			: 'A yes is for exactly these words: should the file say anything else, you are asked again.';
	return [
		...wrapWords([segment('To log in, it would be run as you, with all that you may do.')], width),
		[],
		...facts.flatMap(([name, value]) => factLines(name, value, width)),
		[],
		...wrapWords([segment(cover, 'dim')], width),
	];
}

/** An argument with blanks is one argument still. */
function shown(argument: string): string {
	return argument === '' || /[\s"']/.test(argument) ? JSON.stringify(argument) : argument;
}

const nameWidth = 11;

function factLines(name: string, value: string, width: number): readonly Line[] {
	return foldLine([segment(neutral(value), 'accent')], width - nameWidth).map((line, l) => [
		segment((l === 0 ? name : '').padEnd(nameWidth), 'dim'),
		...line,
	]);
}
