/** Which pods would have to end so that a more important one finds a node. Pure. */
import type {KubernetesObject} from '../object.ts';
import {type Filter, filterFor, type Rejection} from './scheduler-filters.ts';
import {available} from './scheduler-message.ts';
import {type Place, priorityOf, withPods} from './scheduler-places.ts';

export type Preemption =
	| {readonly node: string; readonly victims: readonly KubernetesObject[]}
	| {readonly says: string};

/** What to end for a pod that no place takes, or why that would not help. */
export function preempt(
	pod: KubernetesObject,
	places: readonly Place[],
	rejections: readonly Rejection[],
): Preemption {
	if (pod.spec.preemptionPolicy === 'Never') return {says: 'not eligible due to preemptionPolicy=Never.'};
	if (isMakingRoom(pod, places))
		return {says: 'not eligible due to a terminating pod on the nominated node.'};
	const tries = places.map((place, i) =>
		rejections[i]!.isForGood ? helplessly : victimsOn(pod, place, places),
	);
	const found = tries.filter(tried => 'victims' in tried);
	if (found.length === 0) return {says: available(tries.filter(tried => 'says' in tried))};
	return found.reduce((best, other) => (isLess(costOf(other.victims), costOf(best.victims)) ? other : best));
}

/** Whether those that are to make room for the pod are still on their way out. */
function isMakingRoom(pod: KubernetesObject, places: readonly Place[]): boolean {
	const nominated = places.find(({node}) => node.metadata.name === pod.status?.nominatedNodeName);
	return [...(nominated?.pods.values() ?? [])].some(
		other => other.metadata.deletionTimestamp && priorityOf(other) < priorityOf(pod),
	);
}

const helplessly: Rejection = {says: ['Preemption is not helpful for scheduling'], isForGood: true};
const nobody: Rejection = {says: ['No preemption victims found for incoming pod'], isForGood: true};

/** The fewest and least important pods of a place without which it takes the pod, or what is still wrong. */
function victimsOn(
	pod: KubernetesObject,
	place: Place,
	places: readonly Place[],
): {node: string; victims: KubernetesObject[]} | Rejection {
	const lesser = [...place.pods.values()].filter(other => priorityOf(other) < priorityOf(pod));
	if (lesser.length === 0) return nobody;
	let left = without(place, lesser);
	const why = rejectionOn(pod, left, place, places);
	if (why) return why;
	const victims: KubernetesObject[] = [];
	for (const spared of lesser.sort((a, b) => priorityOf(b) - priorityOf(a) || startedAt(a) - startedAt(b))) {
		const kept = withPods(left, [...left.pods.values(), spared]);
		if (rejectionOn(pod, kept, place, places)) victims.push(spared);
		else left = kept;
	}
	return {node: place.node.metadata.name, victims};
}

function rejectionOn(
	pod: KubernetesObject,
	instead: Place,
	place: Place,
	places: readonly Place[],
): ReturnType<Filter> {
	return filterFor(
		pod,
		places.map(other => (other === place ? instead : other)),
	)(instead);
}

function without(place: Place, gone: readonly KubernetesObject[]): Place {
	return withPods(
		place,
		[...place.pods.values()].filter(pod => !gone.includes(pod)),
	);
}

function startedAt({status}: KubernetesObject): number {
	return Date.parse(status?.startTime ?? '') || 0;
}

/** What counts when choosing among nodes, in order: the highest priority lost, the sum, the number. */
function costOf(victims: readonly KubernetesObject[]): number[] {
	const priorities = victims.map(priorityOf);
	const sum = priorities.reduce((total, priority) => total + priority + 2 ** 31, 0);
	return [Math.max(...priorities), sum, victims.length, -Math.min(...victims.map(startedAt))];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
	const first = a.findIndex((value, i) => value !== b[i]);
	return first >= 0 && a[first]! < b[first]!;
}
