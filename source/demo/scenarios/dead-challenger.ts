import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {httpRoutes} from '../kinds/networking.ts';
import {checkout, checkoutBehaviour, checkoutDemand, oneRule} from '../worlds/checkout.ts';
import {edge} from '../worlds/edge.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import {monitoring} from '../worlds/monitoring.ts';
import {changed} from '../worlds/world.ts';
import {errorShareOf, highestShare, isRolledOut, sayMeasured, sayPercent} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';
import {onceSo, ship} from './script.ts';

const champion = 'checkout-champion';
const challenger = 'checkout-challenger';

const share = (cluster: Cluster) => highestShare(cluster, 'shop', 'checkout', challenger);
const isDrained = (cluster: Cluster) => share(cluster) === 0;
const isRepaired = (cluster: Cluster) => isRolledOut(cluster, 'shop', challenger, ':1.5.1');

/** Of all checkouts, whichever version they went to. */
const errorShare = (cluster: Cluster) => errorShareOf(cluster, 'shop', [champion, challenger]);

/** A probe that asks from within the pod does not notice that nobody else is let in. */
const probedFromWithin = changed(94, deployments, 'shop', challenger, ({spec}) => {
	const [container] = spec.template.spec.containers;
	const {httpGet, ...probe} = container.readinessProbe;
	const command = ['wget', '-qO-', `http://localhost:8080${httpGet.path}`];
	container.readinessProbe = {...probe, exec: {command}};
});

const guidance: readonly Guidance[] = [
	{
		says: ({cluster}) =>
			`${sayPercent(errorShare(cluster))} of all checkouts fail, yet every pod is ready. \`Enter\`: look.`,
		isDone: ({seen, cluster}) => seen.has('split') || isDrained(cluster),
	},
	{
		says: ({cluster}) =>
			`${sayPercent(errorShare(cluster))} fail, just the challenger's share; its pods are ready. \`l\`: its log.`,
		isDone: ({seen, cluster}) => seen.has('logs') || isDrained(cluster),
	},
	{
		says: () => 'It listens on 127.0.0.1: nobody gets in. Take it out: `Esc`, `X`, `y`.',
		isDone: ({cluster}) => isDrained(cluster),
	},
	{
		says: ({cluster}) =>
			`Drained. The errors end: ${sayPercent(errorShare(cluster))} of the last ten seconds.`,
		isDone: ({cluster}) => errorShare(cluster) < 0.01,
	},
	{
		says: () => 'No more errors. The team ships 1.5.1, which lets users in: wait for it.',
		isDone: ({cluster}) => isRepaired(cluster),
	},
	{
		says: () => '1.5.1 is up. Take your drain back: `U` shows how, `y` does it.',
		isDone: ({cluster}) => !isDrained(cluster),
	},
	{
		says: ({cluster}) => `Now users reach 1.5.1: ${sayMeasured(cluster, 'shop', challenger)}.`,
		isDone: ({cluster}) => (cluster.traffic.measured('shop', challenger)?.requestsPerSecond ?? 0) > 5,
	},
];

/** It fails everybody who is sent to it, and nothing in the cluster says so. */
export const deadChallenger: Scenario = {
	name: 'dead-challenger',
	says: 'a new version that looks healthy, and lets no user in',
	past: [...ground, ...edge, ...monitoring, ...checkout, probedFromWithin, oneRule],
	demand: [{...checkoutDemand[0]!, requestsPerSecond: 80}],
	behaviour: {...checkoutBehaviour, 'checkout:1.5.0': {isRefusing: true}},
	present(cluster) {
		beatHearts(cluster);
		onceSo(
			cluster,
			httpRoutes,
			() => isDrained(cluster),
			8_000,
			() => ship(cluster, 'shop', challenger, 'checkout:1.5.1'),
		);
	},
	guidance,
};
