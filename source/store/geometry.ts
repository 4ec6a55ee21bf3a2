import type {Screen} from './screen.ts';
import type {Size} from './state.ts';

/** Header and footer. */
const frame = 2;

/** Rows between header and footer. */
export function bodyHeight({rows}: Size): number {
	return Math.max(1, rows - frame);
}

/** Rows of a list in sight: the body without its title and heading. */
export function listHeight(size: Size, screen: Screen): number {
	return Math.max(1, bodyHeight(size) - (screen.name === 'now' ? 1 : 2) - noteHeight(screen));
}

/** Lines beneath a list that say more of the row under the cursor. */
export function noteHeight({name, view}: Screen): number {
	return name === 'list' && view === 'events' ? 2 : 0;
}

/** Lines of a text in sight: the body without its title. */
export function textHeight(size: Size): number {
	return Math.max(1, bodyHeight(size) - 1);
}
