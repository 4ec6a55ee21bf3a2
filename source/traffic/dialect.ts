import type {KubernetesObject} from '../model/object.ts';
import type {Ref} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import type {IndexedWorld} from './world.ts';

/** One way clusters write down a traffic split. A dialect only reads; writing is one generic function for all. */
export type Dialect<Part = unknown> = {
	readonly name: string;
	/** As a person calls it. */
	readonly title: string;
	/** The kind whose objects are its parts; undefined where it needs only the world. */
	readonly source?: {readonly group: string; readonly plural: string; readonly kind: string};
	/** What is kept of one object; undefined where it holds nothing of interest. */
	part(object: KubernetesObject, ref: Ref): Part | undefined;
	/** All splits of all parts. */
	join(parts: readonly Part[], world: IndexedWorld): Split[];
};
