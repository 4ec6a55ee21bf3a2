import type {Reader, Subject} from '../actions/action.ts';
import {readAround} from '../actions/read-around.ts';
import type {Entry} from '../journal/entry.ts';
import type {Clock} from '../model/clock.ts';
import {valueAt} from '../model/json.ts';
import {managedEntries} from '../model/managed-fields.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import type {Concern, Plan, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {foundOf} from '../owners/around.ts';
import {owners} from '../owners/index.ts';
import {applyConflicts} from '../owners/managed-fields.ts';
import type {OwnerFacts} from '../owners/owner-facts.ts';
import {ownersOf} from '../owners/owners-of.ts';
import {contestedBy} from './contested.ts';
import {overwrittenIn} from './overwritten.ts';

/** Where owners are looked for beyond what was read anyhow; undefined where nobody can wait for it. */
export type Search = {readonly reader: Reader; readonly clock: Clock; readonly entries: readonly Entry[]};

export type FoundOwners = Pick<Plan, 'owners' | 'concerns' | 'areOwnersKnown' | 'contested'>;

/**
 * Who may change back what the plan writes, beside those it knows itself, and
 * whose next apply will meet it. What could not be looked at is a concern, and
 * then nobody may say that there are none.
 */
export async function findOwners(
	plan: Plan,
	subjects: readonly Subject[],
	search: Search | undefined,
): Promise<FoundOwners> {
	const steps = plan.steps.filter(changesValues);
	const wholes = await Promise.all(steps.map(step => wholeOf(step, subjects, search?.reader)));
	const judged = steps.map((step, index) => factsOf(step, wholes[index]!.object, search?.entries ?? []));
	const around = search && (await readAround(judged.flatMap(wantsOf), search.reader, search.clock));
	const facts = judged.map(each => ({...each, around}));
	const unknown = search
		? distinct([
				...wholes.flatMap(({unread}) => (unread === undefined ? [] : [unread])),
				...facts.flatMap(unknownOf),
			])
		: [];
	const contested = search && contestedAmong(steps, judged, search);
	return {
		owners: distinctOwners([...plan.owners, ...facts.flatMap(ownersOf)]),
		concerns: [
			...(contested ? [contested] : []),
			...unknown.map(says => ({says})),
			...facts.flatMap(applyConflicts),
		],
		...(contested && {contested}),
		...(search && unknown.length === 0 && {areOwnersKnown: true}),
	};
}

function contestedAmong(
	steps: readonly Step[],
	judged: readonly OwnerFacts[],
	{entries, clock}: Search,
): Concern | undefined {
	return steps.flatMap((step, s) => contestedBy(step, judged[s]!, entries, clock.now()) ?? [])[0];
}

/** The record of who manages what is nobody's to change back, nor is a status: only its own controller writes that. */
function changesValues({type, edits, subresource}: Step): boolean {
	// Whoever evicts means the pod's controller to start another.
	if (type !== 'edit') return type === 'delete';
	if (subresource === 'status') return false;
	return edits.some(({at}) => !at.startsWith('/metadata/managedFields/'));
}

type Whole = {readonly object: KubernetesObject; readonly unread?: string};

/** The target with all that tells of its owners: lists leave the managers out, and a Scale has neither labels nor owners. */
async function wholeOf(
	{target}: Step,
	subjects: readonly Subject[],
	reader: Reader | undefined,
): Promise<Whole> {
	const known = subjects.find(each => each.ref.uid === target.uid)?.object;
	const isWhole = known !== undefined && known.kind !== 'Scale' && managedEntries(known) !== undefined;
	if (isWhole || reader === undefined) return {object: known ?? bare(target)};
	const read = await reader.get(target);
	if (read.ok && read.value.metadata.uid === target.uid) return {object: read.value};
	const says = read.ok ? `${sayRef(target)} was created anew meanwhile.` : read.trouble.says;
	return {object: known ?? bare(target), unread: `Who else may write it is unknown: ${says}`};
}

/** A target that was not read itself is known by name only; it may still be named by an autoscaler. */
function bare(ref: Subject['ref']): KubernetesObject {
	return {metadata: {name: ref.name, namespace: ref.namespace, uid: ref.uid}} as KubernetesObject;
}

function factsOf(step: Step, object: KubernetesObject, entries: readonly Entry[]): OwnerFacts {
	const {target, subresource} = step;
	if (step.type === 'delete') return {ref: target, object, isDeleted: true};
	const at = '/spec/replicas';
	if (subresource !== 'scale' && !step.edits.some(edit => edit.at === at)) {
		const {edits} = step;
		return {ref: target, object, edits, overwritten: overwrittenIn(entries, target.uid, edits, object)};
	}
	// A Scale leaves its replicas out where they are 0; the workload has them in the same place.
	const edits = [{at, from: valueAt(object, at) ?? step.edits[0]?.from ?? 0}];
	const replicas = Number(step.edits[0]?.to ?? 0);
	return {
		ref: target,
		object,
		edits,
		replicas,
		overwritten: overwrittenIn(entries, target.uid, edits, object),
	};
}

function wantsOf(facts: OwnerFacts) {
	return owners.flatMap(({wants}) => wants?.(facts) ?? []);
}

function unknownOf(facts: OwnerFacts): string[] {
	return owners.flatMap(({says, wants}) =>
		(wants?.(facts) ?? []).flatMap(each => {
			const found = foundOf(facts.around, each);
			return found.state === 'unknown' ? [`${says} could not be looked for: ${found.says}`] : [];
		}),
	);
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}

function distinctOwners(found: readonly Owner[]): Owner[] {
	return found.filter((owner, index) => found.findIndex(each => nameOf(each) === nameOf(owner)) === index);
}

/** An object names its controller without the namespace, which is its own: a plan that knows more of it goes first. */
function nameOf({name}: Owner): string {
	return name.replace(/ [^ /]+\//, ' ');
}
