/** How a gateway divides what is asked of a rule, as the Gateway API says. */
import {httpRoutes} from '../kinds/networking.ts';
import {services} from '../kinds/services.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import type {Store} from '../store.ts';
import type {Demand} from './behaviour.ts';
import {noBackend, noRoute, type Outcome} from './flow.ts';

/** A part of what is asked: it goes to a Service, or is answered by the gateway itself. */
export type Part = {
	readonly share: number;
	readonly service: string;
	readonly port: number;
	readonly ruleIndex: number;
	readonly backendIndex: number;
	readonly refusal?: Outcome;
};

const nowhere = {share: 1, service: '', port: 0, ruleIndex: 0, backendIndex: 0};

/**
 * Who gets which share of a demand. Weights are relative and a weight of zero gets nothing; where all are
 * zero, or there is no backend, every answer is a 500, and so is the share of a backend that cannot be.
 */
export function divide(store: Store, demand: Demand): readonly Part[] {
	const {namespace, service, route: name} = demand;
	if (service !== undefined) return [{...nowhere, service, port: portOf(store, namespace, service)}];
	const route = store.get(httpRoutes, namespace, name!)?.object;
	const ruleIndex = route ? findRule(route, demand.rule) : -1;
	if (!route || ruleIndex < 0 || !isAccepted(route)) return [{...nowhere, refusal: noRoute}];
	const backends: Tree[] = route.spec.rules[ruleIndex].backendRefs ?? [];
	const total = backends.reduce((sum, {weight = 1}) => sum + weight, 0);
	if (total === 0) return [{...nowhere, ruleIndex, refusal: noBackend}];
	return backends.flatMap((ref, backendIndex) => {
		const {name: service, port = 0, weight = 1} = ref;
		if (weight === 0) return [];
		const refusal = isUsable(store, namespace, ref) ? undefined : noBackend;
		return [{share: weight / total, service, port, ruleIndex, backendIndex, refusal}];
	});
}

function findRule({spec}: KubernetesObject, asked: string | undefined): number {
	const rules: Tree[] = spec.rules ?? [];
	return asked === undefined ? Math.min(0, rules.length - 1) : rules.findIndex(({name}) => name === asked);
}

/** Whether a gateway's controller took the route on. */
function isAccepted({status}: KubernetesObject): boolean {
	const parents: Tree[] = status?.parents ?? [];
	return parents.some(({conditions}) =>
		conditions.some(({type, status}: Tree) => type === 'Accepted' && status === 'True'),
	);
}

function isUsable(store: Store, namespace: string, {kind = 'Service', group = '', ...ref}: Tree): boolean {
	const isForeign = kind !== 'Service' || group !== '' || (ref.namespace && ref.namespace !== namespace);
	return !isForeign && store.get(services, namespace, ref.name) !== undefined;
}

function portOf(store: Store, namespace: string, service: string): number {
	return store.get(services, namespace, service)?.object.spec.ports?.[0]?.port ?? 0;
}
