/** How scenarios make things happen, as far as the API allows it to whoever would do them. */
import {ifAllowed} from '../api/status.ts';
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import type {Kind} from '../kinds/kind.ts';
import {httpRoutes} from '../kinds/networking.ts';
import type {Tree} from '../object.ts';
import {edit} from '../worlds/world.ts';

/** Does something once, some time from now. */
export function later({clock}: Cluster, delayMs: number, act: () => void): void {
	clock.after(delayMs, () => ifAllowed(act));
}

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
		later(cluster, delayMs, act);
	});
}

/** Does something once, right after somebody first asked with a dry run whether they may change an object. */
export function onceTried(
	cluster: Cluster,
	kind: Kind,
	namespace: string,
	name: string,
	act: () => void,
): void {
	const unsubscribe = cluster.store.onDryRun(({kind: tried, object: {metadata}}) => {
		if (tried !== kind || metadata.namespace !== namespace || metadata.name !== name) return;
		unsubscribe();
		later(cluster, 0, act);
	});
}

/** Somebody else gives the first backends of a route's first rule these weights, as far as they are there. */
export function reweigh(
	cluster: Cluster,
	namespace: string,
	route: string,
	weights: readonly number[],
	manager: string,
): void {
	const setWeights = ({spec}: Tree) => {
		const backends: Tree[] = spec.rules[0]?.backendRefs ?? [];
		for (const [i, backend] of backends.slice(0, weights.length).entries()) backend.weight = weights[i];
	};
	edit(cluster, httpRoutes, namespace, route, setWeights, manager);
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
