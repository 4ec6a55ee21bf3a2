import {fractionOf} from '../luck.ts';
import type {Demand} from './behaviour.ts';
import {type Method, methods} from './serving-pods.ts';

/** Those who make a demand. */
export type Users = {
	readonly demand: Demand;
	/** By which methods they ask, and the share of requests by each. */
	readonly methods: readonly {method: Method; share: number}[];
	/** Where in its sway their demand begins. */
	readonly phase: number;
};

export function usersOf(demand: Demand): Users {
	const asked = demand.requests.map(request => request.split(' ')[0]);
	const shares = methods
		.map(method => ({method, share: asked.filter(each => each === method).length / asked.length}))
		.filter(({share}) => share > 0);
	const phase = fractionOf(demandKey(demand)) * 2 * Math.PI;
	return {demand, methods: shares.length > 0 ? shares : [{method: 'GET', share: 1}], phase};
}

/** What a demand is on: one rule of a route, or a Service. */
export function demandKey({namespace, route = '', service = '', rule = ''}: Demand): string {
	return [namespace, route, service, rule].join('/');
}

/** Requests a second at a moment: a few percent above or below what is asked on average. */
export function rateAt({demand, phase}: Users, atMs: number): number {
	const seconds = atMs / 1000;
	const sway = 0.04 * Math.sin(seconds / 17 + phase) + 0.03 * Math.sin(seconds / 71 + 2 * phase);
	return demand.requestsPerSecond * (1 + sway);
}
