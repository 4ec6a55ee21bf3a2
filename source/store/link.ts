import type {Health} from '../model/health.ts';
import {trafficViews} from '../resources/traffic-views.ts';
import {type State, type Stream, topScreen} from './state.ts';

/** Views followed all the time: every screen, the splits and the first screen are made of these. */
export const baseViews: readonly string[] = [
	'pods',
	'deployments',
	'nodes',
	'namespaces',
	'services',
	'replicasets',
	'endpointslices',
	'horizontalpodautoscalers',
	'statefulsets',
	'daemonsets',
	...trafficViews.map(({name}) => name),
	'applications',
	'kustomizations',
	'helmreleases',
];

/** Followed beside those while the first screen is looked at: what it alone tells of, and what few of are in a cluster that is well. */
export const nowViews: readonly string[] = ['warnings', 'poddisruptionbudgets', 'gateways'];

/** Views that what is on screen is made of, and that are therefore followed. */
export function viewsFollowed(state: State): readonly string[] {
	return topScreen(state).name === 'now' ? [...baseViews, ...nowViews] : baseViews;
}

/** How far what streams told can be believed, and whether the least believable of them ever told anything. */
export type Link = {readonly health: Health | undefined; readonly hasData: boolean};

/** From what says most about what cannot be believed to what says nothing. */
const order = ['stale', 'connecting', 'listing', 'polling', 'live', 'denied', 'absent'];

/**
 * The link of the stream that fares worst. One that never told anything counts as worse than its
 * equals; but where others did, and are out of date, what they told is what is on screen.
 */
export function worstLink(streams: ReadonlyArray<Stream | undefined>): Link {
	const [worst] = streams
		.filter(stream => stream !== undefined)
		.sort(
			(left, right) =>
				order.indexOf(left.health.state) - order.indexOf(right.health.state) ||
				(left.health.state === 'stale' ? -1 : 1) * (Number(left.hasListed) - Number(right.hasListed)),
		);
	return {health: worst?.health, hasData: worst?.hasListed ?? false};
}

/** Older data than this is out of date; a reconnect of a moment is none. */
const graceMs = 2000;

/** The last moment at which all of it was true; undefined where it still is, and where there is nothing to be old. */
export function outOfDateSince({health, hasData}: Link, wallTime: number): number | undefined {
	if (health?.state !== 'stale' || !hasData) return undefined;
	return wallTime - health.since < graceMs ? undefined : health.since;
}

/** The same of what is made of these views. */
export function staleSince({streams, wallTime}: State, views: readonly string[]): number | undefined {
	const times = views.flatMap(view => {
		const stream = streams[view];
		const link = {health: stream?.health, hasData: stream?.hasListed ?? false};
		return outOfDateSince(link, wallTime) ?? [];
	});
	return times.length === 0 ? undefined : Math.min(...times);
}

/** Since when the figures of use are out of date: another reading of them failed. */
export function usageStaleSince({usageReads, wallTime}: State, of: string): number | undefined {
	const read = usageReads[of];
	return read?.isOld && wallTime - read.at >= graceMs ? read.at : undefined;
}

/** How the cluster as a whole is reached, whatever is on screen. */
export function baseLink({streams}: State): Link {
	return worstLink(baseViews.map(view => streams[view]));
}
