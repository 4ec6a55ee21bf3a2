import {endLogs} from './api/logs.ts';
import {Watchers} from './api/watch.ts';
import type {Cluster} from './cluster.ts';
import {createGuide, type Guide} from './scenarios/guide.ts';
import type {Scenario} from './scenarios/scenario.ts';
import {type ClusterOptions, startCluster} from './start-cluster.ts';
import {createVisitors, type Visitors} from './visitors.ts';

/** A scenario that is being played: its cluster, who watches it, and who leads through it. */
export type Play = {
	readonly cluster: Cluster;
	readonly watchers: Watchers;
	readonly visitors: Visitors;
	readonly guide: Guide;
	/** Ends every watch and all that was to happen. */
	stop(): void;
};

/** A token is looked at when a watch begins and never again: what it let in goes on until a gateway ends it. */
const watchesOutliveMs = 6000;

/** How long slips of the clock are gathered before they are told: it may slip at every turn. */
const gatherMs = 200;

/** `tell` is called when what the guide says has changed, and when time is not where it would be expected. */
export type PlayOptions = ClusterOptions & {tell(): void};

export function play(scenario: Scenario, options: PlayOptions): Play {
	const cluster = startCluster(scenario, options);
	const watchers = new Watchers(cluster.store);
	options.tokens.onExpire(() => cluster.clock.after(watchesOutliveMs, () => watchers.end()));
	let telling: NodeJS.Timeout | undefined;
	cluster.clock.onSlip(() => {
		telling ??= setTimeout(() => {
			telling = undefined;
			options.tell();
		}, gatherMs);
	});
	const guide = createGuide(cluster, scenario.guidance ?? [], options.tell);
	return {
		cluster,
		watchers,
		visitors: createVisitors(),
		guide,
		stop() {
			clearTimeout(telling);
			guide.stop();
			watchers.stop();
			endLogs(cluster);
			cluster.clock.stop();
			// Whoever comes back is let in, whenever that is.
			if (scenario.isLoginLost) options.tokens.renew();
		},
	};
}
