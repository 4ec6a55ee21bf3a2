import type {Wish} from '../../store/rehearsal.ts';
import type {State} from '../../store/state.ts';
import type {Binding, Place} from '../binding.ts';
import type {Command} from '../command.ts';

/** Time can be stopped in front of a preview too, to talk about it. */
const everywhere: readonly Place[] = [
	'now',
	'list',
	'split',
	'rollout',
	'detail',
	'logs',
	'version-logs',
	'yaml',
	'revisions',
	'journal',
	'objectives',
	'form',
	'contexts',
	'help',
	'preview',
];

const rehearsal = {group: 'Rehearsal', places: everywhere, isRehearsal: true} as const;

/** How much of a rehearsal's time the key for a step lets pass. */
export const stepMs = 5000;

export function wish(wanted: Wish): Command {
	return [{type: 'rehearsalAsked', wish: wanted}];
}

function isPaused({rehearsal}: State): boolean {
	return rehearsal?.told.isPaused === true;
}

/** Keys that exist only where the cluster is a rehearsal. */
export const rehearsalBindings: readonly Binding[] = [
	{
		...rehearsal,
		name: 'pause-time',
		keys: [';'],
		label: 'pause',
		help: 'Stops the time of the rehearsal: requests are answered, but nothing happens by itself.',
		rank: 30,
		does: () => wish({wants: 'pause'}),
		whyDisabled: state => (isPaused(state) ? 'Time stands already: :resume-time lets it go on.' : undefined),
	},
	{
		...rehearsal,
		name: 'resume-time',
		keys: [';'],
		label: 'go on',
		help: 'Lets the time of the rehearsal go on.',
		rank: 0.5,
		does: () => wish({wants: 'resume'}),
		whyDisabled: state => (isPaused(state) ? undefined : 'Time goes on already: :pause-time stops it.'),
	},
	{
		...rehearsal,
		name: 'step',
		keys: ["'"],
		label: `step ${stepMs / 1000} s`,
		help: `Lets ${stepMs / 1000} s of the rehearsal pass at once, and leaves it paused.`,
		rank: 31,
		does: () => wish({wants: 'step', byMs: stepMs}),
	},
	{
		...rehearsal,
		name: 'presenter',
		keys: ['+'],
		label: 'presenter',
		help: 'Shows everything larger, with the keys as they are pressed, for people in the back row; again as before.',
		places: [],
		does: ({rehearsal}) => [{type: 'presenterTurned', isPresenting: rehearsal?.isPresenting === false}],
	},
];
