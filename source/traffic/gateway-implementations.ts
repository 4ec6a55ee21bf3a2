import type {Split} from '../model/split.ts';
import {sharesOf} from './weights.ts';

/** What a gateway makes of weights that differs from what the API says of them. */
export type Implementation = {
	/** Words for the screen. */
	readonly says: string;
	/** The largest weight it takes. */
	readonly mostWeight?: number;
	/** The least sum at which its own rounding does no harm. */
	readonly leastSum?: number;
};

const kong: Implementation = {
	says: 'Kong divides each weight by the ready pods and drops the rest, so weights are written large.',
	leastSum: 10_000,
};

const amazon: Implementation = {
	says: 'This load balancer refuses weights over 999.',
	mostWeight: 999,
};

const implementations: Readonly<Record<string, Implementation>> = {
	'konghq.com/kic-gateway-controller': kong,
	'gateway.k8s.aws/alb': amazon,
	'gateway.k8s.aws/nlb': amazon,
	'application-networking.k8s.aws/gateway-api-controller': amazon,
};

/** The first of the controllers that reads weights in its own way; undefined where all do as the API says. */
export function implementationOf(controllers: readonly string[]): Implementation | undefined {
	return controllers.map(name => implementations[name]).find(found => found !== undefined);
}

/**
 * Percent that weights really give. Kong gives every ready pod the weight of
 * its backend divided by their number, whole and at least 1 (the translation of
 * upstreams in Kong Ingress Controller 3.5); elsewhere shares are parts of the sum.
 */
export function sharesOfImplementation(
	split: Split,
	weights: readonly number[],
): ReadonlyArray<number | null> {
	if (split.leastSum === undefined) return sharesOf(weights);
	return sharesOf(
		weights.map((weight, index) => {
			const pods = split.backends[index]?.pods?.ready ?? 0;
			return weight === 0 || pods === 0 ? weight : pods * Math.max(1, Math.floor(weight / pods));
		}),
	);
}
