import {armingWord, mostArmMs, sayTime, typedTime} from '../model/arming.ts';
import {isArmed} from '../store/arming.ts';
import type {State} from '../store/state.ts';
import type {Command} from './command.ts';
import type {Spoken} from './spoken.ts';
import {timeTyped} from './time-typed.ts';

/** Arming and its end: words only, as a reflex must not arm production. */
export const armWords: readonly Spoken[] = [
	{
		name: 'arm',
		aliases: [],
		usage: '[TIME]',
		help: 'Lets writes through in a production context for a while (15m, at most 4h); its name is typed to confirm.',
		does: armed,
		offers: () => ['15m', '30m', '1h'],
	},
	{
		name: 'disarm',
		aliases: [],
		usage: '',
		help: 'Ends the arming of the context.',
		does: (_words, state, {at}) =>
			isArmed(state, at) ? [{type: 'disarmed', at}] : `Context ${state.context.name} is not armed.`,
	},
];

function armed([length]: readonly string[], state: State): Command | string {
	const {context, armForMs} = state;
	if (state.isReadOnly) return `Context ${context.name} is read-only: arming does not lift that.`;
	if (armForMs === undefined) return `Context ${context.name} needs no arming.`;
	const forMs = length === undefined ? armForMs : timeTyped(length);
	if (forMs === undefined || forMs < 60_000) return 'For how long? :arm 15m';
	if (forMs > mostArmMs) return `At most ${sayTime(mostArmMs)} at a time: :arm ${typedTime(mostArmMs)}`;
	return askToArm(context.name, forMs);
}

/** Not a key, and not a letter: only who types which context it is has looked at that. */
function askToArm(name: string, forMs: number): Command {
	const prompt = {
		asks: 'context',
		label: `Type ${armingWord(name)} to arm it for ${sayTime(forMs)}: `,
	} as const;
	const says = 'Writes are then previewed and confirmed as elsewhere.';
	return [
		{
			type: 'promptOpened',
			prompt: {...prompt, forMs, says, text: '', cursor: 0, former: '', subjects: [], choices: []},
		},
	];
}
