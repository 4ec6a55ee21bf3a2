/** How scenarios make things happen. */
import type {Cluster} from '../cluster.ts';
import type {Kind} from '../kinds/kind.ts';

/** Does something once, a while after it first is so; looked at whenever an object of the kind changes. */
export function onceSo(
	cluster: Cluster,
	kind: Kind,
	isSo: () => boolean,
	delayMs: number,
	act: () => void,
): void {
	const unsubscribe = cluster.store.onChange(({entry}) => {
		if (entry.kind !== kind || !isSo()) return;
		unsubscribe();
		cluster.clock.after(delayMs, act);
	});
}
