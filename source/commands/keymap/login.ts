import type {LoginNeed} from '../../model/login.ts';
import type {State} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import type {Command} from '../command.ts';

const login = {group: 'Login'} as const;
const question = {...login, places: ['question']} as const;

/** Lets the plug-in ask at the terminal; before it may run at all, it is shown. */
function logIn({login: need}: State): Command {
	if (need?.way === 'consent' && need.plugin) return [{type: 'pluginShown', plugin: need.plugin}];
	return [{type: 'loginAsked'}];
}

function whyNotLogin({login: need, context}: State): string | undefined {
	if (need === undefined) return `Nothing in ${context.name} waits for a login.`;
	return need.way === 'elsewhere' ? sayElsewhere(need) : undefined;
}

/** There is nothing here that could ask anybody. */
function sayElsewhere({trouble}: LoginNeed): string {
	return trouble.hint ?? trouble.says;
}

export const loginBindings: readonly Binding[] = [
	{
		...login,
		name: 'login',
		keys: ['L'],
		label: 'log in',
		help: 'Logs in again with the plug-in of the kubeconfig, at this terminal; ctrl-c there comes back.',
		places: [],
		// Elsewhere the key means nothing, so that it is pressed for this alone.
		isMeant: state => state.login !== undefined,
		rank: 0,
		does: logIn,
		whyDisabled: whyNotLogin,
	},
	{
		...question,
		name: 'allow-plugin',
		keys: ['y'],
		label: 'allow it',
		help: 'Allows the program that is shown to run, now and later; other words of it are asked for again.',
		rank: 1,
		harm: 'let a program run',
		does: (_state, {at}) => [{type: 'pluginAnswered', isAllowed: true, at}],
	},
	{
		...question,
		name: 'refuse-plugin',
		keys: ['esc', 'enter', 'q', 'n'],
		label: 'do not run it',
		help: 'Leaves the program of the kubeconfig alone; what needs it stays unknown.',
		rank: 2,
		does: (_state, {at}) => [{type: 'pluginAnswered', isAllowed: false, at}],
	},
	{
		...question,
		name: 'question-down',
		keys: ['j', 'down', 'page-down'],
		label: 'more',
		help: 'Scrolls what is asked down.',
		isNavigation: true,
		does: (_state, {textLines = 0}) => [{type: 'questionScrolled', by: 1, last: textLines}],
	},
	{
		...question,
		name: 'question-up',
		keys: ['k', 'up', 'page-up'],
		label: 'back',
		help: 'Scrolls what is asked up.',
		isNavigation: true,
		does: (_state, {textLines = 0}) => [{type: 'questionScrolled', by: -1, last: textLines}],
	},
];
