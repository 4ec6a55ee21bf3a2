/** What guidance looks at in a cluster, and how it says what it sees. */
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {httpRoutes} from '../kinds/networking.ts';
import type {Tree} from '../object.ts';
import type {Measured} from '../traffic/behaviour.ts';

/** The percentage of a Service in each rule of a route that sends anything anywhere, highest first. */
export function shares({store}: Cluster, namespace: string, route: string, service: string): number[] {
	const rules: Tree[] = store.get(httpRoutes, namespace, route)?.object.spec.rules ?? [];
	const split = rules.filter(({backendRefs = []}) => backendRefs.length > 1);
	return split.map(({backendRefs}) => shareOf(backendRefs, service)).sort((a, b) => b - a);
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
	if (!deployment || !imageOf(cluster, namespace, name)?.includes(image)) return false;
	const {replicas} = deployment.spec;
	const {observedGeneration, updatedReplicas, readyReplicas, replicas: present} = deployment.status;
	const isSeen = observedGeneration === deployment.metadata.generation;
	return isSeen && [updatedReplicas, readyReplicas, present].every(count => (count ?? 0) === replicas);
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
