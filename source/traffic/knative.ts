import type {Json} from '../model/json.ts';
import type {Labels} from '../model/labels.ts';
import {type KubernetesObject, numberIn, textIn} from '../model/object.ts';
import type {Also, Split} from '../model/split.ts';
import {podsWith} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {type Routed, routedIn, routedOtherwise, sayAsleep, summed} from './knative-routed.ts';
import {
	identityOf,
	latestName,
	latestReadyAt,
	mainTarget,
	percentAt,
	type TrafficTarget,
	type TrafficVersion,
	targetsIn,
	trafficAt,
	versionEdits,
	versionsIn,
} from './knative-traffic.ts';
import {type ObjectHead, readHead, splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {sharesOf} from './weights.ts';
import type {IndexedWorld} from './world.ts';

const group = 'serving.knative.dev';

/**
 * Knative's own Services and Routes: `spec.traffic` gives each revision whole
 * percent of 100. One revision may stand there several times, once for its
 * share and once for each tag; a target without a revision is the latest ready
 * one, and where there is no list at all that one has everything.
 */
export const knative: Dialect<KnativePart> = {
	name: 'knative',
	title: 'Knative',
	sources: [
		{group, plural: 'services', kind: 'Service', aliases: ['ksvc', 'kservice']},
		{group, plural: 'routes', kind: 'Route', aliases: ['rt']},
	],
	acceptedBy: ['RoutesReady', 'AllTrafficAssigned'],
	part: readPart,
	join: (parts, world) => parts.flatMap(part => splitsIn(part, world)),
	edits(split, weights) {
		const read = (at: string) => split.guards.find(guard => guard.at === at)?.is;
		const latestReady = textIn(read(latestReadyAt));
		return versionsIn(targetsIn(read(trafficAt)), latestReady).flatMap((version, index) =>
			version.percent === weights[index] ? [] : versionEdits(version, weights[index]!, latestReady),
		);
	},
};

type KnativePart = ObjectHead & {
	readonly traffic: Json | undefined;
	readonly targets: readonly TrafficTarget[];
	/** Of a Service only. */
	readonly latestReady: string | undefined;
	readonly routed: Routed | undefined;
	readonly isObserved: boolean;
	readonly rolloutDuration: string | undefined;
	/** Whoever writes its traffic instead of a person: `Service ranker`. */
	readonly writtenBy: string | undefined;
};

function readPart(object: KubernetesObject, ref: ObjectHead['ref']): KnativePart {
	const head = readHead(object, ref);
	const {status = {}, spec} = object;
	const observed = numberIn(status.observedGeneration);
	const {annotations = {}} = object.metadata;
	return {
		...head,
		traffic: spec?.traffic,
		targets: targetsIn(spec?.traffic),
		latestReady: textIn(status.latestReadyRevisionName),
		routed: routedIn(status.traffic),
		isObserved: observed === undefined || observed >= head.generation,
		rolloutDuration: annotations[`${group}/rollout-duration`] ?? annotations[`${group}/rolloutDuration`],
		writtenBy: writerOf(object),
	};
}

/** A Service writes its Route, and an InferenceService its Service, whenever they look. */
function writerOf({metadata}: KubernetesObject): string | undefined {
	const owner = metadata.ownerReferences?.find(
		({kind, apiVersion}) =>
			(kind === 'Service' && apiVersion.startsWith(`${group}/`)) ||
			(kind === 'InferenceService' && apiVersion.startsWith('serving.kserve.io/')),
	);
	if (!owner) return undefined;
	return `${owner.kind}.${owner.apiVersion.split('/')[0]} ${metadata.namespace ?? ''}/${owner.name}`;
}

function splitsIn(part: KnativePart, world: IndexedWorld): Split[] {
	const {ref, targets, latestReady} = part;
	const versions = versionsIn(targets, latestReady);
	if (versions.length < 2) return [];
	const followsLatest = versions.some(({isLatest, configuration}) => isLatest && configuration === undefined);
	return [
		splitOf(part, {
			dialect: knative.name,
			rule: '',
			match: '',
			total: 'sum100',
			sum: 100,
			bounds: {min: 0, max: 100},
			backends: backendsOf(part, versions, world),
			guards: [
				{ref, at: trafficAt, is: part.traffic},
				...(followsLatest && latestReady !== undefined ? [{ref, at: latestReadyAt, is: latestReady}] : []),
			],
			also: versions.flatMap(tagsOf),
			warnings: warningsOf(part, versions),
			lockedBecause: whyLocked(part),
		}),
	];
}

function backendsOf(part: KnativePart, versions: readonly TrafficVersion[], world: IndexedWorld): Unranked[] {
	const {namespace} = part.ref;
	const shares = sharesOf(versions.map(({percent}) => percent));
	return versions.map((version, index): Unranked => {
		const {name, revision, configuration, percent, mark} = version;
		const main = mainTarget(version);
		const behind = podsWith(world, namespace, labelsOf(revision, configuration));
		return {
			name,
			namespace,
			kind: configuration === undefined ? 'Revision' : 'Configuration',
			weight: percent,
			share: shares[index]!,
			weightAt: {
				ref: part.ref,
				pointer: percentAt(main),
				stored: main.stored,
				form: 'number',
				identity: identityOf(main, part.latestReady),
			},
			...behind,
			...(mark && {mark}),
			...(behind.pods?.wanted === 0 && {withoutPods: sayAsleep(name)}),
		};
	});
}

function labelsOf(revision: string | undefined, configuration: string | undefined): Labels | undefined {
	if (revision !== undefined) return {[`${group}/revision`]: revision};
	return configuration === undefined ? undefined : {[`${group}/configuration`]: configuration};
}

function tagsOf({name, tags}: TrafficVersion): Also[] {
	return tags.map(tag => ({says: `tag ${tag} reaches ${name} at an address of its own`, reaches: name}));
}

function warningsOf(part: KnativePart, versions: readonly TrafficVersion[]): string[] {
	return [
		...wrongSum(versions),
		...versions.filter(({isLatest}) => isLatest).map(version => sayLatest(version, part)),
		...sayRouted(part, versions),
	];
}

function wrongSum(versions: readonly TrafficVersion[]): string[] {
	const sum = versions.reduce((total, {percent}) => total + percent, 0);
	return sum === 100
		? []
		: [
				`The percents sum to ${sum}, not 100, which Knative refuses where its webhook runs. A shift writes 100.`,
			];
}

function sayLatest(
	{name, configuration}: TrafficVersion,
	{rolloutDuration, latestReady}: KnativePart,
): string {
	const pace = rolloutDuration === undefined ? 'at once' : `step by step within ${rolloutDuration}`;
	const isNameless = name === latestName;
	const which = isNameless
		? `${latestName} is ${latestReady ?? 'whatever revision became ready last'}`
		: configuration === undefined
			? `${name} is the latest revision`
			: `${name} stands for its latest revision`;
	return `${which}: the next one that becomes ready takes over its share ${pace}. Name a revision in spec.traffic to pin it.`;
}

/** What is routed, where that is not what was asked for. */
function sayRouted(part: KnativePart, versions: readonly TrafficVersion[]): string[] {
	if (!part.isObserved) return ['Knative has not looked at the last change yet.'];
	const asked = versions.flatMap(({revision, percent}) =>
		revision === undefined ? [] : [[revision, percent] as const],
	);
	// A version whose revision nobody reported yet cannot be compared.
	return asked.length < versions.length ? [] : routedOtherwise(summed(asked), part.routed);
}

function whyLocked({ref, targets, writtenBy}: KnativePart): string | undefined {
	if (writtenBy !== undefined) {
		return `${writtenBy} writes the traffic of this ${ref.resource.kind}: shift that one instead.`;
	}
	const odd = targets.find(({fault}) => fault !== undefined);
	return odd && `Target ${odd.index} of spec.traffic ${odd.fault}, so it cannot be shifted.`;
}
