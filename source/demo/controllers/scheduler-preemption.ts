/** Which pods would have to end so that a more important one finds a node. Pure. */
import type {KubernetesObject} from '../object.ts';
import {type Filter, filterFor, type Rejection} from './scheduler-filters.ts';
import {available} from './scheduler-message.ts';
import type {Place} from './scheduler-places.ts';
import {added, requestsOf} from './scheduler-resources.ts';

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
	const tries = places.map((place, i) =>
		rejections[i]!.isForGood ? helplessly : victimsOn(pod, place, places),
	);
	const found = tries.filter(tried => 'victims' in tried);
	if (found.length === 0) return {says: available(tries.filter(tried => 'says' in tried))};
	return found.reduce((best, other) => (isLess(costOf(other.victims), costOf(best.victims)) ? other : best));
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
		const kept = withPod(left, spared);
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
	const uids = new Set(gone.map(({metadata}) => metadata.uid));
	const left = [...place.pods].filter(([uid]) => !uids.has(uid));
	return withPods(place, left);
}

function withPod(place: Place, pod: KubernetesObject): Place {
	return withPods(place, [...place.pods, [pod.metadata.uid, pod]]);
}

function withPods(place: Place, entries: [string, KubernetesObject][]): Place {
	const present = new Map(entries);
	const repelling = new Map(entries.filter(([, {spec}]) => spec.affinity?.podAntiAffinity));
	return {...place, pods: present, repelling, used: added([...present.values()].map(requestsOf))};
}

function priorityOf({spec}: KubernetesObject): number {
	return spec.priority ?? 0;
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
