import {type Json, type JsonObject, pointerTo} from '../model/json.ts';
import {numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Also, Split} from '../model/split.ts';
import {podsWith} from './backend-pods.ts';
import {type Routed, routedIn, routedOtherwise, sayAsleep, summed} from './knative-routed.ts';
import {sayFailedLoad} from './kserve-model.ts';
import {type ObjectHead, splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import type {IndexedWorld} from './world.ts';

/** Predictor, transformer or explainer, as Knative's revisions of it. */
export type ComponentPart = {
	readonly name: string;
	readonly stored: Json | undefined;
	readonly latestReady: string | undefined;
	readonly latestCreated: string | undefined;
	/** The last one that had everything. */
	readonly rolledOut: string | undefined;
	/** The one that had everything before that. */
	readonly previous: string | undefined;
	readonly routed: Routed | undefined;
	/** The addresses of their own that revisions have. */
	readonly tags: ReadonlyArray<{readonly tag: string; readonly revision: string}>;
	/** Why the latest revision does not answer, where its model cannot be loaded. */
	readonly failedLoad: string | undefined;
};

export function componentIn(
	name: string,
	spec: JsonObject,
	status: JsonObject,
	modelStatus: JsonObject,
): ComponentPart {
	return {
		name,
		stored: spec.canaryTrafficPercent,
		latestReady: textIn(status.latestReadyRevision) || undefined,
		latestCreated: textIn(status.latestCreatedRevision) || undefined,
		rolledOut: textIn(status.latestRolledoutRevision) || undefined,
		previous: textIn(status.previousRolledoutRevision) || undefined,
		routed: routedIn(status.traffic),
		tags: objectsIn(status.traffic).flatMap(({revisionName, tag}) =>
			textIn(tag) ? [{tag: textIn(tag)!, revision: textIn(revisionName) ?? ''}] : [],
		),
		failedLoad: sayFailedLoad(objectIn(modelStatus)),
	};
}

type Pair = {
	/** Has what the latest leaves. */
	readonly prior: string;
	/** Has the percentage. */
	readonly latest: string;
	/** Where the status names the latest, so that a write can test that it still is. */
	readonly latestAt: 'latestReadyRevision' | 'latestCreatedRevision';
};

/**
 * The two revisions that a percentage divides between (`createKnativeService`
 * and `PropagateStatus` of KServe 0.20). Once the latest has had everything it
 * counts as rolled out itself, and less for it goes back to the one before.
 */
function pairOf(component: ComponentPart): Pair | undefined {
	const {latestReady, latestCreated, rolledOut, previous, stored} = component;
	if (rolledOut === undefined || latestReady === undefined) return undefined;
	if (rolledOut !== latestReady)
		return {prior: rolledOut, latest: latestReady, latestAt: 'latestReadyRevision'};
	if (latestCreated !== undefined && latestCreated !== latestReady) {
		// Without a percentage this is no split but an update: all goes over at once when it is ready.
		if (stored === undefined) return undefined;
		return {prior: rolledOut, latest: latestCreated, latestAt: 'latestCreatedRevision'};
	}
	return previous === undefined || previous === latestReady
		? undefined
		: {prior: previous, latest: latestReady, latestAt: 'latestReadyRevision'};
}

/** The split of one component; undefined where it has but one revision, or none reported yet. */
export function revisionSplit(
	head: ObjectHead,
	component: ComponentPart,
	world: IndexedWorld,
	dialect: string,
): Split | undefined {
	const pair = pairOf(component);
	if (pair === undefined) return undefined;
	const {ref} = head;
	const {name, stored} = component;
	const pointer = pointerTo('spec', name, 'canaryTrafficPercent');
	const identity = [{at: pointerTo('status', 'components', name, pair.latestAt), is: pair.latest}];
	// Without a percentage everything goes to the latest.
	const percent = numberIn(stored) ?? 100;
	const backend = (revision: string, weight: number): Unranked => {
		const behind = podsWith(world, ref.namespace, {'serving.knative.dev/revision': revision});
		return {
			name: revision,
			namespace: ref.namespace,
			kind: 'Revision',
			weight,
			share: weight,
			...behind,
			mark: revision === component.rolledOut ? 'champion' : 'challenger',
			...(behind.pods?.wanted === 0 && {withoutPods: sayAsleep(revision)}),
		};
	};
	const isPending = pair.latest !== component.latestReady;
	return splitOf(head, {
		dialect,
		rule: name,
		match: '',
		total: 'complement',
		sum: 100,
		bounds: {min: 0, max: 100},
		backends: [
			backend(pair.prior, Math.max(0, 100 - percent)),
			{
				...backend(pair.latest, percent),
				weightAt: {ref, pointer, stored, form: 'number', identity},
				...(isPending && {withoutPods: sayPending(pair)}),
				...(component.failedLoad !== undefined && {brokenBecause: `${pair.latest}: ${component.failedLoad}`}),
			},
		],
		guards: [{ref, at: pointer, is: stored}, ...identity.map(each => ({ref, ...each}))],
		also: tagsOf(component, pair),
		warnings: warningsOf(component, pair, percent),
		lockedBecause: whyLocked(component),
	});
}

function sayPending({prior, latest}: Pick<Pair, 'prior' | 'latest'>): string {
	return `${latest} is not ready yet: ${prior} has its share until then.`;
}

function tagsOf({tags}: ComponentPart, {prior, latest}: Pair): Also[] {
	return tags
		.filter(({revision}) => revision === prior || revision === latest)
		.map(({tag, revision}) => ({
			says: `tag ${tag} reaches ${revision} at an address of its own`,
			reaches: revision,
		}));
}

function warningsOf(component: ComponentPart, {prior, latest}: Pair, percent: number): string[] {
	const {latestReady, latestCreated} = component;
	const isPending = latestCreated !== undefined && latestCreated !== latestReady;
	const pending = !isPending
		? []
		: latestCreated === latest
			? [sayPending({prior, latest})]
			: [`${latestCreated} is not ready yet: it takes over the share of ${latest} then.`];
	const asked = summed([
		[prior, 100 - percent],
		[latest, percent],
	]);
	return isPending ? pending : routedOtherwise(asked, component.routed);
}

function whyLocked({name, stored}: ComponentPart): string | undefined {
	if (stored === undefined) return undefined;
	const isWhole = Number.isSafeInteger(stored) && Number(stored) >= 0 && Number(stored) <= 100;
	return isWhole
		? undefined
		: `canaryTrafficPercent of the ${name} is ${JSON.stringify(stored)}, which is no whole number from 0 to 100, so it cannot be shifted.`;
}
