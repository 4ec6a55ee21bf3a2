import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Concern} from '../model/plan.ts';
import {type Ref, resourceName} from '../model/ref.ts';
import {sources} from '../traffic/splits.ts';

/** What ends with an object, and why it does not come back as it was. */
export type GoesWith = {readonly with: readonly Concern[]; readonly undo: string};

/** What ends together with the object, in words, by its kind. */
export function goesWith(ref: Ref, object: KubernetesObject): GoesWith {
	const known = byKind[resourceName(ref.resource)];
	if (known) return known(object);
	const isTraffic = sources.some(
		({group, plural}) => resourceName({group, plural}) === resourceName(ref.resource),
	);
	return {with: isTraffic ? trafficOf(object) : [], undo: anew};
}

const anew = 'It would be created anew, under another uid, by whoever has its manifest.';

const byKind: Readonly<Record<string, (object: KubernetesObject) => GoesWith>> = {
	pods: podGoes,
	'deployments.apps': workloadGoes,
	'replicasets.apps': workloadGoes,
	'statefulsets.apps': object => {
		const {with: what, undo} = workloadGoes(object);
		return {with: [...what, ...claimsOf(object)], undo};
	},
	'daemonsets.apps': object => ({
		with: [
			{
				says: `Its pods on all nodes go with it: ${numberIn(object.status?.currentNumberScheduled) ?? 'unknown how many'}.`,
			},
		],
		undo: anew,
	}),
	'jobs.batch': object => ({
		with: [
			{says: `Its pods and their logs go with it: ${numberIn(object.status?.active) ?? 0} are running.`},
		],
		undo: anew,
	}),
	'cronjobs.batch': object => ({
		with: [
			{
				says: `No run starts any more, and its Jobs go with it: ${objectsIn(object.status?.active).length} are running.`,
			},
		],
		undo: anew,
	}),
	services: object => ({
		with: [
			{says: `Whoever calls ${object.metadata.name} by its name or address finds nobody any more.`},
			...(object.spec?.type === 'LoadBalancer' ? [{says: 'Its load balancer and address go with it.'}] : []),
		],
		undo: `${anew} Its cluster IP and node ports are drawn anew.`,
	}),
	'horizontalpodautoscalers.autoscaling': object => ({
		with: [{says: `Nothing scales ${sayScaled(object)} any more: it stays at the replicas it has.`}],
		undo: anew,
	}),
	'scaledobjects.keda.sh': object => ({
		with: [{says: `KEDA scales ${sayScaled(object)} no more, and the autoscaler it made goes with it.`}],
		undo: anew,
	}),
};

function sayScaled({spec}: KubernetesObject): string {
	const {kind, name} = objectIn(spec?.scaleTargetRef);
	return `${textIn(kind) ?? 'Deployment'} ${textIn(name) ?? ''}`;
}

function podGoes({metadata}: KubernetesObject): GoesWith {
	const owner = metadata.ownerReferences?.find(({controller}) => controller);
	if (owner === undefined) {
		return {
			with: [{says: 'No controller starts another in its place: it is lost for good.'}],
			undo: 'No controller starts another: it would have to be created anew.',
		};
	}
	const {kind, name} = owner;
	if (kind === 'Job') {
		return {
			with: [{says: `It counts as failed for Job ${name}, which starts another as far as its retries go.`}],
			undo: `Job ${name} starts another one; what this one did is done.`,
		};
	}
	return {
		with: [],
		undo: `${kind} ${name} starts another one; its own memory, disk and log are gone.`,
	};
}

function workloadGoes({spec, status}: KubernetesObject): GoesWith {
	const pods = numberIn(status?.replicas) ?? numberIn(spec?.replicas) ?? 0;
	return {
		with: [
			pods === 0
				? {says: 'It has no pods now.'}
				: {
						says: `Its ${pods === 1 ? 'pod goes' : `${pods} pods go`} with it, all at once; nothing starts them again.`,
					},
		],
		undo: `${anew} Its revisions are gone.`,
	};
}

function claimsOf({spec}: KubernetesObject): Concern[] {
	const claims = objectsIn(spec?.volumeClaimTemplates);
	const policy = textIn(objectIn(spec?.persistentVolumeClaimRetentionPolicy).whenDeleted) ?? 'Retain';
	if (claims.length === 0) return [];
	return policy === 'Delete'
		? [{says: 'Its volume claims go with it, and the data on them.'}]
		: [{says: 'Its volume claims stay, and the data on them.'}];
}

/** A route, a rollout, or whatever else decides where requests go. */
function trafficOf({metadata, kind, spec}: KubernetesObject): Concern[] {
	if (spec?.replicas !== undefined && kind === 'Rollout') {
		return [{says: `Its ${numberIn(spec.replicas)} pods go with it, all at once.`}];
	}
	return [
		{
			says: `Requests that ${metadata.name} routes are not routed by it any more: they fail, unless something else takes them.`,
		},
	];
}
