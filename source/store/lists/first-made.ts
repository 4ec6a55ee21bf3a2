import type {Entry} from '../../journal/entry.ts';
import type {Ref} from '../../model/ref.ts';

/** What others of what is made are for: they are made before it. */
const subordinate = ['PersistentVolumeClaim', 'Secret', 'ConfigMap'];

/** The first object that a change made for its own sake, by the very object; undefined where it made none. */
export function firstMade({steps, applied}: Entry): Ref | undefined {
	const made = steps
		.slice(0, applied)
		.filter(({type, target}) => type === 'create' && target.uid !== '')
		.map(({target}) => target);
	return made.find(({resource}) => !subordinate.includes(resource.kind)) ?? made[0];
}
