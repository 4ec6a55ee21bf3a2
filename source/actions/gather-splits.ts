import {engines} from '../engines/index.ts';
import {sayCommand} from '../engines/plain-plan.ts';
import {deploymentResource} from '../model/builtin-resources.ts';
import type {Target} from '../model/command.ts';
import type {KubernetesObject} from '../model/object.ts';
import {refOf} from '../model/object.ts';
import type {Refusal} from '../model/plan.ts';
import {type Ref, type Resource, sayRef} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import {type Answer, answer} from '../model/trouble.ts';
import type {Way} from '../model/way.ts';
import type {Need} from '../traffic/dialect.ts';
import {dialects} from '../traffic/index.ts';
import {isOfKind, type Parts, splitsOf, waysTo} from '../traffic/splits.ts';
import type {Gathered, Reader} from './action.ts';
import {type Listed, listIn, mergedParts, partsIn, readWorld} from './read-traffic.ts';

export type SplitFacts = {
	readonly target: Target;
	readonly object: KubernetesObject;
	readonly splits: readonly Split[];
	/** What dialects keep of the object and of all that was read beside it: the other ways to its versions. */
	readonly parts: Parts;
	/** The Deployments around its backends, as far as they could be read. */
	readonly deployments: readonly KubernetesObject[];
};

/** Reads one traffic object, what its dialect needs beside it, and the workloads behind its backends, freshly, and joins them to its splits. `siblings` are the other objects of its kind, where their ways to the same versions count. */
export async function gatherSplits(
	target: Target,
	given: Reader,
	siblings?: Promise<Listed>,
): Promise<Answer<Gathered<SplitFacts>>> {
	const reader = {...given, list: listingOnce(given)};
	// What is around it mostly is where it is: over a long line nobody waits for one after the other.
	void readBeside(target, reader, [{namespace: target.namespace}]);
	const read = await reader.get(target);
	if (!read.ok) return read;
	const ref = refOf(target.resource, read.value);
	const own = partsIn(target.resource, [read.value]);
	const scopes = namespacesOf(own, ref).map(namespace => ({namespace}));
	const [around, needed] = await readBeside(target, reader, scopes);
	// A Service splits what its Deployments are: without them nothing can be said of it.
	const isService = isSplitByReplicas(target);
	if (isService && around.workloadTrouble) return {ok: false, trouble: around.workloadTrouble};
	const beside = needed.map(({resource, objects}) =>
		partsIn(
			resource,
			objects.filter(({metadata}) => metadata.uid !== ref.uid),
		),
	);
	const known = new Set([ref.uid, ...needed.flatMap(each => each.objects.map(({metadata}) => metadata.uid))]);
	const others = await siblings;
	const unlisted = (others?.objects ?? []).filter(({metadata}) => !known.has(metadata.uid));
	const parts = mergedParts([own, ...beside, partsIn(target.resource, unlisted)]);
	const joined = splitsOf(parts, around.world).filter(split => takesPart(ref, split));
	const isBroken = joined.some(({backends}) => backends.some(({brokenBecause}) => brokenBecause));
	// Elsewhere may stand what would explain a backend that seems broken: nothing else hangs on it.
	const unread = needed.flatMap(({trouble, elsewhere}) => trouble ?? (isBroken ? (elsewhere ?? []) : []));
	// What an engine leads breaks no backend.
	const isDoubtful = needed.some(
		({resource, trouble, elsewhere}) => !isLed(resource) && (trouble ?? elsewhere),
	);
	const splits = isDoubtful ? joined.map(withoutBroken) : joined;
	// What it is made of may be what could not be read.
	if (splits.length === 0 && unread[0]) return {ok: false, trouble: unread[0]};
	const objects = [read.value, ...needed.flatMap(each => each.objects), ...unlisted];
	const partners = splits.flatMap(split => [split.ref, ...(split.partners ?? [])]);
	const reaching = siblings === undefined ? [] : splits.flatMap(split => waysAround(parts, split));
	return answer({
		facts: {target, object: read.value, splits, parts, deployments: around.deployments},
		subjects: [
			...subjectsOf([ref, ...partners, ...reaching.map(way => way.ref)], objects),
			// Shifting by replicas writes these.
			...(isService
				? around.deployments.map(object => ({ref: refOf(deploymentResource, object), object}))
				: []),
		],
		concerns: [
			...around.troubles.map(({says}) => ({says: `Pods behind the backends are unknown: ${says}`})),
			...unread.map(({says}) => ({says: `Not all that belongs to it could be read: ${says}`})),
			...(others?.trouble
				? [
						{
							says: `Whether another ${ref.resource.kind} reaches its versions is unknown: ${others.trouble.says}`,
						},
					]
				: []),
		],
	});
}

/** All ways to any of its versions, whichever is to stay. */
function waysAround(parts: Parts, split: Split): readonly Way[] {
	return split.backends.flatMap(from =>
		split.backends.flatMap(to => (from === to ? [] : (waysTo(parts, split, from, to) ?? []))),
	);
}

/** The workloads behind its backends, and what its dialect needs beside it. */
function readBeside(target: Target, reader: Reader, scopes: ReadonlyArray<{readonly namespace: string}>) {
	const {resource} = target;
	return Promise.all([
		readWorld(reader, scopes, isSplitByReplicas(target)),
		Promise.all(neededWith(resource).map(need => listNeeded(reader, need, resource, scopes))),
	]);
}

function isSplitByReplicas({resource}: Target): boolean {
	return isOfKind(resource, {group: '', plural: 'services'});
}

/** Lists the same only once. */
export function listingOnce(reader: Reader): Reader['list'] {
	const listed = new Map<string, ReturnType<Reader['list']>>();
	return (...question) => {
		const key = JSON.stringify(question);
		const known = listed.get(key) ?? reader.list(...question);
		listed.set(key, known);
		return known;
	};
}

function takesPart({uid}: Ref, {ref, partners = []}: Split): boolean {
	return ref.uid === uid || partners.some(each => each.uid === uid);
}

function subjectsOf(refs: readonly Ref[], objects: readonly KubernetesObject[]) {
	const distinct = refs.filter((ref, index) => refs.findIndex(each => each.uid === ref.uid) === index);
	return distinct.flatMap(ref => {
		const object = objects.find(({metadata}) => metadata.uid === ref.uid);
		return object ? [{ref, object}] : [];
	});
}

/** Backends may live in namespaces other than the object's: the dialect itself knows where. */
function namespacesOf(own: Parts, {namespace}: Ref): string[] {
	const splits = splitsOf(own, {services: [], deployments: []});
	return [...new Set([namespace, ...splits.flatMap(split => split.backends.map(each => each.namespace))])];
}

/** What could not all be read may be what is missing. */
function withoutBroken(split: Split): Split {
	const said = split.backends.flatMap(({brokenBecause}) => brokenBecause ?? []);
	return {
		...split,
		backends: split.backends.map(({brokenBecause: _unknown, ...backend}) => backend),
		warnings: split.warnings.filter(warning => !said.includes(warning)),
	};
}

/** The kinds that the dialects of this kind must see more of to understand one object. */
function neededWith(resource: Resource): Need[] {
	const needs = dialects
		.filter(({sources}) => sources.some(source => isOfKind(resource, source)))
		.flatMap(({needs = []}) => needs);
	// Whether an engine writes the object stands on the engine's objects alone.
	const led = engines.map(({source}) => source).filter(source => !isOfKind(resource, source));
	const all = [...needs, ...led];
	return all.filter((need, index) => all.findIndex(each => isOfKind(each, need)) === index);
}

function isLed(resource: Resource): boolean {
	return engines.some(({source}) => isOfKind(resource, source));
}

async function listNeeded(
	reader: Reader,
	need: Need,
	of: Resource,
	scopes: ReadonlyArray<{readonly namespace: string}>,
) {
	const resource = besides(need, of);
	const others = (need.alsoIn ?? []).filter(namespace =>
		scopes.every(scope => scope.namespace !== namespace),
	);
	const [near, far] = await Promise.all([
		listIn(reader, resource, scopes),
		listIn(
			reader,
			resource,
			others.map(namespace => ({namespace})),
		),
	]);
	return {resource, ...near, objects: [...near.objects, ...far.objects], elsewhere: far.trouble};
}

/** Kinds of one group come in the same versions. */
function besides({group, plural, kind, versions}: Need, {group: ownGroup, version}: Resource): Resource {
	return {
		group,
		plural,
		kind,
		version: group === ownGroup ? version : (versions?.[0] ?? 'v1'),
		namespaced: true,
	};
}

/** The splits a command means: those of the named rule, or all of the object. */
export function splitsMeant(facts: SplitFacts, rule: string | undefined): readonly Split[] {
	return rule === undefined ? facts.splits : facts.splits.filter(split => split.rule === rule);
}

/** Why a split may not be written, with the lever that does it instead where an engine has one; undefined where it may. */
export function whyLocked({lockedBecause, drivenBy}: Split): Refusal | undefined {
	if (lockedBecause === undefined) return undefined;
	if (drivenBy === undefined) return {refused: 'guarded', says: lockedBecause};
	return {
		refused: 'owned',
		says: lockedBecause,
		hint: `To go on: ${sayCommand('promote', drivenBy)}. To send everything back: ${sayCommand('abort', drivenBy)}`,
	};
}

/** `rule cards of HTTPRoute shop/checkout`. */
export function saySplit(split: Split): string {
	return split.rule === '' ? sayRef(split.ref) : `rule ${split.rule} of ${sayRef(split.ref)}`;
}
