import type {Json, JsonObject} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import type {Ref} from '../model/ref.ts';
import type {Condition, Split} from '../model/split.ts';
import {ownersOf} from '../owners/owners-of.ts';
import {championAnnotation, type Unranked, withRoles} from './roles.ts';

/** What every dialect keeps of an object beside its weights. */
export type ObjectHead = {
	readonly ref: Ref;
	readonly generation: number;
	/** A person's choice of which version stays, as the object's annotation says it. */
	readonly champion: string | undefined;
	/** What the object's own status says of it; empty where its kind reports otherwise, or not at all. */
	readonly conditions: readonly Condition[];
	readonly owners: readonly Owner[];
};

export function readHead(object: KubernetesObject, ref: Ref): ObjectHead {
	return {
		ref,
		generation: object.metadata.generation ?? 0,
		champion: object.metadata.annotations?.[championAnnotation],
		conditions: ownConditions(object),
		owners: ownersOf({ref, object}),
	};
}

/** What dialects tell of one split; the rest follows from the object's head. */
export type SplitOfObject = Pick<Split, 'dialect' | 'rule' | 'match' | 'total' | 'bounds' | 'guards'> &
	Partial<
		Pick<
			Split,
			| 'sum'
			| 'isPerPod'
			| 'leastSum'
			| 'also'
			| 'warnings'
			| 'lockedBecause'
			| 'unproved'
			| 'conditions'
			| 'owners'
			| 'partners'
			| 'controllers'
		>
	> & {readonly backends: readonly Unranked[]};

/** One split of the object: its roles chosen, and what the dialect did not tell left empty. */
export function splitOf(
	{ref, champion, conditions, owners, generation}: ObjectHead,
	split: SplitOfObject,
): Split {
	return {
		key: `${ref.uid}/${split.rule}`,
		ref,
		also: [],
		conditions,
		owners,
		generation,
		...split,
		warnings: [
			...split.backends.flatMap(({brokenBecause}) => brokenBecause ?? []),
			...(split.warnings ?? []),
		],
		backends: withRoles(split.backends, champion),
	};
}

/** Those of `status.conditions`; where one names no generation it is about the one that the status was written for. */
export function ownConditions({status = {}}: KubernetesObject): Condition[] {
	const observed = numberIn(status.observedGeneration);
	return readConditions(status.conditions).map(each =>
		each.observedGeneration === undefined && observed !== undefined
			? {...each, observedGeneration: observed}
			: each,
	);
}

export function readConditions(conditions: Json | undefined): Condition[] {
	return objectsIn(conditions).map((condition: JsonObject) => ({
		type: textIn(condition.type) ?? '',
		status: textIn(condition.status) ?? 'Unknown',
		reason: textIn(condition.reason) ?? '',
		message: textIn(condition.message) ?? '',
		observedGeneration: numberIn(condition.observedGeneration),
		since: Date.parse(textIn(condition.lastTransitionTime) ?? '') || undefined,
	}));
}

/** The labels of a selector or of a template: what is text; the rest is nothing that pods could carry. */
export function labelsIn(value: Json | undefined): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(objectIn(value)).filter((each): each is [string, string] => typeof each[1] === 'string'),
	);
}
