import type {Screen} from './screen.ts';
import type {Size} from './state.ts';

/** Header and footer. */
const frame = 2;

/** Rows between header and footer. */
export function bodyHeight({rows}: Size): number {
	return Math.max(1, rows - frame);
}

/** Rows of a list in sight: the body without its title and heading. */
export function listHeight(size: Size, {name}: Screen): number {
	return Math.max(1, bodyHeight(size) - (name === 'now' ? 1 : 2));
}

/** Lines of a text in sight: the body without its title. */
export function textHeight(size: Size): number {
	return Math.max(1, bodyHeight(size) - 1);
}
