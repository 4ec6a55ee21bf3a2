import type {Choice} from '../store/prompt.ts';
import type {State} from '../store/state.ts';
import type {Command} from './command.ts';
import {stepMs, wish} from './keymap/rehearsal.ts';
import type {Spoken} from './spoken.ts';

const units: {readonly [unit: string]: number} = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};
const longestMs = units.h!;

function stepped([text]: readonly string[]): Command | string {
	if (text === undefined) return wish({wants: 'step', byMs: stepMs});
	const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
	const byMs = Number(number) * units[unit]!;
	if (number === undefined || byMs === 0) return 'How long a step? :step 10s, :step 5m';
	return byMs > longestMs ? 'A step is an hour at most.' : wish({wants: 'step', byMs});
}

const [slowest, fastest] = [0.1, 100];

function hurried([text = '']: readonly string[]): Command | string {
	const [, number] = /^(\d+(?:\.\d+)?)x?$/.exec(text) ?? [];
	const speed = Number(number);
	if (number === undefined) return 'How fast? :speed 10; 1 is as in life.';
	const isSpeed = speed >= slowest && speed <= fastest;
	return isSpeed ? wish({wants: 'speed', speed}) : `A speed is a number from ${slowest} to ${fastest}.`;
}

/** Scenarios with what they are about; the one that plays is said to. */
export function scenarioChoices({rehearsal}: State): readonly Choice[] {
	return (rehearsal?.scenarios ?? []).map(({name, says}) => ({
		text: name,
		says: name === rehearsal?.told.scenario ? `plays now: ${says}` : says,
	}));
}

/** Plays the scenario of that name, or the one whose name begins so. */
export function played(typed: string, {rehearsal}: State): Command | string {
	const names = (rehearsal?.scenarios ?? []).map(({name}) => name);
	const begun = names.filter(name => typed !== '' && name.startsWith(typed));
	const name = names.includes(typed) || begun.length !== 1 ? typed : begun[0]!;
	if (!names.includes(name)) return `There is no scenario ${name}: :scenario lists them.`;
	return wish({wants: 'play', scenario: name});
}

function chooseScenario(state: State): Command {
	const choices = scenarioChoices(state);
	const says = 'Type its name, or pick it with ↑ and ↓; it begins from its start.';
	return [
		{
			type: 'promptOpened',
			prompt: {
				asks: 'scenario',
				label: 'Scenario: ',
				text: '',
				cursor: 0,
				former: '',
				subjects: [],
				choices,
				says,
			},
		},
	];
}

function guided([word]: readonly string[], state: State): Command | string {
	if (word !== undefined && word !== 'on' && word !== 'off') return 'Guidance is on or off: :guide off';
	const isGuided = word === undefined ? state.rehearsal?.isGuided === false : word === 'on';
	return [{type: 'guideTurned', isGuided}];
}

/** Commands with words after them that exist only where the cluster is a rehearsal. */
export const rehearsalWords: readonly Spoken[] = [
	{
		name: 'scenario',
		aliases: ['scenarios'],
		usage: '[NAME]',
		help: 'Begins a scenario from its start; without a name lists them.',
		isRehearsal: true,
		does: ([name], state) => (name === undefined ? chooseScenario(state) : played(name, state)),
		offers: scenarioChoices,
	},
	{
		name: 'restart-scenario',
		aliases: [],
		usage: '',
		help: 'Begins the scenario that plays from its start.',
		isRehearsal: true,
		does: (_words, state) => played(state.rehearsal?.told.scenario ?? '', state),
	},
	{
		name: 'step',
		aliases: [],
		usage: '[TIME]',
		help: 'Lets so much of the rehearsal pass at once (10s, 5m), and leaves it paused.',
		isRehearsal: true,
		does: stepped,
	},
	{
		name: 'speed',
		aliases: [],
		usage: 'N',
		help: 'How many seconds pass in the rehearsal while one passes here.',
		isRehearsal: true,
		does: hurried,
		offers: () => ['1', '5', '10', '60'],
	},
	{
		name: 'guide',
		aliases: [],
		usage: '[on|off]',
		help: 'Shows or hides the line that says what to try next.',
		isRehearsal: true,
		does: guided,
		offers: () => ['on', 'off'],
	},
];
