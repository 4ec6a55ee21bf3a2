import type {State} from '../store/state.ts';
import {applies, type Binding} from './binding.ts';
import {keymap} from './keymap/index.ts';

/** What the action menu lists: everything that can be done to, or looked at of, the row under the cursor. */
export function menuBindings(state: State): readonly Binding[] {
	const behind = {...state, menu: undefined};
	return keymap.filter(
		binding =>
			(binding.group === 'Change' || (binding.group === 'Look' && binding.places.length > 0)) &&
			!notActions.has(binding.name) &&
			applies(binding, behind),
	);
}

const notActions = new Set([
	'sort-next',
	'sort-previous',
	'sort-reverse',
	'filter',
	'freeze',
	'mark-range',
	'clear-marks',
	'wide',
	'faults',
	'wrap',
	'next-match',
	'previous-match',
]);
