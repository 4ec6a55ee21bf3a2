/** What guidance looks at in a cluster, and how it says what it sees. */
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import type {Kind} from '../kinds/kind.ts';
import {httpRoutes} from '../kinds/networking.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import type {Measured} from '../traffic/behaviour.ts';
import type {Stage} from './scenario.ts';

/** Whether one of these was looked at since the line appeared. */
export function isAnySeen({seen}: Stage, ...names: readonly string[]): boolean {
	return names.some(name => seen.has(name));
}

/** A line for whoever looks at a split or changes it; for others, the way back there. */
export function atSplit({at}: Stage, says: string): string {
	const isThere = at.includes('split') || at.includes('preview');
	return isThere ? says : 'Back to the split: `Esc` until it is there, or `:splits`, `Enter`, `Enter`.';
}

/** The percentage of a Service in each rule of a route that sends anything anywhere, highest first. */
export function shares({store}: Cluster, namespace: string, route: string, service: string): number[] {
	const rules: Tree[] = store.get(httpRoutes, namespace, route)?.object.spec.rules ?? [];
	const split = rules.filter(({backendRefs = []}) => backendRefs.length > 1);
	return split.map(({backendRefs}) => shareOf(backendRefs, service)).sort((a, b) => b - a);
}

/** The highest of them; zero where no rule is split. */
export function highestShare(cluster: Cluster, namespace: string, route: string, service: string): number {
	return shares(cluster, namespace, route, service)[0] ?? 0;
}

/** `90/10`: the percentages of a route's first rule, in the order of its backends. */
export function sayShares({store}: Cluster, namespace: string, route: string): string {
	const backends: Tree[] = store.get(httpRoutes, namespace, route)?.object.spec.rules[0]?.backendRefs ?? [];
	return backends.map(({name}) => Math.round(shareOf(backends, name))).join('/');
}

function shareOf(backends: readonly Tree[], service: string): number {
	const total = backends.reduce((sum, {weight}) => sum + weight, 0);
	const own = backends.filter(({name}) => name === service).reduce((sum, {weight}) => sum + weight, 0);
	return total === 0 ? 0 : (100 * own) / total;
}

/** The image a deployment wants of its first container; undefined where there is no such deployment. */
export function imageOf({store}: Cluster, namespace: string, name: string): string | undefined {
	return store.get(deployments, namespace, name)?.object.spec.template.spec.containers[0].image;
}

/** How many pods a deployment wants, and has ready. */
export function podsOf({store}: Cluster, namespace: string, name: string): {wanted: number; ready: number} {
	const deployment = store.get(deployments, namespace, name)?.object;
	return {wanted: deployment?.spec.replicas ?? 0, ready: deployment?.status.readyReplicas ?? 0};
}

/** Whether a deployment runs this image, by a part of its name, with all pods new and ready. */
export function isRolledOut(cluster: Cluster, namespace: string, name: string, image: string): boolean {
	const deployment = cluster.store.get(deployments, namespace, name)?.object;
	return Boolean(
		deployment && imageOf(cluster, namespace, name)?.includes(image) && hasAllItDeclares(deployment),
	);
}

function hasAllItDeclares({metadata, spec, status}: KubernetesObject): boolean {
	const {observedGeneration, updatedReplicas, readyReplicas, replicas} = status;
	const isSeen = observedGeneration === metadata.generation;
	return isSeen && [updatedReplicas, readyReplicas, replicas].every(count => (count ?? 0) === spec.replicas);
}

/** Whether every deployment has all its pods, new and ready. */
export function isAsDeclared({store}: Cluster): boolean {
	return store.list(deployments).every(({object}) => hasAllItDeclares(object));
}

/** How many pods all deployments together want, and have ready. */
export function podsDeclared(cluster: Cluster): {wanted: number; ready: number} {
	const all = cluster.store
		.list(deployments)
		.map(({object: {metadata}}) => podsOf(cluster, metadata.namespace!, metadata.name));
	const sum = (of: (each: {wanted: number; ready: number}) => number) =>
		all.reduce((total, each) => total + of(each), 0);
	return {wanted: sum(({wanted}) => wanted), ready: sum(({ready}) => ready)};
}

/** The share of errors among all that was asked of some Services in the last ten seconds, from 0 to 1. */
export function errorShareOf({traffic}: Cluster, namespace: string, services: readonly string[]): number {
	const measured = services.flatMap(service => traffic.measured(namespace, service) ?? []);
	const sum = (of: (each: Measured) => number) => measured.reduce((total, each) => total + of(each), 0);
	const requests = sum(({requestsPerSecond}) => requestsPerSecond);
	return requests === 0
		? 0
		: sum(({requestsPerSecond, errorShare}) => requestsPerSecond * errorShare) / requests;
}

/** `22/s, p99 2.4 s, 18 % errors`: what the gateway measured of a Service. */
export function sayMeasured({traffic}: Cluster, namespace: string, service: string): string {
	const measured = traffic.measured(namespace, service);
	if (!measured || measured.requestsPerSecond === 0) return 'no requests';
	const {requestsPerSecond, p99Ms, errorShare} = measured;
	return `${Math.round(requestsPerSecond)}/s, p99 ${sayDuration(p99Ms)}, ${sayPercent(errorShare)} errors`;
}

/** `18 %` of a share from 0 to 1. */
export function sayPercent(share: number): string {
	return `${Math.round(share * 100)} %`;
}

function sayDuration(ms: number): string {
	return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Whether something in an object was last written in somebody's name. */
export function isWrittenBy(
	{store}: Cluster,
	kind: Kind,
	namespace: string,
	name: string,
	manager: string,
): boolean {
	const written: Tree[] = store.get(kind, namespace, name)?.object.metadata.managedFields ?? [];
	return written.some(each => each.manager === manager);
}
