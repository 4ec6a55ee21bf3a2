import {isTypingField} from '../store/form.ts';
import type {Flash, State} from '../store/state.ts';
import {applies, type Binding} from './binding.ts';
import {textOf} from './key-names.ts';
import {keymap} from './keymap/index.ts';
import {keysOf, sayKeyOf} from './keys.ts';

/** A key as the footer shows it. */
export type Hint = {readonly key: string; readonly says: string};

/** Why a key could not do its work is no longer so: it is said no more. */
export function isOutdated({binding: name}: Flash, state: State): boolean {
	const binding = keymap.find(each => each.name === name);
	return binding !== undefined && applies(binding, state) && binding.whyDisabled?.(state) === undefined;
}

/**
 * The keys that work now, the most useful first; keys that do the same thing
 * more and less share a place. What cannot be done now is left out: the menu
 * says why, and so does the key. So is what would be a letter of a field.
 */
export function hintsOf(state: State): readonly Hint[] {
	const ranked = keymap
		.filter(binding => binding.rank !== undefined && applies(binding, state))
		.filter(binding => binding.whyDisabled?.(state) === undefined)
		.filter(binding => !isTypingField(state) || textOf(keysOf(binding, state)[0] ?? '') === undefined)
		.sort((left, right) => left.rank! - right.rank!);
	return ranked.flatMap((binding, b) => {
		const before = ranked[b - 1];
		if (before !== undefined && isPair(before, binding)) return [];
		const after = ranked[b + 1];
		const twin = after !== undefined && isPair(binding, after) ? after : undefined;
		return [hintOf(state, binding, twin)];
	});
}

function isPair(left: Binding, right: Binding): boolean {
	return left.label.startsWith('+') && right.label === left.label.replace('+', '-');
}

function hintOf(state: State, binding: Binding, twin: Binding | undefined): Hint {
	const key = sayKeyOf(binding, state);
	return {
		key: twin === undefined ? key : `${sayKeyOf(twin, state)} ${key}`,
		says: twin === undefined ? binding.label : `±${binding.label.slice(1)}`,
	};
}
