import {fractionOf} from '../luck.ts';
import type {Demand} from './behaviour.ts';
import {methods} from './serving-pods.ts';

/** Those who make a demand. */
export type Users = {
	readonly demand: Demand;
	/** For each method, the share of requests by it and those before it. */
	readonly methodShares: readonly number[];
	/** Where in its sway their demand begins. */
	readonly phase: number;
};

export function usersOf(demand: Demand): Users {
	const asked = demand.requests.map(request => methods.indexOf(request.split(' ')[0] as 'GET'));
	const known = asked.filter(method => method >= 0);
	const all = known.length > 0 ? known : [0];
	const methodShares = methods.map((_, method) => all.filter(each => each <= method).length / all.length);
	return {demand, methodShares, phase: fractionOf(demandKey(demand)) * 2 * Math.PI};
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
