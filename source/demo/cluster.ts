import type {Clock} from './clock.ts';
import type {Machines} from './controllers/machines.ts';
import type {Luck} from './luck.ts';
import type {Prometheus} from './prometheus/prometheus.ts';
import type {Store} from './store.ts';
import type {Tokens} from './tokens.ts';
import type {Traffic} from './traffic/behaviour.ts';

/** What every part of the cluster works with. */
export type Cluster = {
	readonly store: Store;
	readonly clock: Clock;
	readonly luck: Luck;
	readonly tokens: Tokens;
	readonly traffic: Traffic;
	/** It looks on from its pod, wherever that is. */
	readonly prometheus: Prometheus;
	readonly machines: Machines;
	/** Images that no registry has, by a part of their names. */
	readonly missingImages: readonly string[];
};
