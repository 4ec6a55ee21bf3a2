import {isSelected, type Labels} from '../model/labels.ts';
import type {PodCount} from '../model/split.ts';
import {sum} from '../model/sum.ts';

/**
 * What dialects join against: the workloads behind backends. The shapes are the
 * parts of rows that traffic needs, so that rows of `resources` fit as they are.
 */
export type World = {
	readonly services: Iterable<ServicePart>;
	readonly deployments: Iterable<DeploymentPart>;
	/** Those of a Deployment are passed over: it counts them itself. */
	readonly replicaSets?: Iterable<ReplicaSetPart>;
	/** Undefined where they could not be read: unknown is not none. */
	readonly endpointSlices?: Iterable<EndpointSlicePart>;
	/** Pods by uid, for finding which Deployment an endpoint belongs to. */
	readonly pods?: ReadonlyMap<string, PodPart>;
};

export type ServicePart = {
	readonly uid: string;
	readonly namespace: string;
	readonly name: string;
	/** Undefined or empty: the Service selects no pods by itself. */
	readonly selector?: Labels;
	/** A person's choice of which version stays, where one was made. */
	readonly champion?: string;
};

export type DeploymentPart = {
	readonly uid: string;
	readonly namespace: string;
	readonly name: string;
	readonly wanted: number;
	readonly ready: number;
	readonly templateLabels: Labels;
	readonly containers: ReadonlyArray<{readonly name: string; readonly image: string}>;
};

export type ReplicaSetPart = Omit<DeploymentPart, 'wanted'> & {
	readonly wanted: number;
	readonly owner: {readonly kind: string} | undefined;
};

/** What runs pods: a Deployment, or one ReplicaSet of a workload that is no Deployment. */
export type WorkloadPart = DeploymentPart & {readonly isReplicaSet?: true};

export type EndpointSlicePart = {
	readonly namespace: string;
	readonly service: string;
	readonly endpoints: readonly EndpointPart[];
};

export type EndpointPart = {
	readonly podUid: string;
	readonly ready: boolean;
	readonly terminating: boolean;
};

export type PodPart = {readonly workload?: {readonly kind: string; readonly name: string}};

/** The world, indexed once per join so that hundreds of splits do not each walk all workloads. */
export type IndexedWorld = {
	service(namespace: string, name: string): ServicePart | undefined;
	services(): Iterable<ServicePart>;
	/** Deployments whose pods the Service selects. */
	deploymentsBehind(service: ServicePart): readonly DeploymentPart[];
	/** Every workload whose pods carry all of the labels; none where there are no labels. */
	workloadsWith(namespace: string, labels: Labels | undefined): readonly WorkloadPart[];
	/** Ready endpoints of the Service, counted by the name of the Deployment that owns the pod; undefined where unknown. */
	readyEndpoints(service: ServicePart): ReadonlyMap<string, number> | undefined;
};

export function indexWorld(world: World): IndexedWorld {
	const services = new Map<string, ServicePart>();
	for (const service of world.services) services.set(`${service.namespace}/${service.name}`, service);
	const deployments = groupBy(world.deployments, deployment => deployment.namespace);
	const replicaSets = groupBy(ownReplicaSets(world.replicaSets ?? []), each => each.namespace);
	const {pods} = world;
	const slices = groupBy(world.endpointSlices ?? [], slice => `${slice.namespace}/${slice.service}`);
	return {
		service: (namespace, name) => services.get(`${namespace}/${name}`),
		services: () => services.values(),
		deploymentsBehind: service => selected(service.selector, deployments.get(service.namespace) ?? []),
		workloadsWith: (namespace, labels) => [
			...selected(labels, deployments.get(namespace) ?? []),
			...selected(labels, replicaSets.get(namespace) ?? []),
		],
		readyEndpoints(service) {
			if (world.endpointSlices === undefined || pods === undefined) return undefined;
			const counts = new Map<string, number>();
			// A pod with two address families has an endpoint in two slices.
			const counted = new Set<string>();
			for (const slice of slices.get(`${service.namespace}/${service.name}`) ?? []) {
				for (const endpoint of slice.endpoints) {
					const workload = pods.get(endpoint.podUid)?.workload;
					if (!endpoint.ready || endpoint.terminating || workload?.kind !== 'Deployment') continue;
					if (counted.has(endpoint.podUid)) continue;
					counted.add(endpoint.podUid);
					counts.set(workload.name, (counts.get(workload.name) ?? 0) + 1);
				}
			}
			return counts;
		},
	};
}

/** Revisions that nothing is asked of any more count no pods, and would only name an old image. */
function ownReplicaSets(all: Iterable<ReplicaSetPart>): WorkloadPart[] {
	return [...all]
		.filter(each => each.owner !== undefined && each.owner.kind !== 'Deployment')
		.filter(each => each.wanted > 0 || each.ready > 0)
		.map(each => ({...each, isReplicaSet: true}));
}

/** Those whose pods carry every label; a selector without labels selects none. */
function selected<Part extends DeploymentPart>(selector: Labels = {}, workloads: readonly Part[]): Part[] {
	return workloads.filter(({templateLabels}) => isSelected(templateLabels, selector));
}

/** How many pods the workloads have, and of which image; undefined where there are none. */
export function podsOf(workloads: readonly DeploymentPart[]): {pods: PodCount; image: string} | undefined {
	const [first] = workloads;
	if (!first) return undefined;
	const pods = {ready: sum(workloads, each => each.ready), wanted: sum(workloads, each => each.wanted)};
	return {pods, image: first.containers[0]?.image ?? ''};
}

function groupBy<Each>(all: Iterable<Each>, keyOf: (each: Each) => string): Map<string, Each[]> {
	const groups = new Map<string, Each[]>();
	for (const each of all) {
		const key = keyOf(each);
		const group = groups.get(key);
		if (group) group.push(each);
		else groups.set(key, [each]);
	}
	return groups;
}
