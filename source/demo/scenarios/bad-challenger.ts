import type {Cluster} from '../cluster.ts';
import {httpRoutes} from '../kinds/networking.ts';
import {checkout, checkoutBehaviour, checkoutDemand, oneRule} from '../worlds/checkout.ts';
import {edge} from '../worlds/edge.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import {monitoring} from '../worlds/monitoring.ts';
import {nginx} from '../worlds/web.ts';
import {changed} from '../worlds/world.ts';
import {atSplit, highestShare, isRolledOut, sayMeasured} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';
import {later, onceSo, reweigh, ship} from './script.ts';

const challenger = 'checkout-challenger';

const share = (cluster: Cluster) => highestShare(cluster, 'shop', 'checkout', challenger);

/** Under more than a few requests the new version shows what is wrong with it: slow first, then failing. */
function goBad(cluster: Cluster): void {
	const {traffic, clock} = cluster;
	traffic.behave('checkout:1.5.0', {medianMs: 70, p99Ms: 2600});
	clock.after(9000, () => traffic.behave('checkout:1.5.0', {p99Ms: 4200, errorShare: 0.18}));
}

/** From the moment it gets many users: it turns bad, and once they are gone the team ships what mends it. */
function tryOut(cluster: Cluster): void {
	later(cluster, 5000, () => goBad(cluster));
	onceSo(
		cluster,
		httpRoutes,
		() => share(cluster) === 0,
		6000,
		() => ship(cluster, 'shop', challenger, 'checkout:1.5.1'),
	);
}

/** The release train sends the next users, unless somebody was faster. */
function raise(cluster: Cluster): void {
	if (share(cluster) !== 5) return;
	reweigh(cluster, 'shop', 'checkout', [90, 10], 'release-train');
}

const isFailing = ({traffic}: Cluster) => (traffic.measured('shop', challenger)?.errorShare ?? 0) > 0.08;

/** The first users were just sent to the new version. */
const firstUsers = changed(2, httpRoutes, 'shop', 'checkout', ({spec}) => {
	const [champion, challenger] = spec.rules[0].backendRefs;
	champion.weight = 95;
	challenger.weight = 5;
});

/** How long the good end is shown. */
const endMs = 8000;

const guidance: readonly Guidance[] = [
	{
		says: ({cluster}) =>
			`${Math.round(share(cluster))} % of the checkout goes to version 1.5.0. \`Enter\`: look at its split.`,
		isDone: ({seen}) => seen.has('split'),
	},
	{
		says: stage =>
			atSplit(stage, 'Fine so far. Give it half: `= 50 Enter` drafts, `Enter` previews, `y` writes.'),
		isDone: ({cluster}) => share(cluster) >= 30,
	},
	{
		says: ({cluster}) => `Now watch 1.5.0 at work: ${sayMeasured(cluster, 'shop', challenger)}.`,
		isDone: ({cluster}) => isFailing(cluster) || share(cluster) === 0,
	},
	{
		says: stage => {
			const fails = `1.5.0 fails: ${sayMeasured(stage.cluster, 'shop', challenger)}.`;
			const closing = stage.at.includes('preview') ? '`Esc`, ' : '';
			return atSplit(stage, `${fails} Take it out: ${closing}\`X\`, \`y\`.`);
		},
		isDone: ({cluster}) => share(cluster) === 0,
	},
	{
		says: ({cluster}) =>
			share(cluster) === 0
				? 'Drained: no user meets 1.5.0. The team ships 1.5.1 now; wait for its pods.'
				: `1.5.0 has users again: ${sayMeasured(cluster, 'shop', challenger)}. 1.5.1 comes.`,
		isDone: ({cluster}) => isRolledOut(cluster, 'shop', challenger, ':1.5.1'),
	},
	{
		says: stage => atSplit(stage, '1.5.1 is up. Take your drain back: `U` shows how, `y` does it.'),
		isDone: ({cluster}) => share(cluster) > 0,
	},
	{
		says: ({cluster}) => `And that is 1.5.1: ${sayMeasured(cluster, 'shop', challenger)}. Well done.`,
		isDone: ({shownMs}) => shownMs > endMs,
	},
];

/** The first minute: look, shift, watch it go wrong, drain, undo. */
export const badChallenger: Scenario = {
	name: 'bad-challenger',
	says: 'a new version that turns slow, then fails, once it gets traffic',
	past: [...ground, ...edge, ...monitoring, ...checkout, oneRule, firstUsers, ...nginx],
	demand: [{...checkoutDemand[0]!, requestsPerSecond: 80}],
	behaviour: checkoutBehaviour,
	present(cluster) {
		beatHearts(cluster);
		// Something happens before anybody touches a key.
		later(cluster, 1500, () => raise(cluster));
		onceSo(
			cluster,
			httpRoutes,
			() => share(cluster) >= 30,
			0,
			() => tryOut(cluster),
		);
	},
	guidance,
};
