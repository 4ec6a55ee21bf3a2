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

/** What is seen of a plan's pods, until it is stopped. */
export type Following = {
	readonly stop: Stop;
	/** Resolves once as many pods as the plan stops were told to. */
	readonly allTold: Promise<void>;
	/** Resolves once as many of them are gone. */
	readonly allGone: Promise<void>;
};

/**
 * Tells what the orchestrator really starts and stops for a plan, for as long
 * as it is not stopped: of the pods that its workloads select. Where pods may
 * not be read nothing is told.
 */
export function followContainers({orchestrates = []}: Plan, performance: Performance): Following {
	const selected = orchestrates.filter(({selects}) => selects !== undefined);
	const stopping = selected.reduce((pods, {does, pods: more}) => pods + (does === 'stop' ? more : 0), 0);
	const told = countdown(stopping);
	const gone = countdown(stopping);
	const stops = [...new Set(selected.map(({of}) => of.namespace))].map(namespace =>
		follow(
			selected.filter(({of}) => of.namespace === namespace),
			namespace,
			{...performance, told, gone},
		),
	);
	return {
		stop() {
			for (const stop of stops) stop();
		},
		allTold: told.over,
		allGone: gone.over,
	};
}

type Countdown = {readonly over: Promise<void>; saw(uid: string): void};

/** Over once so many different ones were seen. */
function countdown(from: number): Countdown {
	const {promise, resolve} = Promise.withResolvers<void>();
	const seen = new Set<string>();
	if (from === 0) resolve();
	return {
		over: promise,
		saw(uid) {
			seen.add(uid);
			if (seen.size >= from) resolve();
		},
	};
}

function follow(
	orchestrates: readonly Orchestrated[],
	namespace: string,
	{cluster, clock, tell, told, gone}: Performance & {readonly told: Countdown; readonly gone: Countdown},
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
		if (pod.isEnding) told.saw(pod.uid);
		return deedsBetween(before, pod, {since, now: now()});
	};
	const lose = (uid: string): readonly Deed[] => {
		const before = known.get(uid);
		known.delete(uid);
		if (before !== undefined) {
			told.saw(uid);
			gone.saw(uid);
		}
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
