import type {KeyChoices} from '../store/state.ts';
import type {Binding} from './binding.ts';
import {sayKey} from './key-names.ts';

export type Chosen = {readonly keys: KeyChoices};

/** The keys of a binding: the operator's own, else those of the table. The first one is shown. */
export function keysOf({name, keys}: Pick<Binding, 'name' | 'keys'>, chosen: Chosen): readonly string[] {
	return chosen.keys[name] ?? keys;
}

/** How a binding is reached, in a sentence: by its key, or by its name where it has none. */
export function sayKeyOf(binding: Pick<Binding, 'name' | 'keys'>, chosen: Chosen): string {
	const [key] = keysOf(binding, chosen);
	return key === undefined ? `:${binding.name}` : sayKey(key);
}
