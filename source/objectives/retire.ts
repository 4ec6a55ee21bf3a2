import {deploymentResource, serviceResource} from '../model/builtin-resources.ts';
import {isSelected} from '../model/labels.ts';
import {type KubernetesObject, objectIn, objectsIn, refOf, textIn} from '../model/object.ts';
import type {Concern, Refusal} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {knownChampion} from '../traffic/roles.ts';
import {isOfKind} from '../traffic/splits.ts';
import {trim} from '../traffic/weights.ts';
import {wrongName} from './field-checks.ts';
import type {Found, Objective} from './objective.ts';
import {copiesTo, type PresentWay, sayWay, waysNeeded, waysTo} from './present-ways.ts';
import {allOf, withoutCopies, withoutVersion} from './way-changes.ts';

/** A version that lost: out of every way, then its Service and its Deployment. */
export const retire: Objective = {
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
		const service = found.objects.service!;
		const workloads = workloadsBehind(service, found).map(object => ({
			ref: refOf(deploymentResource, object),
			object,
		}));
		return {edits, removes: [{ref: refOf(serviceResource, service), object: service}, ...workloads]};
	},
	doubts(_values, found) {
		const workloads = workloadsBehind(found.objects.service!, found);
		return [...sharedPods(found, workloads), ...workloads.flatMap(claimsOf)];
	},
};

/** Only what gets nothing, and nobody calls the champion, may go. */
function whyKept({way}: PresentWay, name: string): Refusal | undefined {
	const version = way.backends.find(each => each.name === name)!;
	const {resource, namespace, name: route} = way.ref;
	const target = `${resourceName(resource)}/${route}`;
	if (way.backends.length === 1)
		return {
			refused: 'guarded',
			says: `${sayWay(way)} leads to ${name} alone.`,
			hint: 'Lead it elsewhere first, or delete that route.',
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
