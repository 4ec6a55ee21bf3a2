import {createClock} from './clock.ts';
import type {Cluster} from './cluster.ts';
import {runAutoscaler} from './controllers/autoscaler.ts';
import {controllers} from './controllers/index.ts';
import {createMachines} from './controllers/machines.ts';
import {createLuck} from './luck.ts';
import {createPrometheus} from './prometheus/prometheus.ts';
import type {Scenario} from './scenarios/scenario.ts';
import {Store} from './store.ts';
import type {Tokens} from './tokens.ts';
import {beginTraffic} from './traffic/begin.ts';
import {createTraffic} from './traffic/traffic.ts';

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
	const machines = createMachines();
	const isOff = (node: string) => machines.get(node)?.isOn === false;
	// Luck of its own, so that no request shifts what others draw.
	const traffic = createTraffic({store, clock, luck: createLuck(seed ^ 0x5eed), isOff});
	const missingImages = ['broken', ...(scenario.missingImages ?? [])];
	const prometheus = createPrometheus({store, clock, traffic, machines});
	const luck = createLuck(seed);
	const cluster = {store, clock, luck, tokens, traffic, prometheus, machines, missingImages};
	for (const run of controllers) run(cluster);
	for (const {agoMinutes, does} of scenario.past)
		clock.after((longestAgo - agoMinutes) * minute, () => does(cluster));
	beginTraffic(traffic, clock, nowMs, scenario);
	clock.passUntil(nowMs);
	runAutoscaler(cluster);
	scenario.present?.(cluster);
	if (!isPaused) clock.start();
	return cluster;
}
