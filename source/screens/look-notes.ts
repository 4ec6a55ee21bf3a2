import {keyNamed} from '../commands/key-words.ts';
import type {ListState} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';

/** What keeps a list from showing everything as it is now, for its title: whoever forgot it must see it. */
export function lookNotes(state: State, {filter, faultsOnly, isHolding}: ListState): Line {
	return [
		...(filter === '' ? [] : [segment(`  /${neutral(filter)}`, 'match')]),
		...(faultsOnly ? [segment('  faults only', 'warning')] : []),
		...(isHolding ? [segment(`  frozen: ${keyNamed('freeze', state)} lets go`, 'armed')] : []),
	];
}
