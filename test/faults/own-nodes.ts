import type {Json, RawApi} from '../cluster/raw-api.ts';

const count = 3;
const podsEach = 2;
/** So that its pods can be told from those of Deployments, which controllers take away as well. */
const label = 'alone';

export type OwnNodes = {
	/** As they are in the cluster. */
	list(): Promise<readonly Json[]>;
	/** What is on them now. */
	read(): Promise<readonly OwnNode[]>;
	/** Adds pods where some are missing and nobody is at work. */
	refill(isBusy: (path: string) => boolean): Promise<void>;
	remove(): Promise<void>;
};

export type OwnNode = {
	readonly name: string;
	readonly isCordoned: boolean;
	readonly pods: readonly string[];
};

/**
 * Nodes of the storm's own with pods that no controller minds: what goes from
 * there goes by an eviction or a deletion that somebody asked for, or not at
 * all. No kubelet plays them, and nobody else's pods start there.
 */
export async function openOwnNodes(api: RawApi, namespace: string): Promise<OwnNodes> {
	const names = Array.from({length: count}, (_, n) => `node-of-${namespace}-${n}`);
	const podsAt = `/api/v1/namespaces/${namespace}/pods`;
	let made = 0;

	async function addPod(nodeName: string): Promise<void> {
		made += 1;
		const {status, body} = await api.create(podsAt, {
			metadata: {name: `${label}-${made}`, labels: {app: label}},
			spec: {
				nodeName,
				// With neither grace nor a taint it minds, it stays until it is deleted, and then goes at once.
				terminationGracePeriodSeconds: 0,
				tolerations: [{operator: 'Exists'}],
				containers: [{name: 'app', image: 'shop:1'}],
			},
		});
		if (status !== 201) throw new Error(`No pod on ${nodeName}: ${JSON.stringify(body)}`);
	}

	function list(): Promise<readonly Json[]> {
		return Promise.all(names.map(async name => (await api.get(nodePath(name))).body));
	}

	async function read(): Promise<readonly OwnNode[]> {
		const {body} = await api.get(`${podsAt}?labelSelector=app%3D${label}`);
		const there = (body.items as Json[]).filter(({metadata}) => !metadata.deletionTimestamp);
		return (await list()).map(({metadata: {name}, spec}) => ({
			name,
			isCordoned: spec.unschedulable === true,
			pods: there.filter(pod => pod.spec.nodeName === name).map(({metadata}) => metadata.name as string),
		}));
	}

	for (const name of names) {
		const taints = [{key: 'example.com/storm', value: 'own', effect: 'NoSchedule'}];
		const {status, body} = await api.create('/api/v1/nodes', {metadata: {name}, spec: {taints}});
		if (status !== 201) throw new Error(`No node ${name}: ${JSON.stringify(body)}`);
		for (let p = 0; p < podsEach; p += 1) await addPod(name);
	}
	return {
		list,
		read,
		async refill(isBusy) {
			for (const {name, pods} of await read()) {
				if (!isBusy(nodePath(name)) && pods.length < podsEach) await addPod(name);
			}
		},
		async remove() {
			for (const name of names) await api.delete(nodePath(name));
		},
	};
}

export function nodePath(name: string): string {
	return `/api/v1/nodes/${name}`;
}

export function isAlone({metadata}: Json): boolean {
	return metadata.labels?.app === label;
}
