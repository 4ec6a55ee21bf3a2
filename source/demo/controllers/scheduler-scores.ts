/** Which of the nodes that take a pod it goes to: the emptiest, with what the pod would rather have. */
import {controllerOf, type KubernetesObject, type Tree} from '../object.ts';
import {meansPod, meetsTerm} from './scheduler-affinity.ts';
import type {Place} from './scheduler-places.ts';
import {type Amounts, roomOf, weightOf} from './scheduler-resources.ts';
import {crowdOf} from './scheduler-spread.ts';
import {tolerationOf} from './taint.ts';

/** The best of the places, of which there is at least one; the first among equals. */
export function bestPlace(pod: KubernetesObject, fitting: readonly Place[], all: readonly Place[]): Place {
	const scoreOf = scorer(pod, fitting, all);
	const scored = fitting.map(place => ({place, score: scoreOf(place)}));
	return scored.reduce((best, other) => (other.score > best.score ? other : best)).place;
}

/** Weighs as the scheduler does by default: taints 3, preferences of nodes, pods and spread 2, room 1. */
function scorer(
	pod: KubernetesObject,
	fitting: readonly Place[],
	all: readonly Place[],
): (place: Place) => number {
	const preferred = scaled(fitting, place => nodePreference(pod, place));
	const near = scaled(fitting, nearness(pod, all));
	const dreads = scaled(fitting, place => dread(pod, place));
	const crowd = scaled(fitting, crowdOf(pod, all));
	const siblings = scaled(fitting, place => place.perOwner.get(controllerOf(pod)?.uid ?? '') ?? 0);
	const weight = weightOf(pod);
	return place =>
		room(weight, place) +
		2 * (preferred(place) + near(place) - crowd(place) - siblings(place)) -
		3 * dreads(place);
}

/** Scores from 0 to 100, in proportion to the highest of `fitting`. */
function scaled(fitting: readonly Place[], raw: (place: Place) => number): (place: Place) => number {
	const values = new Map(fitting.map(place => [place, raw(place)]));
	const least = Math.min(0, ...values.values());
	const range = Math.max(0, ...values.values()) - least;
	return place => (range === 0 ? 0 : ((values.get(place)! - least) / range) * 100);
}

/** How much of a node's processors and memory would be left, in percent. */
function room(asked: Amounts, {node, weighed}: Place): number {
	const all = roomOf(node);
	const left = ['cpu', 'memory'].map(name => {
		const total = all[name] ?? 0;
		return total > 0 ? Math.max(0, total - (weighed[name] ?? 0) - asked[name]!) / total : 0;
	});
	return ((left[0]! + left[1]!) / 2) * 100;
}

function nodePreference({spec}: KubernetesObject, {node}: Place): number {
	const terms: Tree[] = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
	return sumOf(terms, ({weight, preference}) => (meetsTerm(preference, node) ? weight : 0));
}

/** How much a place is near what the pod would like near, and far from what it would not. */
function nearness(pod: KubernetesObject, all: readonly Place[]): (place: Place) => number {
	const {podAffinity, podAntiAffinity} = pod.spec.affinity ?? {};
	const preferred = (affinity: Tree | undefined): Tree[] =>
		affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
	const terms: Tree[] = [
		...preferred(podAffinity),
		...preferred(podAntiAffinity).map(term => ({...term, weight: -term.weight})),
	];
	return place =>
		sumOf(terms, ({weight, podAffinityTerm: term}) => {
			const domainOf = ({node}: Place) => node.metadata.labels?.[term.topologyKey];
			if (domainOf(place) === undefined) return 0;
			const neighbours = all.filter(other => domainOf(other) === domainOf(place));
			return weight * sumOf(neighbours, ({pods}) => countMeant(term, pod, pods));
		});
}

function countMeant(term: Tree, pod: KubernetesObject, pods: Place['pods']): number {
	return [...pods.values()].filter(other => meansPod(term, pod, other)).length;
}

/** How many taints there are that only advise against the node. */
function dread(pod: KubernetesObject, {node}: Place): number {
	const taints: Tree[] = node.spec.taints ?? [];
	const advice = taints.filter(({effect}) => effect === 'PreferNoSchedule');
	return advice.filter(({key, value, effect}) => !tolerationOf(pod, {key, value, effect})).length;
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
	return values.reduce((sum, value) => sum + of(value), 0);
}
