import {Box} from 'ink';
import type {ReactElement} from 'react';
import {answerText, besideText, choicesOf, wrongIn} from '../commands/answer.ts';
import {hintsOf, isOutdated} from '../commands/hints.ts';
import {isTypingField} from '../store/form.ts';
import type {Prompt} from '../store/prompt.ts';
import {rowsOf} from '../store/select.ts';
import {type State, topScreen} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {displayWidth} from '../terminal/width.ts';
import {shorten} from '../ui/fit.ts';
import {Footer} from '../ui/footer.tsx';
import {cell, type Line, segment} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {Message, messageLine} from '../ui/message.tsx';
import {Prompt as PromptLine} from '../ui/prompt.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';
import {countMatches} from './text.ts';
import {wrapWords} from './wrap.ts';

/** The last line: what is being typed, else what just happened, else the keys that work now. */
export function Bottom({state, width}: {readonly state: State; readonly width: number}): ReactElement {
	const {prompt, flash} = state;
	if (prompt !== undefined) return <TypedLine state={state} prompt={prompt} width={width} />;
	if (flash !== undefined && !isOutdated(flash, state)) {
		return (
			<Message
				width={width}
				tone={flash.tone}
				says={neutral(flash.says)}
				hint={flash.hint && neutral(flash.hint)}
			/>
		);
	}
	// On a field of a form a question mark is text.
	const last = isTypingField(state) ? undefined : {key: '?', says: 'help'};
	return <Footer width={width} hints={hintsOf(state)} last={last} />;
}

function TypedLine({
	state,
	prompt,
	width,
}: {
	readonly state: State;
	readonly prompt: Prompt;
	readonly width: number;
}) {
	const theme = useTheme();
	const text = answerText(state, prompt);
	const isPicked = prompt.picked !== undefined;
	const ghost = isPicked || prompt.asks === 'filter' ? '' : ghostOf(state, prompt);
	const wrong = wrongIn(state, prompt);
	return (
		<PromptLine
			width={width}
			label={shownLabel(theme, state, prompt, width)}
			value={neutral(text)}
			cursor={isPicked ? text.length : prompt.cursor}
			ghost={ghost}
			says={prompt.asks === 'filter' ? sayMatches(theme, state) : ''}
			wrong={wrong !== undefined && fitsBeside(state, prompt, wrong, width) ? wrong : undefined}
		/>
	);
}

/** What is typed is always in sight: before it would not be, the label loses its middle, and what is wrong goes above. */
const leastText = 12;
const leastLabel = 8;

function textRoom(state: State, prompt: Prompt): number {
	return Math.max(leastText, displayWidth(neutral(answerText(state, prompt))) + 1);
}

function shownLabel({glyphs}: Theme, state: State, prompt: Prompt, width: number): string {
	const room = width - 2 - textRoom(state, prompt);
	return shorten(prompt.label, Math.max(leastLabel, room), glyphs.ellipsis, 'middle');
}

function fitsBeside(state: State, prompt: Prompt, says: string, width: number): boolean {
	return displayWidth(prompt.label) + textRoom(state, prompt) + displayWidth(says) + 7 <= width;
}

/** What is wrong with the text, or just happened, where the prompt has taken the last line. */
function messagesAbove(theme: Theme, state: State, prompt: Prompt, width: number): readonly Line[] {
	const wrong = wrongIn(state, prompt);
	const message = state.flash ?? (wrong === undefined ? undefined : {tone: 'bad' as const, says: wrong});
	if (message === undefined || (state.flash === undefined && fitsBeside(state, prompt, message.says, width)))
		return [];
	const hint = state.flash?.hint;
	const said = {tone: message.tone, says: neutral(message.says), hint: hint && neutral(hint)};
	return wrapWords(messageLine(theme, said), width - 1, 3);
}

/** How tab would complete the text. */
function ghostOf(state: State, prompt: Prompt): string {
	const best = choicesOf(state, prompt)[0]?.text ?? '';
	return prompt.text !== '' && best.startsWith(prompt.text) ? best.slice(prompt.text.length) : '';
}

function sayMatches(theme: Theme, state: State): string {
	const count = countMatches(theme, state) ?? rowsOf(state, topScreen(state)).length;
	return count === 1 ? '1 match' : `${count} matches`;
}

/** What a prompt offers to choose from, just above it. */
export function Choices({
	state,
	width,
	height,
}: {
	readonly state: State;
	readonly width: number;
	readonly height: number;
}): ReactElement | null {
	const theme = useTheme();
	const {prompt} = state;
	if (prompt === undefined) return null;
	const above = messagesAbove(theme, state, prompt, width);
	const choices = choicesOf(state, prompt).slice(0, Math.max(1, height - 3 - above.length));
	const says = besideText(state, prompt);
	if (choices.length === 0 && says === '' && above.length === 0) return null;
	const nameWidth = Math.min(
		Math.floor(width / 2),
		Math.max(12, ...choices.map(({text}) => text.length)) + 2,
	);
	const lines = [
		...choices.map((choice, c) => choiceLine(theme, choice, c === prompt.picked, nameWidth)),
		...(says === '' ? [] : wrapWords(noteLine(theme, says), width - 1, 2)),
		...above,
	].slice(-height);
	return (
		<Box position="absolute" left={0} top={height - lines.length}>
			<Lines lines={lines} width={width} height={lines.length} />
		</Box>
	);
}

function noteLine({glyphs}: Theme, says: string): Line {
	return [segment(`${glyphs.vertical} `, 'rule'), segment(neutral(says), 'accent')];
}

function choiceLine(
	theme: Theme,
	{text, says}: {readonly text: string; readonly says: string},
	isPicked: boolean,
	nameWidth: number,
): Line {
	return [
		segment(isPicked ? theme.glyphs.cursor : theme.glyphs.vertical, isPicked ? 'accent' : 'rule'),
		segment(' '),
		cell(neutral(text), nameWidth, isPicked ? 'key' : 'plain'),
		segment(neutral(says), 'dim'),
	];
}
