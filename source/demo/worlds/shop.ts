import {checkout} from './checkout.ts';
import {edge} from './edge.ts';
import {beatHearts, ground} from './ground.ts';
import {models} from './models.ts';
import {anotherOperator, nginx, web} from './web.ts';
import type {World} from './world.ts';

/** A shop that tries a new checkout, a team that tries a new model, and what else lives beside them. */
export const shop: World = {
	past: [...ground, ...edge, ...checkout, ...models, ...nginx, ...web],
	present(cluster) {
		beatHearts(cluster);
		anotherOperator(cluster);
	},
};
