import type {Target} from '../model/command.ts';
import type {KubernetesObject} from '../model/object.ts';
import {numberIn, objectIn, objectsIn, refOf, textIn} from '../model/object.ts';
import type {Concern} from '../model/plan.ts';
import {type Resource, sayRef} from '../model/ref.ts';
import type {Backend, Split} from '../model/split.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {dialects} from '../traffic/index.ts';
import {deploymentResource, serviceResource} from '../traffic/service-replicas.ts';
import {splitsOf} from '../traffic/splits.ts';
import type {
	DeploymentPart,
	EndpointPart,
	EndpointSlicePart,
	PodPart,
	ServicePart,
	World,
} from '../traffic/world.ts';
import type {Gathered, Reader} from './action.ts';
import {containersOf} from './containers.ts';

export type SplitFacts = {
	readonly target: Target;
	readonly object: KubernetesObject;
	readonly splits: readonly Split[];
};

const endpointSlices: Resource = {
	group: 'discovery.k8s.io',
	version: 'v1',
	plural: 'endpointslices',
	kind: 'EndpointSlice',
	namespaced: true,
};
const pods: Resource = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

/** Reads one traffic object and the workloads behind its backends, freshly, and joins them to its splits. */
export async function gatherSplits(target: Target, reader: Reader): Promise<Answer<Gathered<SplitFacts>>> {
	const read = await reader.get(target);
	if (!read.ok) return read;
	const ref = refOf(target.resource, read.value);
	const parts = new Map(dialects.map(dialect => [dialect.name, partsOf(dialect, target, read.value)]));
	const isService = target.resource.plural === 'services' && target.resource.group === '';
	const {world, concerns} = await readWorld(namespacesOf(read.value, ref.namespace), isService, reader);
	const splits = splitsOf(parts, world).filter(split => split.ref.uid === ref.uid);
	const facts = {target, object: read.value, splits};
	return answer({facts, subjects: [{ref, object: read.value}], concerns});
}

function partsOf(
	dialect: (typeof dialects)[number],
	{resource}: Target,
	object: KubernetesObject,
): unknown[] {
	const {source} = dialect;
	if (source?.plural !== resource.plural || source.group !== resource.group) return [];
	const part = dialect.part(object, refOf(resource, object));
	return part === undefined ? [] : [part];
}

/** Backends may live in namespaces other than the route's. */
function namespacesOf(object: KubernetesObject, own: string): string[] {
	const others = objectsIn(object.spec?.rules)
		.flatMap(rule => objectsIn(rule.backendRefs))
		.flatMap(backend => textIn(backend.namespace) ?? []);
	return [...new Set([own, ...others])];
}

async function readWorld(
	namespaces: readonly string[],
	needsEndpoints: boolean,
	reader: Reader,
): Promise<{world: World; concerns: Concern[]}> {
	const concerns: Concern[] = [];
	const all = async (resource: Resource) => {
		const answers = await Promise.all(namespaces.map(namespace => reader.list(resource, {namespace})));
		return answers.flatMap(each => {
			if (each.ok) return each.value;
			concerns.push({says: `Pods behind the backends are unknown: ${each.trouble.says}`});
			return [];
		});
	};
	const none: readonly KubernetesObject[] = [];
	const [services, deployments, slices, podObjects] = await Promise.all([
		all(serviceResource),
		all(deploymentResource),
		needsEndpoints ? all(endpointSlices) : none,
		needsEndpoints ? all(pods) : none,
	]);
	return {
		world: {
			services: services.map(servicePart),
			deployments: deployments.map(deploymentPart),
			endpointSlices: slices.map(slicePart),
			pods: new Map(podObjects.map(pod => [pod.metadata.uid, podPart(pod)])),
		},
		concerns,
	};
}

function servicePart(service: KubernetesObject): ServicePart {
	const {uid, name, namespace = ''} = service.metadata;
	return {uid, name, namespace, selector: objectIn(service.spec?.selector) as Record<string, string>};
}

function deploymentPart(deployment: KubernetesObject): DeploymentPart {
	const {uid, name, namespace = ''} = deployment.metadata;
	const template = objectIn(deployment.spec?.template);
	return {
		uid,
		name,
		namespace,
		wanted: numberIn(deployment.spec?.replicas) ?? 1,
		ready: numberIn(deployment.status?.readyReplicas) ?? 0,
		templateLabels: objectIn(objectIn(template.metadata).labels) as Record<string, string>,
		containers: containersOf(deployment),
	};
}

function slicePart(slice: KubernetesObject): EndpointSlicePart {
	return {
		namespace: slice.metadata.namespace ?? '',
		service: slice.metadata.labels?.['kubernetes.io/service-name'] ?? '',
		endpoints: objectsIn(slice.endpoints).map((endpoint): EndpointPart => {
			const conditions = objectIn(endpoint.conditions);
			return {
				podUid: textIn(objectIn(endpoint.targetRef).uid) ?? '',
				isReady: conditions.ready !== false,
				isTerminating: conditions.terminating === true,
			};
		}),
	};
}

/** A Deployment's ReplicaSet is named after it and the template hash that its pods carry as a label. */
function podPart(pod: KubernetesObject): PodPart {
	const owner = pod.metadata.ownerReferences?.find(each => each.controller);
	const hash = pod.metadata.labels?.['pod-template-hash'];
	if (owner?.kind !== 'ReplicaSet' || !hash || !owner.name.endsWith(`-${hash}`)) {
		return owner ? {workload: {kind: owner.kind, name: owner.name}} : {};
	}
	return {workload: {kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1)}};
}

/** The splits a command means: those of the named rule, or all of the object. */
export function splitsMeant(facts: SplitFacts, rule: string | undefined): readonly Split[] {
	return rule === undefined ? facts.splits : facts.splits.filter(split => split.rule === rule);
}

/** `rule cards of HTTPRoute shop/checkout`. */
export function saySplit(split: Split): string {
	return split.rule === '' ? sayRef(split.ref) : `rule ${split.rule} of ${sayRef(split.ref)}`;
}

export function hasNoReadyPods(backend: Backend): boolean {
	return backend.pods !== undefined && backend.pods.ready === 0;
}
