import {isObject} from '../../model/object.ts';
import {type State, topScreen} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import type {Command} from '../command.ts';

/** The keys of the secret on screen, as it was read. */
export function secretKeys(state: State): readonly string[] {
	const {subject} = topScreen(state);
	const data = subject && state.objects[subject.uid]?.object?.data;
	return isObject(data) ? Object.keys(data) : [];
}

/** Asks which value; the only one there is needs no asking. */
function askKey(state: State): Command {
	const of = topScreen(state).subject!;
	const keys = secretKeys(state);
	if (keys.length === 1) return [{type: 'revealAsked', of, key: keys[0]!}];
	const prompt = {
		asks: 'secret-key',
		label: `Show which value of ${of.name}: `,
		text: '',
		cursor: 0,
		former: '',
		subjects: [of],
		choices: keys.map(text => ({text, says: ''})),
		says: 'Type the whole name, or pick it with ↑ and ↓. It is recorded in the journal.',
	} as const;
	return [{type: 'promptOpened', prompt}];
}

function whyNotReveal(state: State): string | undefined {
	if (state.rehearsal?.isPresenting)
		return 'Nothing secret is shown in front of people: :presenter off first.';
	return secretKeys(state).length === 0 ? 'There is no value here to show.' : undefined;
}

export const secretBindings: readonly Binding[] = [
	{
		name: 'reveal',
		keys: ['x'],
		label: 'show value',
		help: 'Shows one value of the secret, decoded, until esc; the journal says who looked at which.',
		group: 'Look',
		places: ['yaml'],
		views: ['secrets'],
		rank: 2,
		harm: 'show a secret',
		does: askKey,
		whyDisabled: whyNotReveal,
	},
];
