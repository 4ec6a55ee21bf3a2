import type {Cluster} from '../cluster.ts';
import {edge} from '../worlds/edge.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import {monitoring} from '../worlds/monitoring.ts';
import {ranking, rankingBehaviour, rankingDemand} from '../worlds/ranking.ts';
import {highestShare, podsOf, sayMeasured} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';

const challenger = 'ranker-challenger';
const firstShare = 10;
const enoughPods = 4;

const share = (cluster: Cluster) => highestShare(cluster, 'search', 'ranker', challenger);
const challengers = (cluster: Cluster) => podsOf(cluster, 'search', challenger);
const measured = (cluster: Cluster) => cluster.traffic.measured('search', challenger);
const says = (cluster: Cluster) => sayMeasured(cluster, 'search', challenger);

const isShifted = (cluster: Cluster) => share(cluster) >= 30;
const isSpared = (cluster: Cluster) => share(cluster) <= firstShare;
const isScaled = (cluster: Cluster) => challengers(cluster).wanted >= enoughPods;
const isMelting = (cluster: Cluster) => (measured(cluster)?.errorShare ?? 0) > 0.15;

/** For ten seconds, as that is how far back is measured. */
function isHolding(cluster: Cluster): boolean {
	const {errorShare = 1, requestsPerSecond = 0} = measured(cluster) ?? {};
	return isShifted(cluster) && errorShare < 0.01 && requestsPerSecond > 0.9 * 1.2 * share(cluster);
}

const sayReady = (cluster: Cluster) => `${challengers(cluster).ready} of ${challengers(cluster).wanted}`;

/** `50 % of all users, on 2 pods: 61/s, p99 10.0 s, 28 % errors.` */
const sayUsers = (cluster: Cluster) =>
	`${Math.round(share(cluster))} % of all users, on ${challengers(cluster).wanted} pods: ${says(cluster)}.`;

const guidance: readonly Guidance[] = [
	{
		says: () => '10 % of searches go to a new model on 2 pods. `Enter`: look at the split.',
		isDone: ({seen, cluster}) => seen.has('split') || isScaled(cluster),
	},
	{
		says: ({cluster}) => `Fine: ${says(cluster)}. Give it half: \`= 50 Enter\`, \`Enter\`, \`y\`.`,
		isDone: ({cluster}) => isShifted(cluster) || isScaled(cluster),
	},
	{
		says: ({cluster}) => sayUsers(cluster),
		isDone: ({cluster}) => isMelting(cluster) || !isShifted(cluster) || isScaled(cluster),
	},
	{
		says: ({cluster}) =>
			`It melts (${sayReady(cluster)} ready): ${says(cluster)}. Drain: \`Esc\`, \`X\`, \`y\`.`,
		isDone: ({cluster}) => isSpared(cluster) || isScaled(cluster),
	},
	{
		says: () => 'Users are safe. First more pods, then more users: `Esc`, `s`, `8 Enter`, `y`.',
		isDone: ({cluster}) => isScaled(cluster),
	},
	{
		says: ({cluster}) => {
			const begins = share(cluster) === firstShare ? 'Pods before users, well done' : 'Pods are coming';
			return `${begins}: ${sayReady(cluster)} ready.`;
		},
		isDone: ({cluster}) =>
			challengers(cluster).ready >= enoughPods && challengers(cluster).ready === challengers(cluster).wanted,
	},
	{
		says: ({cluster}) =>
			`${challengers(cluster).ready} pods are ready. Half of all: \`Esc\`, \`= 50 Enter\`, \`Enter\`, \`y\`.`,
		isDone: ({cluster}) => isShifted(cluster),
	},
	{
		says: ({cluster}) => sayUsers(cluster),
		isDone: ({cluster}) => isHolding(cluster),
	},
];

/** Promoted before it is scaled, a good version goes down under its users; scaled first, it holds. */
export const capacity: Scenario = {
	name: 'capacity',
	says: 'a good new version on too few pods for many users',
	isShopless: true,
	past: [...ground, ...edge, ...monitoring, ...ranking],
	demand: rankingDemand,
	behaviour: rankingBehaviour,
	present: beatHearts,
	guidance,
};
