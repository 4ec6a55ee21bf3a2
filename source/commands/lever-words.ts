import type {State} from '../store/state.ts';
import type {Command} from './command.ts';
import {askLever, leversWritten, whyNotLever} from './keymap/levers.ts';
import {rolloutsMeant} from './keymap/meant.ts';
import type {Spoken} from './spoken.ts';

function promoted([how]: readonly string[], state: State): Command | string {
	const isFull = how === 'full';
	if (how !== undefined && !isFull) return 'One step, or all of them: :promote, or :promote full';
	return (
		whyNotLever(state, isFull ? 'promote-full' : 'promote') ??
		askLever(state, isFull ? 'Promote in full' : 'Promote', target => ({
			action: 'promote',
			target,
			...(isFull && {full: true}),
		}))
	);
}

function jumped([number = '']: readonly string[], state: State): Command | string {
	const step = Number(number);
	if (!/^\d+$/.test(number) || step === 0) return 'To which step? :jump 3, counted from 1';
	return (
		whyNotLever(state, 'jump') ??
		askLever(state, `Take to step ${step}`, target => ({action: 'jump', target, step}))
	);
}

/** Levers of engines that take a word. */
export const leverWords: readonly Spoken[] = [
	{
		name: 'promote',
		aliases: [],
		usage: '[full]',
		help: 'Takes the rollout on screen one declared step further, or with full past all of them.',
		isChange: true,
		writes: leversWritten,
		does: promoted,
		offers: () => ['full'],
	},
	{
		name: 'jump',
		aliases: [],
		usage: 'STEP',
		help: 'Takes the rollout on screen to a step, from 1, forward or back.',
		isChange: true,
		writes: leversWritten,
		does: jumped,
		offers: state =>
			rolloutsMeant(state)[0]?.rollout.steps.map(({number, says}) => ({text: `${number}`, says})) ?? [],
	},
];
