import type {Event} from './events.ts';
import {typed} from './prompt.ts';
import {reduceScreens} from './screens.ts';
import {type State, topScreen} from './state.ts';

/** The text being typed, and the menu. A filter works while it is typed. */
export function reducePrompt(state: State, event: Event): State {
	const {prompt} = state;
	switch (event.type) {
		case 'promptOpened':
			return {...state, prompt: event.prompt, flash: undefined};
		case 'typed':
			return prompt === undefined ? state : filtered({...state, prompt: typed(prompt, event.typing)});
		case 'textCompleted':
			if (prompt === undefined) return state;
			return filtered({
				...state,
				prompt: {...prompt, text: event.text, cursor: event.text.length, picked: undefined},
			});
		case 'choicePicked': {
			if (prompt === undefined || event.count === 0) return state;
			const from = prompt.picked ?? (event.by > 0 ? -1 : event.count);
			return {...state, prompt: {...prompt, picked: (from + event.by + event.count) % event.count}};
		}
		case 'promptClosed': {
			const isDropped = prompt?.asks === 'filter' && !event.isKept;
			const next = {...state, prompt: undefined};
			return isDropped ? reduceScreens(next, {type: 'filterChanged', filter: prompt.former}) : next;
		}
		case 'menuOpened':
			return {...state, menu: 0};
		case 'menuPicked':
			return {...state, menu: event.picked};
		case 'menuClosed':
			return {...state, menu: undefined};
		default:
			return state;
	}
}

function filtered(state: State): State {
	const {prompt} = state;
	if (prompt?.asks !== 'filter' || prompt.text === topScreen(state).list.filter) return state;
	return reduceScreens(state, {type: 'filterChanged', filter: prompt.text});
}
