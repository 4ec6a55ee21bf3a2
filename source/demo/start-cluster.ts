import {createClock} from './clock.ts';
import type {Cluster} from './cluster.ts';
import {runAutoscaler} from './controllers/autoscaler.ts';
import {controllers} from './controllers/index.ts';
import {createLuck} from './luck.ts';
import type {Scenario} from './scenarios/scenario.ts';
import {Store} from './store.ts';
import type {Tokens} from './tokens.ts';

export type ClusterOptions = {
	readonly seed: number;
	readonly speed: number;
	readonly nowMs: number;
	readonly isPaused: boolean;
	/** Where versions begin: above all that clients of the same address were told before. */
	readonly firstVersion: number;
	readonly tokens: Tokens;
};

const minute = 60_000;

/** A running cluster: the scenario's past is lived through, its present goes on from `nowMs`. */
export function startCluster(scenario: Scenario, options: ClusterOptions): Cluster {
	const {seed, speed, nowMs, tokens, firstVersion, isPaused} = options;
	const longestAgo = Math.max(...scenario.past.map(({agoMinutes}) => agoMinutes));
	const clock = createClock(nowMs - longestAgo * minute, speed);
	const store = new Store(firstVersion);
	const cluster = {store, clock, luck: createLuck(seed), tokens};
	for (const run of controllers) run(cluster);
	for (const {agoMinutes, does} of scenario.past)
		clock.after((longestAgo - agoMinutes) * minute, () => does(cluster));
	clock.passUntil(nowMs);
	runAutoscaler(cluster);
	scenario.present?.(cluster);
	if (!isPaused) clock.start();
	return cluster;
}
