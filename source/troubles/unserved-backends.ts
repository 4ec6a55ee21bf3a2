import {carries, isEmpty} from '../model/labels.ts';
import {type Backend, isDead, type Split} from '../model/split.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {Facts} from './facts.ts';
import type {Cause, ClusterTrouble} from './trouble.ts';
import {seenKey} from './unseen-shares.ts';
import {distinctWays, isLone, orTakenAway, sayShare, sayWay, wayOf} from './ways.ts';

/** Shares of routes that go where no ready pod answers: each such request is an error. */
export const unservedBackends: Cause = facts =>
	distinctWays(facts.ways ?? []).flatMap(way =>
		way.backends.flatMap(backend => (isUnserved(backend, facts) ? [troubleOf(way, backend, facts)] : [])),
	);

function isUnserved(backend: Backend, facts: Facts): boolean {
	const {share, brokenBecause, withoutPods, namespace, labels = {}} = backend;
	if ((share ?? 0) <= 0 || brokenBecause !== undefined || withoutPods !== undefined) return false;
	if (!isDead(backend) && !isWithoutEndpoints(backend, facts)) return false;
	// Workloads that nobody counts may have such pods too.
	return !facts.podsWith(namespace, labels).some(({isReady, isTerminating}) => isReady && !isTerminating);
}

function isWithoutEndpoints(backend: Backend, facts: Facts): boolean {
	const service = serviceBehind(backend, facts);
	if (service === undefined || isEmpty(service.selector) || facts.endpoints === undefined) return false;
	return facts.endpoints(service.namespace, service.name).ready === 0;
}

/** The Service that a backend is, where it was read; its name may tell a port or a namespace apart. */
export function serviceBehind({kind, name, namespace}: Backend, facts: Facts) {
	if (kind !== 'Service' || !facts.covers(namespace)) return undefined;
	return facts.service(namespace, name) ?? facts.service(namespace, name.split(/[/:]/)[0]!);
}

function troubleOf(way: Split, backend: Backend, facts: Facts): ClusterTrouble {
	const service = serviceBehind(backend, facts);
	const labels = backend.labels ?? service?.selector ?? {};
	const pods = facts.podsWith(backend.namespace, labels);
	const workloads = isEmpty(labels)
		? []
		: [...facts.deployments, ...(facts.statefulSets ?? [])].filter(
				row => row.namespace === backend.namespace && carries(row.templateLabels, labels),
			);
	const sends = `${sayWay(way)} sends ${sayShare(backend)} to ${backend.name}, which has no ready pod`;
	const wanted = workloads.reduce((sum, row) => sum + row.wanted, 0);
	const why =
		workloads.length > 0 && wanted === 0
			? `${workloads.map(({name}) => name).join(', ')} ${workloads.length === 1 ? 'is' : 'are'} scaled to 0`
			: pods.length > 0
				? `${pods.length === 1 ? 'its pod' : `its ${pods.length} pods`} ${sayState(pods)}`
				: '';
	return {
		key: `unserved ${way.key} ${backend.name}`,
		severity: 'critical',
		says: why === '' ? sends : `${sends}: ${why}`,
		fact: sayCounts(backend, service && facts.endpoints?.(service.namespace, service.name)),
		hint: hintFor(way, backend, wanted === 0 && workloads.length > 0),
		about: wayOf(way),
		count: 1,
		since: latestReady(pods),
		fails: backend.share ?? 0,
		covers: [seenKey(way.key, backend.name), ...(service === undefined ? [] : [`endpoints ${service.uid}`])],
		dueTo: [
			...pods.map(({uid}) => uid),
			...workloads.map(({uid}) => uid),
			...(service === undefined ? [] : [service.uid]),
		],
		suffering: {says: sends, leads: true},
	};
}

/** How they are, where they are too young to be in trouble. */
function sayState(pods: readonly PodRow[]): string {
	const states = [...new Set(pods.map(({status}) => status))];
	return `${pods.length === 1 ? 'is' : 'are'} ${states.slice(0, 2).join(' or ')}`;
}

function sayCounts(
	{pods}: Backend,
	endpoints: {readonly all: number; readonly ready: number} | undefined,
): string {
	const ofPods = pods && `${pods.ready} of ${pods.wanted} pods ready.`;
	const ofEndpoints = endpoints && `${endpoints.ready} of ${endpoints.all} endpoints ready.`;
	return ofPods ?? ofEndpoints ?? '';
}

function hintFor(way: Split, backend: Backend, isOff: boolean): string | undefined {
	if (isLone(way))
		return isOff ? 'Scale it up, or send its requests elsewhere.' : 'Nothing else takes its requests.';
	return orTakenAway(isOff ? 'Scale it up' : undefined, way, backend);
}

/** When the last of them ceased to be ready. */
function latestReady(pods: readonly PodRow[]): number {
	return pods.reduce((latest, {readySince = 0}) => Math.max(latest, readySince), 0);
}
