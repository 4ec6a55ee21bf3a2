import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import type {Kind} from '../kinds/kind.ts';
import {httpRoutes} from '../kinds/networking.ts';
import type {Tree} from '../object.ts';
import {checkout, checkoutBehaviour, checkoutDemand, oneRule} from '../worlds/checkout.ts';
import {edge} from '../worlds/edge.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import {monitoring} from '../worlds/monitoring.ts';
import {edit} from '../worlds/world.ts';
import {highestShare, isWrittenBy, podsOf, sayShares} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';
import {later, onceTried, reweigh} from './script.ts';

const challenger = 'checkout-challenger';
const other = 'night-shift';

const theirShare = 20;
const theirPods = 4;
const theirLastShares = [25, 15];

const share = (cluster: Cluster) => highestShare(cluster, 'shop', 'checkout', challenger);
const wanted = (cluster: Cluster) => podsOf(cluster, 'shop', challenger).wanted;
const isTheirs = (cluster: Cluster, kind: Kind, name: string) =>
	isWrittenBy(cluster, kind, 'shop', name, other);

/** Another one than stands there. */
const lastShare = (cluster: Cluster) => theirLastShares.find(each => each !== share(cluster))!;

function moveWeights(cluster: Cluster, share: number): void {
	reweigh(cluster, 'shop', 'checkout', [100 - share, share], other);
}

function scaleChallenger(cluster: Cluster): void {
	const scale = ({spec}: Tree) => {
		spec.replicas = theirPods;
	};
	edit(cluster, deployments, 'shop', challenger, scale, other);
}

const guidance: readonly Guidance[] = [
	{
		says: () => 'The night shift works here, too. `Enter`: look at the split.',
		isDone: ({seen, cluster}) => seen.has('split') || isTheirs(cluster, httpRoutes, 'checkout'),
	},
	{
		says: () => 'Give the challenger 30 %: `= 30 Enter` drafts it, `Enter` previews it.',
		isDone: ({cluster}) => isTheirs(cluster, httpRoutes, 'checkout'),
	},
	{
		says: () => 'While you read, the night shift wrote 80/20. Try `y`, see why not, then `Esc`.',
		isDone: ({at, cluster}) => at.includes('split') || share(cluster) !== theirShare,
	},
	{
		says: () => 'Nothing was overwritten. Decide anew on 80/20: `= 30 Enter`, `Enter`, `y`.',
		isDone: ({cluster}) => share(cluster) !== theirShare,
	},
	{
		says: ({cluster}) =>
			`${sayShares(cluster, 'shop', 'checkout')} stands. Scale the challenger: \`Esc\`, \`s\`, \`6 Enter\` previews it.`,
		isDone: ({cluster}) => isTheirs(cluster, deployments, challenger),
	},
	{
		says: () => 'They were faster again, and scaled to 4. Try `y`: it is drawn anew. `Esc`.',
		isDone: ({at, cluster}) => at.includes('split') || wanted(cluster) !== theirPods,
	},
	{
		says: () => 'Wait, the night shift has another idea. `Esc`: look at the split.',
		begins(cluster) {
			later(cluster, 1500, () => moveWeights(cluster, lastShare(cluster)));
		},
		isDone: ({at, cluster}) => at.includes('split') && theirLastShares.includes(share(cluster)),
	},
	{
		says: ({cluster}) =>
			`${sayShares(cluster, 'shop', 'checkout')} now, which is not what you wrote. Take yours back: \`U\`.`,
		isDone: ({seen}) => seen.has('preview'),
	},
	{
		says: () => 'Refused: what stands there now is not yours to take back. `Esc`.',
		isDone: ({at}) => at.includes('split'),
	},
];

/** Somebody else edits what is being edited: whatever comes second is refused, and nobody's work is lost. */
export const anotherOperator: Scenario = {
	name: 'another-operator',
	says: 'somebody else who edits what you edit',
	past: [...ground, ...edge, ...monitoring, ...checkout, oneRule],
	demand: [{...checkoutDemand[0]!, requestsPerSecond: 80}],
	behaviour: checkoutBehaviour,
	present(cluster) {
		beatHearts(cluster);
		onceTried(cluster, httpRoutes, 'shop', 'checkout', () => moveWeights(cluster, theirShare));
		onceTried(cluster, deployments, 'shop', challenger, () => scaleChallenger(cluster));
	},
	guidance,
};
