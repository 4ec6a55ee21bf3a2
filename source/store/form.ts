import {objectives} from '../objectives/index.ts';
import type {Field, Objective} from '../objectives/objective.ts';
import {actionsSaid} from '../objectives/said-command.ts';
import {wrongIn} from '../objectives/typed.ts';
import type {Event, Move} from './events.ts';
import {edited, type Typing} from './prompt.ts';
import {phaseOf} from './run.ts';
import {dialogRuns} from './runs.ts';
import {type State, topScreen} from './state.ts';

/** What is being said of an objective. It is kept until another objective is chosen, however often its screen is left. */
export type Form = {
	readonly objective: string;
	readonly texts: {readonly [field: string]: string};
	/** Which line is written on, by its place; that of the preview comes behind the fields. */
	readonly line: number;
	/** Where the next character goes: an index into the text, in code units. */
	readonly cursor: number;
};

/** The objective that is filled in. */
export function objectiveOf({objective}: Form): Objective {
	return objectives.find(({name}) => name === objective)!;
}

/** The field that is written on; undefined on the line of the preview. */
export function fieldOf(form: Form): Field | undefined {
	return objectiveOf(form).fields[form.line];
}

export function textIn({texts}: Form, {name}: Field): string {
	return texts[name] ?? '';
}

/** Why the text of a field cannot be taken; undefined where it can, or nothing is said yet. */
export function whyNotTaken(form: Form, field: Field): string | undefined {
	const text = textIn(form, field);
	return text === '' ? undefined : wrongIn(field, text);
}

/** What stands in front of the reader is a field, and letters are text. */
export function isTypingField(state: State): state is State & {readonly form: Form} {
	const {form, prompt, dialog, menu, question} = state;
	if (form === undefined || prompt !== undefined || dialog !== undefined) return false;
	if (menu !== undefined || question !== undefined || topScreen(state).name !== 'form') return false;
	return fieldOf(form) !== undefined;
}

/** How the text of a field that offers choices goes on to one of them; empty where it does not. */
export function completionIn(form: Form, field: Field): string {
	const text = textIn(form, field);
	const choice = field.choices?.find(each => text !== '' && each.startsWith(text));
	return choice?.slice(text.length) ?? '';
}

export function reduceForm(state: State, event: Event): State {
	const {form} = state;
	switch (event.type) {
		case 'formChosen':
			return {...withoutForms(state), form: begun(form, event)};
		case 'cursorMoved':
			return form === undefined || topScreen(state).name !== 'form'
				? state
				: {...state, form: onLine(form, lineAfter(form, event.move))};
		case 'fieldPicked':
			return form === undefined ? state : {...state, form: onLine(form, event.line)};
		case 'typed':
			return isTypingField(state) ? {...state, form: written(state.form, event.typing)} : state;
		case 'textCompleted':
			return isTypingField(state) ? {...state, form: put(state.form, event.text)} : state;
		case 'dialogClosed':
			return topScreen(state).name === 'form' && isMade(state) ? withoutForms(state) : state;
		default:
			return state;
	}
}

function begun(
	former: Form | undefined,
	{objective, texts}: Extract<Event, {readonly type: 'formChosen'}>,
): Form {
	const fresh = {objective, texts: texts ?? {}, line: 0, cursor: 0};
	return onLine(texts === undefined && former?.objective === objective ? former : fresh, 0);
}

/** There is one form: a screen of it further down would show another objective than it was opened for. */
function withoutForms(state: State): State {
	const stack = state.stack.filter(({name}) => name !== 'form');
	return stack.length === 0 ? state : {...state, stack};
}

/** What was asked for is done or on its way: there is nothing left to fill in. */
function isMade(state: State): boolean {
	return dialogRuns(state).some(
		run =>
			actionsSaid.has(run.command.action) &&
			(phaseOf(run) === 'applying' || ['settled', 'applied', 'unsettled'].includes(run.outcome?.end ?? '')),
	);
}

function onLine(form: Form, line: number): Form {
	const field = objectiveOf(form).fields[line];
	return {...form, line, cursor: field === undefined ? 0 : textIn(form, field).length};
}

function lineAfter(form: Form, move: Move): number {
	const last = objectiveOf(form).fields.length;
	switch (move) {
		case 'up':
			return Math.max(0, form.line - 1);
		case 'down':
			return Math.min(last, form.line + 1);
		case 'top':
		case 'page-up':
		case 'half-up':
			return 0;
		default:
			return last;
	}
}

function put(form: Form, text: string, cursor = text.length): Form {
	return {...form, texts: {...form.texts, [fieldOf(form)!.name]: text}, cursor};
}

/** Where a field offers choices the arrows go through them: they are picked, and seldom written. */
function written(form: Form, typing: Typing): Form {
	const field = fieldOf(form)!;
	const {choices = []} = field;
	const by = choices.length === 0 ? 0 : typing.does === 'left' ? -1 : typing.does === 'right' ? 1 : 0;
	if (by !== 0) return put(form, choiceAfter(choices, textIn(form, field), by));
	const {text, cursor} = edited({text: textIn(form, field), cursor: form.cursor}, typing);
	return put(form, text, cursor);
}

/** The next choice or the one before, round the end; the first or the last where none is picked yet. */
export function choiceAfter(choices: readonly string[], text: string, by: 1 | -1): string {
	const place = choices.indexOf(text);
	const from = place < 0 && by < 0 ? 0 : place;
	return choices[(from + by + choices.length) % choices.length]!;
}
