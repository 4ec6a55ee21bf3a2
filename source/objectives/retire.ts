import {deploymentResource, serviceResource} from '../model/builtin-resources.ts';
import {isSelected} from '../model/labels.ts';
import {type KubernetesObject, objectIn, objectsIn, refOf, textIn} from '../model/object.ts';
import {edited} from '../model/patch.ts';
import type {Concern, Refusal} from '../model/plan.ts';
import {resourceName, sayRef} from '../model/ref.ts';
import {knownChampion} from '../traffic/roles.ts';
import {isOfKind} from '../traffic/splits.ts';
import {trim} from '../traffic/weights.ts';
import {wrongName} from './field-checks.ts';
import {mentions} from './mentions.ts';
import type {Changed, Found, MakingObjective} from './objective.ts';
import {copiesTo, type PresentWay, sayWay, waysNeeded, waysTo} from './present-ways.ts';
import {allOf, withoutCopies, withoutVersion} from './way-changes.ts';

/** A version that lost: out of every way, then its Service and its Deployment. */
export const retire: MakingObjective = {
	name: 'retire',
	title: 'Retire a version',
	help: 'Takes a version that gets no requests out of its splits, and deletes its Deployment and Service.',
	example: 'do retire cards-v1',
	kinds: [],
	fields: [{name: 'name', says: 'the Service of the version', isNeeded: true, wrong: wrongName}],
	needs: ({name = ''}) => ({
		objects: {
			service: {
				resource: serviceResource,
				name,
				otherwise: 'See which versions there are: sluice get models',
			},
		},
		lists: [
			serviceResource,
			deploymentResource,
			...waysNeeded.filter(
				({plural, group}) => group !== '' && !(group === 'apps' && plural === 'deployments'),
			),
		],
	}),
	makes: () => [],
	changes({name = ''}, found) {
		const ways = waysTo(name, found);
		const refused = ways.map(way => whyKept(way, name)).find(each => each !== undefined);
		if (refused) return refused;
		const edits = allOf([
			...ways.map(way => withoutVersion(way, name)),
			...copiesTo(name, found).map(way => withoutCopies(way, name)),
		]);
		if ('refused' in edits) return edits;
		const left = whyStillNamed(name, edits, found) ?? whyUnrouted(name, edits, found);
		if (left) return left;
		const service = found.objects.service!;
		const behind = workloadsBehind(service, found);
		if (behind.length > 1) return whyWhich(name, behind);
		const workloads = behind.map(object => ({ref: refOf(deploymentResource, object), object}));
		return {edits, removes: [{ref: refOf(serviceResource, service), object: service}, ...workloads]};
	},
	doubts(_values, found) {
		const workloads = workloadsBehind(found.objects.service!, found);
		return [
			{
				says: 'Routes of other namespaces that lead to it, and callers that go to it by its name, are not seen from here.',
			},
			...sharedPods(found, workloads),
			...workloads.flatMap(claimsOf),
		];
	},
};

/** A route that no dialect reads as a way, or in a form that is not written here, would lead to nobody. */
function whyStillNamed(
	name: string,
	changes: readonly Changed[],
	{lists, namespace}: Found,
): Refusal | undefined {
	for (const {resource, objects} of lists) {
		if ([serviceResource, deploymentResource].some(kind => isOfKind(resource, kind))) continue;
		const naming = objects.find(object => {
			const change = changes.find(({ref}) => ref.uid === object.metadata.uid);
			const after = change ? (edited(object, change.edits) as KubernetesObject) : object;
			return mentions(after, name, namespace);
		});
		if (naming === undefined) continue;
		return {
			refused: 'guarded',
			says: `${sayRef(refOf(resource, naming))} names ${name}, in a way that is not taken out here.`,
			hint: `Lead it elsewhere first: sluice get ${resourceName(resource)} ${naming.metadata.name} -o yaml -n ${namespace}`,
		};
	}
	return undefined;
}

/** What no route leads to may be called by its name: nothing tells that it is a version that lost. */
function whyUnrouted(name: string, changes: readonly Changed[], {namespace}: Found): Refusal | undefined {
	return changes.length > 0
		? undefined
		: {
				refused: 'guarded',
				says: `No route leads to ${name}, so nobody can tell from here whether it gets requests.`,
				hint: `If it gets none: sluice delete deployment/${name} -n ${namespace}, and sluice delete service/${name} -n ${namespace}`,
			};
}

function whyWhich(name: string, workloads: readonly KubernetesObject[]): Refusal {
	return {
		refused: 'guarded',
		says: `Service ${name} leads to the pods of ${workloads.map(({metadata}) => metadata.name).join(' and ')}: they are more than one version.`,
		hint: 'Name the Service of the version that shall go.',
	};
}

/** Only what gets nothing, and nobody calls the champion, may go. */
function whyKept({way}: PresentWay, name: string): Refusal | undefined {
	const version = way.backends.find(each => each.name === name)!;
	const {resource, namespace, name: route} = way.ref;
	const target = `${resourceName(resource)}/${route}`;
	if (way.backends.length === 1)
		return {
			refused: 'guarded',
			says: `${sayWay(way)} leads to ${name} alone.`,
			hint: `Lead it elsewhere first: sluice drain-traffic ${target} -n ${namespace} does, where another rule of it divides; or delete that route.`,
		};
	if (knownChampion(way.backends)?.name === name)
		return {
			refused: 'guarded',
			says: `${name} is the champion of ${sayWay(way)}.`,
			hint: `Choose another first: sluice choose-champion ${target} VERSION -n ${namespace}`,
		};
	if (version.share === 0) return undefined;
	const share = version.share === null ? 'a share that is not known' : `${trim(version.share)} %`;
	return {
		refused: 'guarded',
		says: `${name} gets ${share} of ${sayWay(way)}.`,
		hint: `Take it away first: sluice shift ${target} ${name}=0${way.rule === '' ? '' : ` --rule ${way.rule}`} -n ${namespace}`,
	};
}

function listOf(
	found: Found,
	kind: {readonly group: string; readonly plural: string},
): readonly KubernetesObject[] {
	return found.lists.find(({resource}) => isOfKind(resource, kind))?.objects ?? [];
}

function workloadsBehind({spec}: KubernetesObject, found: Found): readonly KubernetesObject[] {
	const selector = objectIn(spec?.selector);
	return listOf(found, deploymentResource).filter(each => isSelected(podLabelsOf(each), selector));
}

function podLabelsOf({spec}: KubernetesObject) {
	return objectIn(objectIn(objectIn(spec?.template).metadata).labels);
}

/** Another Service that leads to the same pods is left without them. */
function sharedPods(found: Found, workloads: readonly KubernetesObject[]): readonly Concern[] {
	const {service} = found.objects;
	return listOf(found, serviceResource)
		.filter(({metadata}) => metadata.uid !== service!.metadata.uid)
		.filter(({spec}) => workloads.some(each => isSelected(podLabelsOf(each), objectIn(spec?.selector))))
		.map(({metadata}) => ({says: `Service ${metadata.name} leads to the same pods, and loses them.`}));
}

function claimsOf({metadata, spec}: KubernetesObject): readonly Concern[] {
	const volumes = objectsIn(objectIn(objectIn(spec?.template).spec).volumes);
	return volumes.flatMap(({persistentVolumeClaim}) => {
		const claim = textIn(objectIn(persistentVolumeClaim).claimName);
		return claim === undefined
			? []
			: [{says: `The volume ${claim} that Deployment ${metadata.name} reads stays, with what is on it.`}];
	});
}
