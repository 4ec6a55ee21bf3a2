/** Topology spread constraints: pods that are alike are dealt evenly over zones, nodes and the like. */
import type {KubernetesObject, Tree} from '../object.ts';
import {matchesSelector} from '../selectors.ts';
import {hasSameLabels, suitsNode} from './scheduler-affinity.ts';
import type {Place} from './scheduler-places.ts';

type Counted = {
	readonly constraint: Tree;
	/** How many pods alike are in each domain that counts, by the label's value. */
	readonly perDomain: ReadonlyMap<string, number>;
	/** 1 where the pod itself counts, too. */
	readonly self: number;
};

/** Why a place would make the spread uneven, for all places at once; undefined where it would not. */
export function whyNotSpread(
	pod: KubernetesObject,
	places: readonly Place[],
	isTolerated: (place: Place) => boolean,
): (place: Place) => 'unlabelled' | 'uneven' | undefined {
	const counts = countConstraints(pod, 'DoNotSchedule', places, isTolerated);
	return ({node}) => {
		for (const {constraint, perDomain, self} of counts) {
			const value = node.metadata.labels?.[constraint.topologyKey];
			if (value === undefined) return 'unlabelled';
			const skew = (perDomain.get(value) ?? 0) + self - leastOf(constraint, perDomain);
			if (skew > constraint.maxSkew) return 'uneven';
		}
		return undefined;
	};
}

/** How many pods alike are already where a place is, by constraints that may be broken. */
export function crowdOf(pod: KubernetesObject, places: readonly Place[]): (place: Place) => number {
	const counts = countConstraints(pod, 'ScheduleAnyway', places, () => true);
	return ({node}) =>
		counts.reduce((sum, {constraint, perDomain}) => {
			const value = node.metadata.labels?.[constraint.topologyKey];
			return sum + (value === undefined ? 0 : (perDomain.get(value) ?? 0));
		}, 0);
}

function countConstraints(
	pod: KubernetesObject,
	whenUnsatisfiable: string,
	places: readonly Place[],
	isTolerated: (place: Place) => boolean,
): Counted[] {
	const all: Tree[] = pod.spec.topologySpreadConstraints ?? [];
	const constraints = all.filter(constraint => constraint.whenUnsatisfiable === whenUnsatisfiable);
	const hasAllLabels = ({node}: Place) =>
		constraints.every(({topologyKey}) => node.metadata.labels?.[topologyKey] !== undefined);
	const labelled = constraints.length > 0 ? places.filter(hasAllLabels) : [];
	return constraints.map(constraint => {
		const counted = labelled.filter(place => counts(constraint, pod, place, isTolerated));
		const perDomain = new Map<string, number>();
		for (const {node, pods} of counted) {
			const value = node.metadata.labels![constraint.topologyKey]!;
			const alike = [...pods.values()].filter(other => isAlike(constraint, pod, other)).length;
			perDomain.set(value, (perDomain.get(value) ?? 0) + alike);
		}
		return {constraint, perDomain, self: isSelected(constraint, pod) ? 1 : 0};
	});
}

function counts(
	{nodeAffinityPolicy = 'Honor', nodeTaintsPolicy = 'Ignore'}: Tree,
	pod: KubernetesObject,
	place: Place,
	isTolerated: (place: Place) => boolean,
): boolean {
	if (nodeAffinityPolicy === 'Honor' && !suitsNode(pod, place.node)) return false;
	return nodeTaintsPolicy === 'Ignore' || isTolerated(place);
}

function isAlike(constraint: Tree, pod: KubernetesObject, other: KubernetesObject): boolean {
	const {namespace, deletionTimestamp} = other.metadata;
	if (namespace !== pod.metadata.namespace || deletionTimestamp) return false;
	return isSelected(constraint, other) && hasSameLabels(constraint.matchLabelKeys, pod, other);
}

function isSelected({labelSelector}: Tree, pod: KubernetesObject): boolean {
	return Boolean(labelSelector) && matchesSelector(labelSelector, pod.metadata.labels);
}

/** The emptiest domain's count; none while there are fewer domains than there should be. */
function leastOf({minDomains = 1}: Tree, perDomain: ReadonlyMap<string, number>): number {
	return perDomain.size < minDomains ? 0 : Math.min(...perDomain.values());
}
