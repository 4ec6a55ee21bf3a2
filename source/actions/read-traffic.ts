import {
	deploymentResource,
	podResource,
	replicaSetResource,
	serviceResource,
} from '../model/builtin-resources.ts';
import {type Clock, within} from '../model/clock.ts';
import type {Scope} from '../model/cluster.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Resource} from '../model/ref.ts';
import type {Trouble} from '../model/trouble.ts';
import {projectDeployment} from '../resources/deployments.ts';
import {projectEndpointSlice} from '../resources/endpointslices.ts';
import {projectPod} from '../resources/pod-row.ts';
import {projectReplicaSet} from '../resources/replicasets.ts';
import {projectService} from '../resources/services.ts';
import {type Parts, partsByDialect, partsOf} from '../traffic/splits.ts';
import type {World} from '../traffic/world.ts';
import type {Reader} from './action.ts';

/** All objects of a kind in some scopes. A kind that is not served has none; `trouble` says why they may not be all. */
export type Listed = {readonly objects: readonly KubernetesObject[]; readonly trouble?: Trouble};

export async function listIn(
	reader: Pick<Reader, 'list'>,
	resource: Resource,
	scopes: readonly Scope[],
	labels?: string,
): Promise<Listed> {
	const answers = await Promise.all(
		scopes.map(scope => reader.list(resource, scope, labels === undefined ? undefined : {labels})),
	);
	const failed = answers.find(each => !each.ok && each.trouble.reason !== 'not-found');
	const objects = answers.flatMap(each => (each.ok ? each.value : []));
	return failed && !failed.ok ? {objects, trouble: failed.trouble} : {objects};
}

/** The way out waits no longer than this for what may only widen it, or only warns. */
const patienceMs = 1500;

/** All objects of a kind in a namespace, as far as they come in time. */
export async function listInTime(
	reader: Pick<Reader, 'list'>,
	resource: Resource,
	namespace: string,
	clock: Clock,
): Promise<Listed> {
	const listed = await within(clock, patienceMs, listIn(reader, resource, [{namespace}]));
	return (
		listed ?? {
			objects: [],
			trouble: {
				reason: 'unreachable',
				says: `The server took longer than ${patienceMs / 1000} s to list ${resource.plural}.`,
			},
		}
	);
}

const endpointSlices: Resource = {
	group: 'discovery.k8s.io',
	version: 'v1',
	plural: 'endpointslices',
	kind: 'EndpointSlice',
	namespaced: true,
};

/** ReplicaSets of Deployments are many and tell nothing: only those of Rollouts carry this label. */
const ofRollouts = 'rollouts-pod-template-hash';

export type WorldRead = {
	readonly world: World;
	readonly deployments: readonly KubernetesObject[];
	/** Without these a Service that splits by replicas tells nothing. */
	readonly workloadTrouble?: Trouble;
	readonly troubles: readonly Trouble[];
};

/** Reads the workloads behind backends; endpoints and pods too where shares are counted by them. */
export async function readWorld(
	reader: Pick<Reader, 'list'>,
	scopes: readonly Scope[],
	withEndpoints: boolean,
): Promise<WorldRead> {
	const nothing: Listed = {objects: []};
	const [services, deployments, sets, slices, podsListed] = await Promise.all([
		listIn(reader, serviceResource, scopes),
		listIn(reader, deploymentResource, scopes),
		listIn(reader, replicaSetResource, scopes, ofRollouts),
		withEndpoints ? listIn(reader, endpointSlices, scopes) : nothing,
		withEndpoints ? listIn(reader, podResource, scopes) : nothing,
	]);
	const areSlicesKnown = withEndpoints && !slices.trouble;
	const arePodsKnown = withEndpoints && !podsListed.trouble;
	const workloadTrouble = services.trouble ?? deployments.trouble;
	return {
		world: {
			services: services.objects.map(projectService),
			deployments: deployments.objects.map(projectDeployment),
			replicaSets: sets.objects.map(projectReplicaSet),
			endpointSlices: areSlicesKnown ? slices.objects.map(projectEndpointSlice) : undefined,
			pods: arePodsKnown
				? new Map(podsListed.objects.map(pod => [pod.metadata.uid, projectPod(pod)]))
				: undefined,
		},
		deployments: deployments.objects,
		...(workloadTrouble && {workloadTrouble}),
		troubles: [services, deployments, sets, slices, podsListed].flatMap(({trouble}) => trouble ?? []),
	};
}

/** What the dialects keep of the objects of one kind. */
export function partsIn(resource: Resource, objects: readonly KubernetesObject[]): Parts {
	return partsByDialect(objects.flatMap(object => partsOf(object, refOf(resource, object))));
}

export function mergedParts(all: readonly Parts[]): Parts {
	return partsByDialect(
		all.flatMap(parts => [...parts].flatMap(([dialect, list]) => list.map(part => [dialect, part] as const))),
	);
}
