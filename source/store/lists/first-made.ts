import type {Entry} from '../../journal/entry.ts';
import type {Ref} from '../../model/ref.ts';

/** The first object that a change made, by the very object; undefined where it made none. */
export function firstMade({steps, applied}: Entry): Ref | undefined {
	const [first] = steps;
	return applied > 0 && first?.type === 'create' && first.target.uid !== '' ? first.target : undefined;
}
