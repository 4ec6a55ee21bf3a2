import {isDeletable} from '../../actions/delete.ts';
import {resourceViews} from '../../resources/index.ts';
import type {Written} from '../../store/rights.ts';
import type {Subject} from '../../store/screen.ts';
import {subjectsOf} from '../../store/select.ts';
import type {State} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import {act, targetsOf} from './change.ts';
import {whyNotWrite} from './whether-write.ts';

const removal = {
	group: 'Change',
	views: ['rollouts', ...resourceViews.filter(isDeletable).map(({name}) => name)],
	places: ['list', 'detail', 'yaml'],
	writes: (state: State): readonly Written[] =>
		targetsOf(state, subjectsOf(state)).map(target => ({...target, verb: 'delete'})),
	whyDisabled: (state: State) => whyNotWrite(state, subjectsOf(state)),
} as const;

function deleted(state: State, subjects: readonly Subject[], more: {readonly asKill?: true} = {}) {
	return act(state, subjects, 'Delete', target => ({action: 'delete', target, ...more}));
}

/** Nothing is killed outright: both keys ask, and a stray enter leaves everything as it is. */
export const removeBindings: readonly Binding[] = [
	{
		...removal,
		name: 'delete',
		keys: ['ctrl-d'],
		label: 'delete',
		help: 'Deletes it and what goes with it, once its name has been typed; preview first, enter cancels.',
		does: state => deleted(state, subjectsOf(state)),
	},
	{
		...removal,
		name: 'kill',
		keys: ['ctrl-k'],
		label: 'delete',
		help: 'Deletes it as ctrl-d does, and says what killing it at once would be.',
		does: state => deleted(state, subjectsOf(state), {asKill: true}),
	},
];
