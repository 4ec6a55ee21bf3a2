import {deploymentResource} from '../model/builtin-resources.ts';
import type {KubernetesObject} from '../model/object.ts';
import {edited} from '../model/patch.ts';
import type {Blast, Concern, Refusal, Step} from '../model/plan.ts';
import {isDead, type Split} from '../model/split.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {isOfKind, sources} from '../traffic/splits.ts';
import type {Reader} from './action.ts';
import {blastOfShares, podConcerns, raisesBroken} from './blast.ts';
import {gatherSplits, listingOnce, saySplit} from './gather-splits.ts';
import {isByReplicas} from './weight-edits.ts';

/** What is to be known of traffic before steps are written that no action has planned. */
export type TrafficAfter = {
	readonly refusal?: Refusal;
	readonly blast?: Blast;
	readonly concerns: readonly Concern[];
};

/**
 * What the steps make of the traffic, held to what a shift to the same shares
 * would be: the splits as they are read now, beside those of the same objects
 * with the steps' edits in them.
 */
export async function trafficAfter(steps: readonly Step[], reader: Reader): Promise<TrafficAfter> {
	const routes = steps.filter(({subresource, target}) => subresource === undefined && mayRoute(target));
	// Now and then are looked at by one reading of all that is around.
	const once = {...reader, list: listingOnce(reader)};
	const judged = await Promise.all(routes.map(step => judge(step, once)));
	const refusal = judged.flatMap(each => each.refusal ?? [])[0];
	const blast = judged.flatMap(each => each.blast ?? [])[0];
	return {
		...(refusal && {refusal}),
		...(blast && {blast}),
		concerns: judged.flatMap(({concerns}) => concerns),
	};
}

function mayRoute({resource}: Step['target']): boolean {
	return !isOfKind(resource, deploymentResource) && sources.some(source => isOfKind(resource, source));
}

async function judge(step: Step, reader: Reader): Promise<TrafficAfter> {
	const [present, future] = await Promise.all([
		gatherSplits(step.target, reader),
		gatherSplits(step.target, withEdits(step, reader)),
	]);
	const unread = [present, future].find(each => !each.ok);
	if (unread && !unread.ok)
		return {concerns: [{says: `What becomes of the traffic is unknown: ${unread.trouble.says}`}]};
	if (!present.ok || !future.ok) return {concerns: []};
	return whatGrows(present.value.facts.splits, future.value.facts.splits);
}

function whatGrows(present: readonly Split[], future: readonly Split[]): TrafficAfter {
	const grown = future.filter(split => !isByReplicas(split)).map(split => fromNow(split, present));
	const refusal = grown.flatMap(({split, after}) => leavesNothing(split, after) ?? [])[0];
	const blast = grown.flatMap(
		({split, after}) => brokenAgain(split, after) ?? blastOfShares(split, after) ?? [],
	)[0];
	return {
		...(refusal && {refusal}),
		...(blast && {blast}),
		concerns: grown.flatMap(({split, after}) => podConcerns(split, after)),
	};
}

/** A split as it will be, its backends with the shares they have now. */
function fromNow(split: Split, present: readonly Split[]) {
	const now = present.find(({ref, rule}) => ref.uid === split.ref.uid && rule === split.rule);
	const shareNow = (name: string) => now?.backends.find(backend => backend.name === name)?.share ?? 0;
	return {
		split: {...split, backends: split.backends.map(each => ({...each, share: shareNow(each.name)}))},
		after: split.backends.map(({share}) => share),
	};
}

/** No shift gives more to what is broken; the former state can be had back, by whoever types what it is of. */
function brokenAgain(split: Split, after: ReadonlyArray<number | null>): Blast | undefined {
	const broken = raisesBroken(split, after);
	return broken && {word: split.ref.name, says: broken.says};
}

/** A drain to a version without pods is refused: so is whatever comes to the same. */
function leavesNothing(split: Split, after: ReadonlyArray<number | null>): Refusal | undefined {
	const given = split.backends.filter((_backend, index) => (after[index] ?? 0) > 0);
	const isSoNow = split.backends.every(backend => !backend.share || isDead(backend));
	if (given.length === 0 || isSoNow || !given.every(isDead)) return undefined;
	const names = given.map(({name}) => name).join(' and ');
	return {
		refused: 'out-of-bounds',
		says: `${saySplit(split)}: all that gets a share then has no ready pod (${names}), so everything would be answered with errors.`,
		hint: `Scale ${names} up first, or shift traffic by hand: sluice shift`,
	};
}

/** The cluster as it will be once the step is written, for whoever reads its object. */
function withEdits({target, edits}: Step, reader: Reader): Reader {
	const after = (object: KubernetesObject) =>
		object.metadata.uid === target.uid ? edited(object, edits) : object;
	return {
		...reader,
		get: async (...question) => mapped(await reader.get(...question), after),
		list: async (...question) => mapped(await reader.list(...question), objects => objects.map(after)),
	};
}

function mapped<From, To>(answered: Answer<From>, map: (value: From) => To): Answer<To> {
	return answered.ok ? answer(map(answered.value)) : answered;
}
