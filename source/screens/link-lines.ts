import {keyNamed} from '../commands/key-words.ts';
import {linkMeant} from '../commands/keymap/notebooks.ts';
import {hrefOf} from '../store/forwards.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {fact} from './preview-facts.ts';

/** The page behind a forward that was just begun: a click opens it, and what stands on screen is without its token. */
export function linkLines(theme: Theme, state: State): readonly Line[] {
	const link = linkMeant(state);
	if (link === undefined) return [];
	const {shown, lacks} = link;
	const isHeld = state.rehearsal?.isPresenting === true;
	const opens = theme.hasLinks ? 'a click opens it, ' : '';
	const says =
		lacks ??
		(isHeld
			? 'Its token stays away from people: the page asks for it.'
			: `With its token: ${opens}${keyNamed('copy-link', state)} copies it.`);
	return [
		fact('Link', [{...segment(neutral(shown), 'accent'), href: hrefOf(state, link)}]),
		fact('', [segment(neutral(says), lacks === undefined ? 'dim' : 'warning')]),
	];
}
