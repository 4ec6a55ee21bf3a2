/** How scenarios make things happen. */
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import type {Kind} from '../kinds/kind.ts';
import {edit} from '../worlds/world.ts';

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

/** A team's pipeline brings out an image, as it would without anybody at a terminal. */
export function ship(cluster: Cluster, namespace: string, name: string, image: string): void {
	edit(
		cluster,
		deployments,
		namespace,
		name,
		({spec}) => {
			spec.template.spec.containers[0].image = `registry.example.com/${image}`;
		},
		'release-train',
	);
}
