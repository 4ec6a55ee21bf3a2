/** The scheduler's view of the nodes: who is on each, and what they use of it, kept as pods come and go. */
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, type KubernetesObject} from '../object.ts';
import {isOver} from '../pod-state.ts';
import {type Amounts, added, requestsOf, weightOf} from './scheduler-resources.ts';

/** A node as one that may take a pod. */
export type Place = {
	readonly node: KubernetesObject;
	/** By uid; pods that are over are gone. */
	readonly pods: ReadonlyMap<string, KubernetesObject>;
	/** Of those, the ones that do not want some other pods near. */
	readonly repelling: ReadonlyMap<string, KubernetesObject>;
	readonly used: Amounts;
	/** The same with something for pods that ask for nothing. */
	readonly weighed: Amounts;
	/** How many pods of each controller are here, by the controller's uid. */
	readonly perOwner: ReadonlyMap<string, number>;
};

type Load = {
	pods: Map<string, KubernetesObject>;
	repelling: Map<string, KubernetesObject>;
	used: Amounts;
	weighed: Amounts;
	perOwner: Map<string, number>;
};

export type Places = {
	/**
	 * All nodes with who is on them, in order of name. Where room was made for a pod that is no less important
	 * than `pod`, it counts as being there already.
	 */
	listFor(pod: KubernetesObject): Place[];
};

export function followPlaces({store}: Cluster): Places {
	const loads = new Map<string, Load>();
	const nominated = new Map<string, KubernetesObject>();
	store.onChange(({type, entry: {kind, object}, before}) => {
		if (kind !== pods) return;
		const was = nodeOf(before?.object);
		const is = type === 'DELETED' ? undefined : nodeOf(object);
		if (was && was !== is) leave(loads.get(was)!, before!.object);
		if (is && is !== was) arrive(loadOf(loads, is), object);
		else if (is) note(loads.get(is)!, object);
		const isNominated = object.status?.nominatedNodeName && type !== 'DELETED' && !object.spec.nodeName;
		if (isNominated) nominated.set(object.metadata.uid, object);
		else nominated.delete(object.metadata.uid);
	});
	return {
		listFor(pod) {
			const places = store
				.list(nodes)
				.map(({object: node}) => ({node, ...loadOf(loads, node.metadata.name)}));
			const before = [...nominated.values()].filter(
				other => other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod),
			);
			return before.length === 0 ? places : places.map(place => withNominated(place, before));
		},
	};
}

function withNominated(place: Place, nominated: readonly KubernetesObject[]): Place {
	const {name} = place.node.metadata;
	const coming = nominated.filter(({status}) => status!.nominatedNodeName === name);
	return coming.length === 0 ? place : withPods(place, [...place.pods.values(), ...coming]);
}

/** The place as it would be with these pods on it, and no others. */
export function withPods(place: Place, present: readonly KubernetesObject[]): Place {
	const entries = present.map(pod => [pod.metadata.uid, pod] as const);
	const repelling = new Map(entries.filter(([, {spec}]) => spec.affinity?.podAntiAffinity));
	return {...place, pods: new Map(entries), repelling, used: added(present.map(requestsOf))};
}

export function priorityOf({spec}: KubernetesObject): number {
	return spec.priority ?? 0;
}

function nodeOf(pod: KubernetesObject | undefined): string | undefined {
	return pod && !isOver(pod) ? pod.spec.nodeName : undefined;
}

function loadOf(loads: Map<string, Load>, node: string): Load {
	let load = loads.get(node);
	if (!load) {
		load = {pods: new Map(), repelling: new Map(), used: {}, weighed: {}, perOwner: new Map()};
		loads.set(node, load);
	}
	return load;
}

function arrive(load: Load, pod: KubernetesObject): void {
	note(load, pod);
	load.used = added([load.used, requestsOf(pod)]);
	load.weighed = added([load.weighed, weightOf(pod)]);
	countOwner(load, pod, 1);
}

/** Takes down a pod as it is now: its labels may change while it stays. */
function note({pods: present, repelling}: Load, pod: KubernetesObject): void {
	const {uid} = pod.metadata;
	present.set(uid, pod);
	if (pod.spec.affinity?.podAntiAffinity) repelling.set(uid, pod);
}

function leave(load: Load, pod: KubernetesObject): void {
	const {uid} = pod.metadata;
	load.pods.delete(uid);
	load.repelling.delete(uid);
	load.used = added([load.used, negated(requestsOf(pod))]);
	load.weighed = added([load.weighed, negated(weightOf(pod))]);
	countOwner(load, pod, -1);
}

function negated(amounts: Amounts): Amounts {
	return Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, -value]));
}

function countOwner({perOwner}: Load, pod: KubernetesObject, change: number): void {
	const owner = controllerOf(pod)?.uid;
	if (owner) perOwner.set(owner, (perOwner.get(owner) ?? 0) + change);
}
