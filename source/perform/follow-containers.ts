import {podResource} from '../model/builtin-resources.ts';
import type {Change} from '../model/change.ts';
import type {Stop} from '../model/cluster.ts';
import type {Deed} from '../model/deed.ts';
import {carries} from '../model/labels.ts';
import type {Orchestrated, Plan} from '../model/plan.ts';
import {deedsBetween, type PodSeen, seenPod} from './containers-seen.ts';
import type {Performance} from './performance.ts';

/** Times in objects are whole seconds, and may be of the one that has just begun. */
const secondMs = 1000;

/**
 * Tells what the orchestrator really starts and stops for a plan, for as long
 * as it is not stopped: of the pods that its workloads select. Where pods may
 * not be read nothing is told.
 */
export function followContainers({orchestrates = []}: Plan, performance: Performance): Stop {
	const namespaces = new Set(orchestrates.flatMap(({of, selects}) => (selects ? [of.namespace] : [])));
	const stops = [...namespaces].map(namespace =>
		follow(
			namespace,
			orchestrates.filter(({of}) => of.namespace === namespace),
			performance,
		),
	);
	return () => {
		for (const stop of stops) stop();
	};
}

function follow(
	namespace: string,
	orchestrates: readonly Orchestrated[],
	{cluster, clock, tell}: Performance,
): Stop {
	const now = () => clock.now() + cluster.clockAheadMs();
	const since = Math.floor(now() / secondMs) * secondMs - secondMs;
	let known = new Map<string, PodSeen>();
	const say = (deeds: readonly Deed[]) => {
		for (const {at, says} of deeds.toSorted((left, right) => left.at - right.at))
			tell({type: 'orchestrated', at, says});
	};
	const isMeant = ({labels}: PodSeen) =>
		orchestrates.some(({selects}) => selects && carries(labels, selects));
	const see = (pod: PodSeen): readonly Deed[] => {
		const before = known.get(pod.uid);
		known.set(pod.uid, pod);
		return deedsBetween(before, pod, {since, now: now()});
	};
	const lose = (uid: string): readonly Deed[] => {
		const before = known.get(uid);
		known.delete(uid);
		return deedsBetween(before, undefined, {since, now: now()});
	};
	return cluster.follow(podResource, {namespace}, seenPod, (change: Change<PodSeen>) => {
		switch (change.type) {
			case 'changed':
				if (isMeant(change.row)) say(see(change.row));
				break;
			case 'deleted':
				say(lose(change.uid));
				break;
			case 'added-page':
				say(change.rows.filter(isMeant).flatMap(see));
				break;
			case 'replaced': {
				const former = known;
				const rows = change.rows.filter(isMeant);
				const present = new Set(rows.map(({uid}) => uid));
				const deeds = [
					...[...former.keys()].filter(uid => !present.has(uid)).flatMap(lose),
					...rows.flatMap(see),
				];
				known = new Map([...known].filter(([uid]) => present.has(uid)));
				say(deeds);
			}
		}
	});
}
