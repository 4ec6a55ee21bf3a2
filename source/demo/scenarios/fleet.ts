import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {pods} from '../kinds/pods.ts';
import {fleetBehaviour, fleetDemand, fleetPast} from '../worlds/fleet.ts';
import {beatHearts} from '../worlds/ground.ts';
import {isAnySeen, podsOf} from './look.ts';
import type {Guidance, Scenario} from './scenario.ts';

/** How many pods the deployment that fares worst should have, and has ready. */
const crawlerPods = (cluster: Cluster) => podsOf(cluster, 'search', 'crawler');

/** Whether it does not crash any more, by whatever means. */
function isMended(cluster: Cluster): boolean {
	const template = cluster.store.get(deployments, 'search', 'crawler')?.object.spec.template;
	return template?.metadata.labels?.sim === undefined || crawlerPods(cluster).wanted === 0;
}

const guidance: readonly Guidance[] = [
	{
		says: ({cluster}) =>
			`The crawler crashes, one of ${cluster.store.count(deployments)} deployments. \`:pods\` \`Enter\`: all pods.`,
		isDone: stage => isAnySeen(stage, 'pods', 'revisions') || isMended(stage.cluster),
	},
	{
		says: ({cluster}) =>
			`${cluster.store.count(pods)} pods: \`G\` last, \`g\` first, \`PgDn\` pages. \`ctrl-z\`: only those at fault.`,
		isDone: stage => isAnySeen(stage, 'faults', 'filter', 'revisions') || isMended(stage.cluster),
	},
	{
		says: () => 'Four deployments are at fault. `/` `crawler` `Enter` keeps the pods of one.',
		isDone: stage => isAnySeen(stage, 'filter', 'revisions') || isMended(stage.cluster),
	},
	{
		says: () => 'Crashing, each of them, since a rollout. `z`: what ran before it?',
		isDone: stage => isAnySeen(stage, 'revisions') || isMended(stage.cluster),
	},
	{
		says: () => 'Revision 2 ran for a week. `j` goes to it, `ctrl-l` rolls back, `y` writes.',
		isDone: ({cluster}) => isMended(cluster),
	},
	{
		says: ({cluster}) =>
			`It comes back: ${crawlerPods(cluster).ready} of ${crawlerPods(cluster).wanted} crawlers are ready.`,
		isDone: ({cluster}) => crawlerPods(cluster).ready === crawlerPods(cluster).wanted,
	},
];

/** A whole company's cluster: is it still quick to find one's own in it? */
export const fleet: Scenario = {
	name: 'fleet',
	says: 'five thousand pods of a dozen teams, some of them in trouble',
	past: fleetPast,
	demand: fleetDemand,
	behaviour: fleetBehaviour,
	present: beatHearts,
	guidance,
};
