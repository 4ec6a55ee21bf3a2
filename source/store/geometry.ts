import {hasGuideLine} from './guide.ts';
import type {Screen} from './screen.ts';
import type {State} from './state.ts';

/** What the size of a screen's parts depends on. */
export type Frame = Pick<State, 'size' | 'rehearsal' | 'login'>;

/** Header and footer. */
const frame = 2;

/** Rows between header and footer, without the line of guidance and what is said of a login. */
export function bodyHeight(state: Frame): number {
	return Math.max(1, state.size.rows - frame - guideHeight(state) - bannerHeight(state));
}

/** Lines beneath the header that say why the server does not let us in. */
export function bannerHeight({login, size}: Frame): number {
	if (login === undefined) return 0;
	return size.rows < 20 ? 2 : 3;
}

/** The line of guidance, where there is one. */
export function guideHeight(state: Frame): number {
	return hasGuideLine(state) ? 1 : 0;
}

/** Rows of a list in sight: the body without its title and heading. */
export function listHeight(state: Frame, screen: Screen): number {
	const lines = bodyHeight(state) - (screen.name === 'now' ? 1 : 2) - noteHeight(state, screen);
	return rowsIn(state, lines);
}

/** How many rows of a list so many lines hold. */
export function rowsIn(state: Frame, lines: number): number {
	return Math.max(1, isSpaced(state) ? Math.ceil(lines / 2) : lines);
}

/** Lists have a blank line between their rows, for people far away. */
export function isSpaced({rehearsal}: Frame): boolean {
	return rehearsal?.isPresenting === true;
}

/** Lines beneath a list that say more of the row under the cursor, or of all of them. */
export function noteHeight(state: Frame, {name, view}: Screen): number {
	if (name !== 'list') return 0;
	if (view === 'events') return 2;
	const height = bodyHeight(state);
	return view === 'nodes' && height >= roomForNews ? Math.floor(height * 0.45) : 0;
}

/** A lower screen is for the nodes alone. */
const roomForNews = 16;

/** Lines of a text in sight: the body without its title. */
export function textHeight(state: Frame): number {
	return Math.max(1, bodyHeight(state) - 1);
}
