import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {pods} from '../kinds/pods.ts';
import {edge} from '../worlds/edge.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import {monitoring} from '../worlds/monitoring.ts';
import {storefront, webBehaviour, webDemand} from '../worlds/web.ts';
import {changed} from '../worlds/world.ts';
import {imageOf, isRolledOut, sayMeasured} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';
import {later, ship} from './script.ts';

const isAtFault = (cluster: Cluster) => imageOf(cluster, 'web', 'storefront')?.endsWith(':7.31.0') === true;

const isPullFailing = ({store}: Cluster) =>
	store
		.list(pods, 'web')
		.some(({object: {status}}) => /Image/.test(status.containerStatuses?.[0]?.state.waiting?.reason));

/** Sooner than after the usual ten minutes its controller says that it does not get on. */
const impatient = changed(60, deployments, 'web', 'storefront', ({spec}) => {
	spec.progressDeadlineSeconds = 20;
});

const guidance: readonly Guidance[] = [
	{
		says: () => 'A colleague is about to upgrade the storefront to 7.31.0. Watch it come.',
		isDone: ({cluster}) => isPullFailing(cluster),
	},
	{
		says: () => 'It hangs: there is no image 7.31.0. `Enter`: look at the deployment.',
		isDone: ({seen, cluster}) => seen.has('detail') || seen.has('revisions') || !isAtFault(cluster),
	},
	{
		says: ({cluster}) =>
			`Old pods still serve: ${sayMeasured(cluster, 'web', 'storefront')}. \`z\`: its revisions.`,
		isDone: ({seen, cluster}) => seen.has('revisions') || !isAtFault(cluster),
	},
	{
		says: () => '`↓` to 7.12.1, which ran well. `ctrl-l` rolls back to it, `y` does it.',
		isDone: ({cluster}) => !isAtFault(cluster),
	},
	{
		says: () => 'Back to 7.12.1: the failed pods go, and no user has noticed anything.',
		isDone: ({cluster}) => isAtFault(cluster) || isRolledOut(cluster, 'web', 'storefront', ':7.1'),
	},
	{
		says: () => 'It was to be 7.13.0. `Esc`, `i`, `Tab`, mend the end to 7.13.0, `Enter`, `y`.',
		isDone: ({cluster}) => imageOf(cluster, 'web', 'storefront')?.endsWith(':7.13.0') === true,
	},
	{
		says: ({cluster}) => `Pod after pod: ${sayMeasured(cluster, 'web', 'storefront')}.`,
		isDone: ({cluster}) => isRolledOut(cluster, 'web', 'storefront', ':7.13.0'),
	},
];

/** A typing error in a tag: the new pod never starts, the old ones serve on. */
export const stuckRollout: Scenario = {
	name: 'stuck-rollout',
	says: 'an upgrade that hangs, as there is no such image',
	isShopless: true,
	past: [...ground, ...edge, ...monitoring, ...storefront, impatient],
	demand: webDemand,
	behaviour: webBehaviour,
	missingImages: ['storefront:7.31.0'],
	present(cluster) {
		beatHearts(cluster);
		later(cluster, 4000, () => ship(cluster, 'web', 'storefront', 'storefront:7.31.0'));
	},
	guidance,
};
