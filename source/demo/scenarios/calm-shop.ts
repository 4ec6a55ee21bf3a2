import {checkout, checkoutBehaviour, checkoutDemand} from '../worlds/checkout.ts';
import {edge} from '../worlds/edge.ts';
import {beatHearts, ground} from '../worlds/ground.ts';
import {models, modelsBehaviour, modelsDemand} from '../worlds/models.ts';
import {anotherOperator, nginx, web, webBehaviour, webDemand} from '../worlds/web.ts';
import type {Scenario} from './scenario.ts';

/** A shop that tries a new checkout, a team that tries a new model, and what else lives beside them. */
export const calmShop: Scenario = {
	name: 'calm-shop',
	says: 'a shop that tries a new checkout, and nothing urgent',
	past: [...ground, ...edge, ...checkout, ...models, ...nginx, ...web],
	demand: [...checkoutDemand, ...modelsDemand, ...webDemand],
	behaviour: {...checkoutBehaviour, ...modelsBehaviour, ...webBehaviour},
	present(cluster) {
		beatHearts(cluster);
		anotherOperator(cluster);
	},
};
