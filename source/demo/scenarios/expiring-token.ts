import type {Cluster} from '../cluster.ts';
import {httpRoutes} from '../kinds/networking.ts';
import {checkout, checkoutBehaviour, checkoutDemand, oneRule} from '../worlds/checkout.ts';
import {edge} from '../worlds/edge.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import {monitoring} from '../worlds/monitoring.ts';
import {highestShare} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';
import {onceTried} from './script.ts';

const isShifted = (cluster: Cluster) =>
	highestShare(cluster, 'shop', 'checkout', 'checkout-challenger') !== 10;

/** How long it takes somebody to log in again in another terminal. */
const logInMs = 8000;

const guidance: readonly Guidance[] = [
	{
		says: () => '1.5.0 serves 10 % of the checkout, and serves it well. `Enter`: its split.',
		isDone: ({cluster, seen}) => seen.has('split') || isShifted(cluster),
	},
	{
		says: () => 'Give it half: `=` `50` `Enter` drafts; `Enter` again previews.',
		isDone: ({cluster, seen}) => seen.has('preview') || isShifted(cluster),
	},
	{
		says: () => 'In this very moment your login expires. `y`: what does a write do now?',
		isDone: ({cluster, seen}) => [...seen].some(each => each !== 'preview') || isShifted(cluster),
	},
	{
		begins: ({clock, tokens}) => clock.after(logInMs, () => tokens.renew()),
		says: () => 'Nothing is lost. A colleague logs you in; `ctrl-r` tries again at once.',
		isDone: ({cluster}) => cluster.tokens.isUsed || isShifted(cluster),
	},
	{
		says: () => 'You are in again, and all is live. Preview once more, and `y` writes.',
		isDone: ({cluster}) => isShifted(cluster),
	},
];

/** A login that ends in the middle of a change, and comes back without a restart. */
export const expiringToken: Scenario = {
	name: 'expiring-token',
	says: 'a login that expires in the middle of a change',
	past: [...ground, ...edge, ...monitoring, ...checkout, oneRule],
	demand: checkoutDemand.slice(0, 1),
	behaviour: checkoutBehaviour,
	isLoginLost: true,
	present(cluster) {
		beatHearts(cluster);
		// Right after the server was asked whether it would take the change, and before it is asked to.
		onceTried(cluster, httpRoutes, 'shop', 'checkout', () => cluster.tokens.expire());
	},
	guidance,
};
