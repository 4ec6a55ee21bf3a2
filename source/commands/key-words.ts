import {keymap} from './keymap/index.ts';
import {type Chosen, sayKeyOf} from './keys.ts';

/** The key that does what this binding of the table does, for a sentence that names one. */
export function keyNamed(name: string, chosen: Chosen): string {
	return sayKeyOf(keymap.find(each => each.name === name)!, chosen);
}

/** What is on a key of the table may have been moved: where it is now. Anything else is as it is. */
export function keyNow(usual: string, chosen: Chosen): string {
	const moved = keymap.find(({name, keys}) => keys.includes(usual) && chosen.keys[name] !== undefined);
	return moved === undefined ? usual : sayKeyOf(moved, chosen);
}
