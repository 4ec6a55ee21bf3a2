import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import {checkout, checkoutBehaviour, checkoutDemand} from '../worlds/checkout.ts';
import {edge} from '../worlds/edge.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import {models, modelsBehaviour, modelsDemand} from '../worlds/models.ts';
import {monitoring} from '../worlds/monitoring.ts';
import {anotherOperator, nginx, web, webBehaviour, webDemand} from '../worlds/web.ts';
import {isAnySeen, podsOf} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';

const nginxPods = (cluster: Cluster) => podsOf(cluster, 'default', 'nginx-deployment');

const before = 3;

const guidance: readonly Guidance[] = [
	{
		says: () => "A pod of reports can't start, and nobody is hurt. `Enter`: what is wrong?",
		isDone: stage => isAnySeen(stage, 'detail', 'pods', 'logs', 'deployments'),
	},
	{
		says: () => 'No registry has its image; older pods serve. `:pods` `Enter`: all pods.',
		isDone: stage => isAnySeen(stage, 'pods', 'logs', 'deployments'),
	},
	{
		says: ({cluster}) =>
			`${cluster.store.count(pods)} pods. \`/\` \`storefront\` \`Enter\` keeps some of them; \`l\` follows a log.`,
		isDone: stage => isAnySeen(stage, 'logs', 'deployments'),
	},
	{
		says: () => 'Requests, as they come in. `:deploy` `Enter`: on to the deployments.',
		isDone: ({seen}) => seen.has('deployments'),
	},
	{
		says: () => 'First comes nginx-deployment. Give it a pod more: `s` `4` `Enter`, then `y`.',
		isDone: ({cluster}) => nginxPods(cluster).wanted !== before,
	},
	{
		says: ({cluster}) => {
			const {wanted, ready} = nginxPods(cluster);
			return `Written. ${ready} of ${wanted} pods are ready; the list shows them as they start.`;
		},
		isDone: ({cluster}) => nginxPods(cluster).ready === nginxPods(cluster).wanted,
	},
	{
		says: () => 'All are up. Changed your mind? `U` shows the way back, `y` goes it.',
		isDone: ({cluster}) => nginxPods(cluster).wanted === before,
	},
];

/** A shop that tries a new checkout, a team that tries a new model, and what else lives beside them. */
export const calmShop: Scenario = {
	name: 'calm-shop',
	says: 'a shop that tries a new checkout, and nothing urgent',
	past: [...ground, ...edge, ...monitoring, ...checkout, ...models, ...nginx, ...web],
	demand: [...checkoutDemand, ...modelsDemand, ...webDemand],
	behaviour: {...checkoutBehaviour, ...modelsBehaviour, ...webBehaviour},
	present(cluster) {
		beatHearts(cluster);
		anotherOperator(cluster);
	},
	guidance,
};
