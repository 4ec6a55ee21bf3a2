import type {Target} from '../model/command.ts';
import type {KubernetesObject} from '../model/object.ts';
import {objectsIn, refOf, textIn} from '../model/object.ts';
import type {Concern} from '../model/plan.ts';
import {type Resource, sayRef} from '../model/ref.ts';
import type {Backend, Split} from '../model/split.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {projectDeployment} from '../resources/deployments.ts';
import {projectEndpointSlice} from '../resources/endpointslices.ts';
import {projectPod} from '../resources/pod-row.ts';
import {projectService} from '../resources/services.ts';
import {dialects} from '../traffic/index.ts';
import {deploymentResource, serviceResource} from '../traffic/service-replicas.ts';
import {splitsOf} from '../traffic/splits.ts';
import type {World} from '../traffic/world.ts';
import type {Gathered, Reader, Subject} from './action.ts';

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
	const around = await readWorld(namespacesOf(read.value, ref.namespace), isService, reader);
	if (!around.ok) return around;
	const {world, scaled, concerns} = around.value;
	const splits = splitsOf(parts, world).filter(split => split.ref.uid === ref.uid);
	const facts = {target, object: read.value, splits};
	return answer({facts, subjects: [{ref, object: read.value}, ...scaled], concerns});
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
	isService: boolean,
	reader: Reader,
): Promise<Answer<{world: World; scaled: Subject[]; concerns: Concern[]}>> {
	const concerns: Concern[] = [];
	const all = async (resource: Resource) => {
		const answers = await Promise.all(namespaces.map(namespace => reader.list(resource, {namespace})));
		const failed = answers.find(each => !each.ok);
		if (failed && !failed.ok)
			concerns.push({says: `Pods behind the backends are unknown: ${failed.trouble.says}`});
		return {objects: answers.flatMap(each => (each.ok ? each.value : [])), failed};
	};
	const [services, deployments] = await Promise.all([all(serviceResource), all(deploymentResource)]);
	// A Service splits what its Deployments are: without them nothing can be said of it.
	const missing = isService ? (services.failed ?? deployments.failed) : undefined;
	if (missing && !missing.ok) return missing;
	const [slices, podObjects] = isService ? await Promise.all([all(endpointSlices), all(pods)]) : [];
	return answer({
		world: {
			services: services.objects.map(projectService),
			deployments: deployments.objects.map(projectDeployment),
			endpointSlices: slices?.failed ? undefined : slices?.objects.map(projectEndpointSlice),
			pods: podObjects?.failed
				? undefined
				: podObjects && new Map(podObjects.objects.map(pod => [pod.metadata.uid, projectPod(pod)])),
		},
		// Shifting by replicas writes these.
		scaled: isService
			? deployments.objects.map(object => ({ref: refOf(deploymentResource, object), object}))
			: [],
		concerns,
	});
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
