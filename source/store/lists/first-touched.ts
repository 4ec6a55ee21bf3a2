import type {Entry} from '../../journal/entry.ts';
import type {Ref} from '../../model/ref.ts';

/** What others of what is made are for: they are made before it. */
const subordinate = ['PersistentVolumeClaim', 'Secret', 'ConfigMap', 'ServiceAccount', 'Role', 'RoleBinding'];

/** The first object that a change made for its own sake, or wrote, by the very object; undefined where it came to none. */
export function firstTouched({steps, applied}: Entry): Ref | undefined {
	const touched = steps
		.slice(0, applied)
		.map(({target}) => target)
		.filter(({uid}) => uid !== '');
	return touched.find(({resource}) => !subordinate.includes(resource.kind)) ?? touched[0];
}
