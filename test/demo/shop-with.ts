import type {Cluster} from '../../source/demo/cluster.ts';
import {services} from '../../source/demo/kinds/services.ts';
import {startCluster} from '../../source/demo/start-cluster.ts';
import type {Tokens} from '../../source/demo/tokens.ts';
import type {Use} from '../../source/demo/traffic/begin.ts';
import {checkout} from '../../source/demo/worlds/checkout.ts';
import {edge} from '../../source/demo/worlds/edge.ts';
import {ground} from '../../source/demo/worlds/ground.ts';
import {made} from '../../source/demo/worlds/world.ts';

const noTokens: Tokens = {
	accepts: () => true,
	expire() {},
	renew() {},
	onExpire() {},
	isUsed: false,
};

const all = made(60, services, 'shop', {
	metadata: {name: 'all'},
	spec: {selector: {app: 'checkout'}, ports: [{port: 80, targetPort: 'http'}]},
});

/**
 * A cluster with the checkout in it and these users, whose time stands still until a test lets it pass.
 * Beside the two Services of the route, the Service `all` has the pods of both versions behind it.
 */
export function shopWith(use: Use, seed = 1): Cluster {
	const past = [...ground, ...edge, ...checkout, all];
	const nowMs = Date.parse('2026-11-23T16:00:00Z');
	// As much work as the champion's autoscaler is content with.
	const behaviour = {checkout: {millicoresPerRequest: 6.6}, ...use.behaviour};
	return startCluster(
		{name: 'test', says: '', past, demand: use.demand, behaviour},
		{seed, speed: 1, nowMs, isPaused: true, firstVersion: 1000, tokens: noTokens},
	);
}
