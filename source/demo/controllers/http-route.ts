/** A gateway's controller: says of each route whether it is accepted and whether its backends are there. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {gateways, httpRoutes} from '../kinds/networking.ts';
import {services} from '../kinds/services.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {type Condition, withCondition} from './conditions.ts';
import {createQueue, keyOf, splitKey} from './queue.ts';

const writer = {manager: 'demo-gateway-controller', subresource: 'status'};
const controllerName = 'demo.sluice.dev/gateway-controller';

/** Gateways of this class are the demo's own; it leaves the others alone, as every controller does. */
const className = 'demo';

export function runHttpRoutes(cluster: Cluster): void {
	const {store, clock} = cluster;
	const queue = createQueue(clock, 120, key => {
		const route = store.get(httpRoutes, ...splitKey(key));
		if (route) reconcile(cluster, route);
	});
	store.onChange(({type, entry: {kind, object}}) => {
		if (kind === httpRoutes) queue.add(keyOf(object));
		const bringsNews = kind === gateways || (kind === services && type !== 'MODIFIED');
		if (bringsNews) for (const route of store.list(httpRoutes)) queue.add(keyOf(route.object));
	});
}

function reconcile(cluster: Cluster, route: Entry): void {
	const parents = (route.object.spec.parentRefs ?? []).flatMap((ref: Tree) =>
		parentStatus(cluster, route.object, ref),
	);
	const others = (route.object.status?.parents ?? []).filter(
		(parent: Tree) => parent.controllerName !== controllerName,
	);
	if (parents.length + others.length === 0) return;
	revise(cluster, route, {status: {parents: [...others, ...parents]}}, writer);
}

function parentStatus({store, clock}: Cluster, route: KubernetesObject, parentRef: Tree): Tree[] {
	const gateway = store.get(gateways, parentRef.namespace ?? route.metadata.namespace, parentRef.name);
	if (gateway?.object.spec.gatewayClassName !== className) return [];
	const isIt = (parent: Tree) =>
		parent.controllerName === controllerName && parent.parentRef.name === parentRef.name;
	const before: Condition[] = route.status?.parents?.find(isIt)?.conditions ?? [];
	const now = timestamp(clock.now());
	const observed = {observedGeneration: route.metadata.generation};
	const accepted = {...observed, ...acceptance(route, gateway.object, parentRef)};
	const resolved = {...observed, ...resolution(store.get.bind(store, services), route)};
	const conditions = withCondition(withCondition(before, accepted, now), resolved, now);
	return [{parentRef, controllerName, conditions}];
}

function acceptance(route: KubernetesObject, gateway: KubernetesObject, {sectionName}: Tree): Condition {
	const listeners: Tree[] = gateway.spec.listeners;
	const asked = listeners.filter(({name}) => !sectionName || name === sectionName);
	const isSameNamespace = route.metadata.namespace === gateway.metadata.namespace;
	const allowing = asked.filter(
		({allowedRoutes}) => allowedRoutes.namespaces.from === 'All' || isSameNamespace,
	);
	const refusal = (reason: string, message: string): Condition => ({
		type: 'Accepted',
		status: 'False',
		reason,
		message,
	});
	if (asked.length === 0)
		return refusal('NoMatchingParent', 'No listener of the Gateway matches this parent ref');
	if (allowing.length === 0)
		return refusal('NotAllowedByListeners', 'No listener allows routes from this namespace');
	return {type: 'Accepted', status: 'True', reason: 'Accepted', message: 'Route is accepted'};
}

function resolution(
	service: (namespace: string | undefined, name: string) => Entry | undefined,
	route: KubernetesObject,
): Condition {
	const {namespace} = route.metadata;
	const backends: Tree[] = route.spec.rules.flatMap(({backendRefs}: Tree) => backendRefs ?? []);
	const foreign = backends.find(backend => backend.kind !== 'Service' || backend.group !== '');
	const remote = backends.find(backend => backend.namespace && backend.namespace !== namespace);
	const missing = backends.find(backend => !service(backend.namespace ?? namespace, backend.name));
	const refusal = (reason: string, message: string): Condition => ({
		type: 'ResolvedRefs',
		status: 'False',
		reason,
		message,
	});
	if (foreign)
		return refusal(
			'InvalidKind',
			`Backend ref ${foreign.name} is of kind ${foreign.kind}, only Service is supported`,
		);
	if (remote)
		return refusal(
			'RefNotPermitted',
			`Backend ref to ${remote.namespace}/${remote.name} is not permitted by any ReferenceGrant`,
		);
	if (missing)
		return refusal('BackendNotFound', `Service ${missing.namespace ?? namespace}/${missing.name} not found`);
	return {
		type: 'ResolvedRefs',
		status: 'True',
		reason: 'ResolvedRefs',
		message: 'All references are resolved',
	};
}
