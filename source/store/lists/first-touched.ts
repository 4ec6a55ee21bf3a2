import type {Entry} from '../../journal/entry.ts';
import type {Ref} from '../../model/ref.ts';

/** The first object that a change made or wrote, by the very object; undefined where it came to none. */
export function firstTouched({steps, applied}: Entry): Ref | undefined {
	const [first] = steps;
	return applied > 0 && first !== undefined && first.target.uid !== '' ? first.target : undefined;
}
