import type {Entry} from '../../journal/entry.ts';
import {lastDrain, type NextWords, type NotRestorable, restorable} from '../../journal/restorable.ts';
import {trafficViews} from '../../resources/traffic-views.ts';
import {whyHeldBack} from '../../store/arming.ts';
import {ledViews} from '../../store/lists/rollouts.ts';
import {subjectsOf} from '../../store/select.ts';
import {keyIn, type State, topScreen} from '../../store/state.ts';
import {uidsOf} from '../../store/workloads.ts';
import type {Binding} from '../binding.ts';
import {ask} from '../command.ts';
import {subjectMeant} from './meant.ts';

/** The drain of what is on screen that is to be taken back, or why there is none. */
function restoreMeant(state: State): Entry | NotRestorable | undefined {
	const subject = topScreen(state).name === 'now' ? subjectMeant(state) : subjectsOf(state)[0];
	if (subject === undefined) return undefined;
	const {name: context, server} = state.context;
	const found = lastDrain([...state.journal].reverse(), {context, server}, uidsOf(state, subject));
	return restorable(found, state.me, nextWords(state));
}

function nextWords(state: State): NextWords {
	return {
		undo: ({who, id}) => (who === state.me ? keyIn(state, 'undo', 'U') : `${who} can, by :undo ${id}`),
		redo: ({id}) => `:redo ${id}`,
		shift: '< and > on its screen, or :shift BACKEND=PERCENT',
	};
}

function whyNotRestore(state: State): string | undefined {
	const held = whyHeldBack(state);
	if (held !== undefined) return held;
	if (subjectsOf(state).length > 1) return 'This is for one object at a time.';
	const meant = restoreMeant(state);
	if (meant === undefined) return 'There is no split, route or rollout under the cursor.';
	return 'id' in meant ? undefined : `${meant.says} ${meant.hint}`;
}

/** What divides traffic, or leads what does. */
const divides: ReadonlySet<string> = new Set([
	'splits',
	'services',
	...ledViews,
	...trafficViews.map(({name}) => name),
]);

export const restoreBinding: Binding = {
	name: 'restore',
	keys: [],
	label: 'restore',
	help: 'Takes back the last drain or abort of the split or rollout on screen, a floor raised for it included; preview first.',
	group: 'Change',
	places: ['now', 'list', 'split', 'rollout', 'detail'],
	isMeant: state => {
		const {name, view, subject} = topScreen(state);
		return name === 'now' || divides.has(name === 'list' ? view : (subject?.view ?? ''));
	},
	does: state => {
		const meant = restoreMeant(state);
		return meant && 'id' in meant ? ask([{action: 'undo', id: meant.id}], `Restore: ${meant.says}`) : [];
	},
	writes: state => {
		const meant = restoreMeant(state);
		if (meant === undefined || !('id' in meant)) return [];
		return meant.steps.map(({target, subresource}) => ({...target, subresource}));
	},
	whyDisabled: whyNotRestore,
};
