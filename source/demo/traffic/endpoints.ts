import {endpointSlices} from '../kinds/networking.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, type KubernetesObject, type Tree} from '../object.ts';
import type {Store} from '../store.ts';

const serviceLabel = 'kubernetes.io/service-name';

/** Ready pods behind a Service that are alike: of one workload, with one image. */
export type Group = {
	readonly workload: string;
	readonly image: string;
	readonly version: string;
	readonly app: string;
	readonly pods: readonly KubernetesObject[];
};

/** Ready pods behind each Service, as its endpoint slices say; looked at anew only after they changed. */
export class Endpoints {
	readonly #store: Store;
	readonly #slices = new Map<string, Map<string, KubernetesObject>>();
	readonly #groups = new Map<string, readonly Group[]>();

	constructor(store: Store) {
		this.#store = store;
		for (const {object} of store.list(endpointSlices)) this.#keep(object);
		store.onChange(({type, entry: {kind, object}}) => {
			// A pod that is gone at once is still in its slice, until the slice's controller has looked.
			if (kind === pods && type === 'DELETED') this.#forgetGroups(object.metadata.namespace!);
			if (kind !== endpointSlices) return;
			if (type === 'DELETED') this.#slices.get(serviceOf(object))?.delete(object.metadata.name);
			else this.#keep(object);
			this.#groups.delete(serviceOf(object));
		});
	}

	groupsOf(namespace: string, service: string): readonly Group[] {
		const key = `${namespace}/${service}`;
		let groups = this.#groups.get(key);
		if (!groups) {
			groups = grouped(this.#readyPods(key));
			this.#groups.set(key, groups);
		}
		return groups;
	}

	#forgetGroups(namespace: string): void {
		for (const key of this.#groups.keys()) if (key.startsWith(`${namespace}/`)) this.#groups.delete(key);
	}

	#keep(slice: KubernetesObject): void {
		const key = serviceOf(slice);
		const slices = this.#slices.get(key) ?? new Map<string, KubernetesObject>();
		this.#slices.set(key, slices.set(slice.metadata.name, slice));
	}

	#readyPods(key: string): KubernetesObject[] {
		const slices = [...(this.#slices.get(key)?.values() ?? [])];
		const ready: Tree[] = slices.flatMap(({endpoints}) =>
			endpoints.filter(({conditions, targetRef}: Tree) => conditions?.ready && targetRef?.kind === 'Pod'),
		);
		return ready.flatMap(({targetRef}) => {
			const pod = this.#store.get(pods, targetRef.namespace, targetRef.name)?.object;
			return pod?.metadata.uid === targetRef.uid ? [pod!] : [];
		});
	}
}

function serviceOf({metadata}: KubernetesObject): string {
	return `${metadata.namespace}/${metadata.labels?.[serviceLabel] ?? ''}`;
}

function grouped(ready: readonly KubernetesObject[]): Group[] {
	const groups = new Map<string, KubernetesObject[]>();
	for (const pod of ready) {
		const key = `${workloadOf(pod)} ${imageOf(pod)}`;
		const alike = groups.get(key);
		if (alike) alike.push(pod);
		else groups.set(key, [pod]);
	}
	return [...groups.values()].map(alike => ({
		workload: workloadOf(alike[0]!),
		image: imageOf(alike[0]!),
		version: alike[0]!.metadata.labels?.version ?? '',
		app: alike[0]!.metadata.labels?.app ?? '',
		pods: alike,
	}));
}

export function imageOf({spec}: KubernetesObject): string {
	return spec.containers[0].image;
}

/** The deployment behind a pod's replica set, else whatever manages the pod, else the pod itself. */
export function workloadOf(pod: KubernetesObject): string {
	const {labels, name} = pod.metadata;
	const owner = controllerOf(pod);
	const hash = labels?.['pod-template-hash'];
	return owner?.kind === 'ReplicaSet' && hash && owner.name.endsWith(`-${hash}`)
		? owner.name.slice(0, -hash.length - 1)
		: (owner?.name ?? name);
}
