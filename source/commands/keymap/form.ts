import {isRefusal, type Refusal} from '../../model/plan.ts';
import {parseResourceName} from '../../model/ref.ts';
import {objectives} from '../../objectives/index.ts';
import {commandSaid} from '../../objectives/said-command.ts';
import {type Typed, typedObjective} from '../../objectives/typed.ts';
import {whyHeldBack} from '../../store/arming.ts';
import {completionIn, type Form, fieldOf, objectiveOf, textIn, whyNotTaken} from '../../store/form.ts';
import type {Written} from '../../store/rights.ts';
import {isAbsentNamespace} from '../../store/scope.ts';
import type {State} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import {ask, type Command, flash, moveCursor, openScreen, type Press} from '../command.ts';

/** The form of an objective: with these texts, or as it was left where it is the one that was filled in last. */
export function openForm(objective: string, texts?: Form['texts']): Command {
	return [{type: 'formChosen', objective, ...(texts && {texts})}, ...openScreen({name: 'form'})];
}

/** The same in the namespace of what it is about, which is looked at from then on. */
export function openFormIn(
	state: State,
	namespace: string,
	objective: string,
	texts: Form['texts'],
): Command {
	const isThere = namespaceMeant(state) === namespace;
	return [...(isThere ? [] : [{type: 'namespaceChosen', namespace} as const]), ...openForm(objective, texts)];
}

/** The preview of what is to be done for an objective, in the namespace one looks at. */
export function askFor(typed: Typed, state: State): Command {
	const {title} = objectives.find(({name}) => name === typed.objective)!;
	const says = `${title} ${typed.values.name ?? typed.file ?? ''}`;
	return ask([commandSaid(typed, namespaceMeant(state))], says);
}

export function namespaceMeant({namespace, context}: State): string {
	return namespace ?? context.namespace;
}

/** A form that cannot be taken yet goes to the first field that is wrong or missing, and says so. */
function previewForm(state: State, {at}: Press): Command {
	const form = state.form!;
	const {fields} = objectiveOf(form);
	const typed = typedIn(form);
	if (!isRefusal(typed)) return askFor(typed, state);
	const line = fields.findIndex(
		field =>
			whyNotTaken(form, field) !== undefined || (field.isNeeded === true && textIn(form, field) === ''),
	);
	const field = fields[line];
	// What is wrong with a field stands beside it.
	const says = field && whyNotTaken(form, field) ? `${field.name} ${whyNotTaken(form, field)}.` : typed.says;
	return [{type: 'fieldPicked', line: Math.max(0, line)}, ...flash(says, at)];
}

/** Whoever has begun a choice gets the rest of it; else the next field. */
function nextField(state: State, press: Press): Command {
	const {form} = state;
	const field = form && fieldOf(form);
	const completion = form && field ? completionIn(form, field) : '';
	return completion === ''
		? moveCursor('down', press)
		: [{type: 'textCompleted', text: textIn(form!, field!) + completion}];
}

function isOnField({form}: State): boolean {
	return form !== undefined && fieldOf(form) !== undefined;
}

/** What it would write as far as it is filled in; of the right to make a kind it is the plural and the group that count. */
function written(state: State): readonly Written[] {
	if (state.form === undefined) return [];
	const {acts, kinds} = objectiveOf(state.form);
	const namespace = namespaceMeant(state);
	if (acts === undefined)
		return kinds.map(name => {
			const resource = {...parseResourceName(name), version: '', kind: '', namespaced: true};
			return {resource, namespace, name: '', verb: 'create'};
		});
	const typed = typedIn(state.form);
	const command = isRefusal(typed) ? undefined : commandSaid(typed, namespace);
	if (command === undefined || !('target' in command)) return [];
	return [{...command.target, ...(command.action === 'scale' && {subresource: 'scale'})}];
}

function typedIn(form: Form): Typed | Refusal {
	const {name, fields} = objectiveOf(form);
	const said = fields.filter(field => textIn(form, field) !== '');
	return typedObjective([name, ...said.map(field => `${field.name}=${textIn(form, field)}`)]);
}

function whyNotPreview(state: State): string | undefined {
	if (state.form === undefined) return 'No objective is chosen: :objectives lists them.';
	const namespace = namespaceMeant(state);
	return (
		whyHeldBack(state) ??
		(isAbsentNamespace(state, namespace)
			? `There is no namespace ${namespace}: :ns NAME chooses one that is there.`
			: undefined)
	);
}

const here = {places: ['form']} as const;

export const formBindings: readonly Binding[] = [
	{
		...here,
		name: 'preview-form',
		keys: ['enter'],
		label: 'preview',
		help: 'Previews what the form asks for, on its last line: every object, and the pods that are started for it.',
		group: 'Change',
		rank: 1,
		isMeant: state => !isOnField(state),
		does: previewForm,
		writes: written,
		whyDisabled: whyNotPreview,
	},
	{
		...here,
		name: 'accept-field',
		keys: ['enter'],
		label: 'next',
		help: 'Goes to the next field of the form; behind the last one stands its preview.',
		group: 'Move',
		rank: 1,
		isMeant: isOnField,
		does: (_state, press) => moveCursor('down', press),
	},
	{
		...here,
		name: 'next-field',
		keys: ['tab'],
		label: 'next field',
		help: 'Completes a choice that was begun, else goes to the next field of the form.',
		group: 'Move',
		does: nextField,
	},
	{
		...here,
		name: 'previous-field',
		keys: ['shift-tab'],
		label: 'previous field',
		help: 'Goes to the field before.',
		group: 'Move',
		does: (_state, press) => moveCursor('up', press),
	},
	{
		...here,
		name: 'form-end',
		keys: ['ctrl-s'],
		label: 'to preview',
		help: 'Goes past all fields to the line that previews the form.',
		group: 'Move',
		rank: 2,
		isMeant: isOnField,
		does: (_state, press) => moveCursor('bottom', press),
	},
];
