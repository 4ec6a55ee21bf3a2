import {createClock} from './clock.ts';
import type {Cluster} from './cluster.ts';
import {runAutoscaler} from './controllers/autoscaler.ts';
import {controllers} from './controllers/index.ts';
import {createLuck} from './luck.ts';
import {Store} from './store.ts';
import {worlds} from './worlds/index.ts';

export type ClusterOptions = {seed: number; speed: number; nowMs: number; world: string};

const minute = 60_000;

/** A running cluster: the world's past is lived through, its present goes on from `nowMs`. */
export function startCluster({seed, speed, nowMs, world: name}: ClusterOptions): Cluster {
	const world = worlds[name];
	if (!world)
		throw new Error(
			`There is no world ${JSON.stringify(name)}; there are ${Object.keys(worlds).join(', ')}.`,
		);
	const longestAgo = Math.max(...world.past.map(({agoMinutes}) => agoMinutes));
	const clock = createClock(nowMs - longestAgo * minute, speed);
	const cluster = {store: new Store(), clock, luck: createLuck(seed)};
	for (const run of controllers) run(cluster);
	for (const {agoMinutes, does} of world.past)
		clock.after((longestAgo - agoMinutes) * minute, () => does(cluster));
	clock.passUntil(nowMs);
	runAutoscaler(cluster);
	world.present?.(cluster);
	clock.start();
	return cluster;
}
