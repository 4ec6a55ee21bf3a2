import {deployments} from '../kinds/apps.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import type {Scenario} from './scenario.ts';

/** Nodes and the cluster's own things, nothing else. */
export const empty: Scenario = {
	name: 'empty',
	says: 'nodes and nothing of yours on them yet, to bring your own',
	isShopless: true,
	past: ground,
	present: beatHearts,
	guidance: [
		{
			says: () => ':objectives deploys a first model; `sluice demo --serve` lets kubectl in.',
			isDone: ({cluster}) =>
				cluster.store.list(deployments).some(({object}) => object.metadata.namespace !== 'kube-system'),
		},
	],
};
