import type {Also, Split} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {type Pair, type Siblings, siblingsOf, whyIdle} from './ingress-nginx-pairs.ts';
import {type Canary, type IngressPart, readIngress, weightAt} from './ingress-nginx-part.ts';
import {pathWarnings, sayPath, totalOf, weightOf, weightWarnings} from './ingress-nginx-warnings.ts';
import {splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {uniqueNames} from './unique-names.ts';
import {sharesOf} from './weights.ts';
import type {IndexedWorld} from './world.ts';

const ingresses = {
	group: 'networking.k8s.io',
	plural: 'ingresses',
	kind: 'Ingress',
	versions: ['v1'],
	aliases: ['ingress', 'ing'],
};

/**
 * Canaries of ingress-nginx: a second Ingress with the annotation `canary` for
 * the same hosts and paths takes the part of the requests that its weight says,
 * and the ordinary Ingress the rest. One weight is stored, for all paths of the
 * canary, so it is one split. Annotations are read by their usual prefix: a
 * controller that was given another one is not seen.
 */
export const ingressNginx: Dialect<IngressPart> = {
	name: 'ingress-nginx',
	title: 'ingress-nginx',
	sources: [ingresses],
	needs: [ingresses],
	part: readIngress,
	join: (parts, world) =>
		siblingsOf(parts).flatMap(siblings =>
			[...siblings.pairs.keys()].flatMap(part => splitsOfCanary(part, siblings, world)),
		),
};

function splitsOfCanary(part: IngressPart, siblings: Siblings, world: IndexedWorld): Split[] {
	const {canary} = part;
	const pairs = siblings.pairs.get(part) ?? [];
	if (canary === undefined || pairs.length === 0) return [];
	const idle = pairs.map(pair => whyIdle(part, pair, siblings));
	const effective = pairs.filter((_, index) => idle[index] === undefined);
	const why = effective.length === 0 ? idle[0] : undefined;
	const counts = why ? why.goesBy?.canary : canary;
	const total = totalOf(counts ?? canary);
	const weight = counts ? weightOf(counts) : 0;
	const backends = readBackends(part, {pairs, weight, total, world});
	const [stable, other] = backends;
	return [
		splitOf(part, {
			dialect: ingressNginx.name,
			rule: '',
			match: pairs.map(pair => sayPath(pair.canary)).join(', '),
			total: 'complement',
			sum: total,
			bounds: {min: 0, max: total},
			backends,
			guards: canary.guards.map(guard => ({ref: part.ref, ...guard})),
			also: alsoOf(canary, stable!.name, other!.name),
			partners: [...new Set(pairs.map(({of}) => of.ref))],
			warnings: [
				...weightWarnings(canary, total),
				...new Set(why ? [] : idle.flatMap(each => each?.says ?? [])),
				...pathWarnings(part, {pairs, effective}, siblings),
			],
			lockedBecause: why?.says,
		}),
	];
}

type Weighed = {
	readonly pairs: readonly Pair[];
	readonly weight: number;
	readonly total: number;
	readonly world: IndexedWorld;
};

function readBackends(part: IngressPart, {pairs, weight, total, world}: Weighed): Unranked[] {
	const {ref, canary} = part;
	const sides = [pairs.map(pair => pair.stable), pairs.map(pair => pair.canary)];
	const services = sides.map(paths => [...new Set(paths.map(({service}) => service))]);
	const names = uniqueNames(
		services.map((side, index) => ({
			name: side.length === 1 ? side[0]! : ['stable', 'canary'][index]!,
			port: sides[index]![0]!.port,
		})),
	);
	const weights = [total - weight, weight];
	const shares = sharesOf(weights);
	return names.map((name, index) => ({
		name,
		namespace: ref.namespace,
		kind: services[index]!.length === 1 ? 'Service' : 'Ingress',
		weight: weights[index]!,
		share: shares[index]!,
		...(index === 1 && {
			weightAt: {
				ref,
				pointer: weightAt,
				stored: canary?.weight,
				form: 'text',
				identity: [...(canary?.guards.slice(0, 1) ?? []), ...part.paths.map(({identity}) => identity)],
			},
		}),
		...(services[index]!.length === 1 && podsBehind(world, ref.namespace, services[index]![0]!)),
		mark: index === 0 ? 'champion' : 'challenger',
	}));
}

/** Headers and cookies come before the weight. */
function alsoOf(
	{header, headerValue, headerPattern, cookie}: Canary,
	stable: string,
	canary: string,
): Also[] {
	const ways: Also[] = [];
	const add = (says: string, reaches: string) => ways.push({says: `${says} goes to ${reaches}`, reaches});
	if (header !== undefined) {
		if (headerValue) add(`a request with header ${header}: ${headerValue}`, canary);
		else if (headerPattern) add(`a request with header ${header} like ${headerPattern}`, canary);
		else {
			add(`a request with header ${header}: always`, canary);
			add(`a request with header ${header}: never`, stable);
		}
	}
	if (cookie !== undefined) {
		add(`a request with cookie ${cookie}=always`, canary);
		add(`a request with cookie ${cookie}=never`, stable);
	}
	return ways;
}
