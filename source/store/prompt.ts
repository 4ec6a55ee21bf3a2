import type {Subject} from './screen.ts';

/** What is being typed, and for what. */
export type Prompt = {
	readonly asks:
		| 'command'
		| 'filter'
		| 'replicas'
		| 'image'
		| 'weights'
		| 'stays'
		| 'losses'
		| 'scenario'
		| 'secret-key'
		| 'context'
		| 'pod'
		| 'ports'
		| 'reason';
	/** Shown before the text. */
	readonly label: string;
	readonly text: string;
	/** Where the next character goes: an index into the text, in code units. */
	readonly cursor: number;
	/** The text before the prompt was opened, for `esc`. */
	readonly former: string;
	/** What the answer is for, pinned when the prompt was opened. */
	readonly subjects: readonly Subject[];
	readonly choices: readonly Choice[];
	/** The choice picked with the arrows; undefined while the text counts. */
	readonly picked?: number;
	/** Said at the right: bounds, the present value. */
	readonly says: string;
	/** Which container of several an image is for. */
	readonly container?: string;
	/** What is run in the pod that is asked for, where it is not a shell, and in which container. */
	readonly entering?: {readonly container?: string; readonly command?: readonly string[]};
	/** How long the context that is typed shall be armed. */
	readonly forMs?: number;
};

/** What outlives the cluster it was begun on: a command is about no object yet, and its letters would be taken for keys. */
export function lasting(prompt: Prompt | undefined): Prompt | undefined {
	return prompt?.asks === 'command' ? prompt : undefined;
}

export type Choice = {readonly text: string; readonly says: string};

/** An edit of the text, as a key means it. */
export type Typing =
	| {readonly does: 'insert'; readonly text: string}
	| {readonly does: 'erase' | 'erase-word' | 'erase-all' | 'left' | 'right' | 'home' | 'end'};

export function typed(prompt: Prompt, typing: Typing): Prompt {
	const {text, cursor} = edited(prompt, typing);
	const isMove = ['left', 'right', 'home', 'end'].includes(typing.does);
	return {...prompt, text, cursor, picked: isMove ? prompt.picked : undefined};
}

/** A text with the place where the next character goes, an index into it in code units. */
export type Written = {readonly text: string; readonly cursor: number};

/** Any text that is typed is edited alike, wherever it stands. */
export function edited({text, cursor}: Written, typing: Typing): Written {
	const before = text.slice(0, cursor);
	const after = text.slice(cursor);
	const put = (start: string): Written => ({text: start + after, cursor: start.length});
	switch (typing.does) {
		case 'insert':
			return put(before + typing.text);
		case 'erase':
			return put(before.slice(0, -lastCharacter(before)));
		case 'erase-word':
			return put(before.replace(/\S*\s*$/, ''));
		case 'erase-all':
			return put('');
		case 'left':
			return {text, cursor: cursor - lastCharacter(before)};
		case 'right':
			return {text, cursor: Math.min(text.length, cursor + (after.codePointAt(0)! > 0xffff ? 2 : 1))};
		case 'home':
			return {text, cursor: 0};
		case 'end':
			return {text, cursor: text.length};
	}
}

/** Code units of the last character: an emoji is erased whole. */
function lastCharacter(text: string): number {
	return [...text].at(-1)?.length ?? 0;
}
