import {isSame, valueAt} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Expectation, Guard} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import type {Condition} from '../model/split.ts';
import {dialects} from '../traffic/index.ts';
import {ownConditions} from '../traffic/object-head.ts';
import {isOfKind} from '../traffic/splits.ts';
import type {Progress} from './progress.ts';

/**
 * The values stand, and whoever reports on such objects has accepted that
 * generation. Where nobody reports, the written values are all that can be seen.
 */
export function judgeAccepted(
	{of, values}: Extract<Expectation, {seen: 'accepted'}>,
	object: KubernetesObject,
): Progress {
	const subject = sayRef(of);
	if (!holds(object, values)) {
		return {
			isMet: false,
			isStuck: true,
			says: `${subject} no longer holds what was written; somebody changed it`,
		};
	}
	const reports = reportsOn(of, object);
	if (reports === undefined) return {isMet: true, says: `${subject} written`};
	if (reports.length === 0) return {isMet: true, says: `${subject} written; ${silenceOn(of)}`};
	const generation = object.metadata.generation ?? 0;
	const isBehind = reports.some(({observedGeneration = generation}) => observedGeneration < generation);
	if (isBehind) return {isMet: false, says: `${subject} written, not yet accepted`};
	const refused = reports.find(({status}) => status === 'False');
	if (refused) return {isMet: false, isStuck: true, says: `${subject} not accepted: ${because(refused)}`};
	const undecided = reports.find(({status}) => status !== 'True');
	if (undecided) return {isMet: false, says: `${subject} written, not yet accepted: ${because(undecided)}`};
	return {isMet: true, says: `${subject} accepted`};
}

/** What an object says of its latest change, in the conditions its dialect goes by; undefined where nothing ever reports on such a kind. */
export function reportsOn(
	{resource}: Pick<Ref, 'resource'>,
	object: KubernetesObject,
): readonly Condition[] | undefined {
	const dialect = dialects.find(
		({sources, acceptedBy}) => acceptedBy && sources.some(source => isOfKind(resource, source)),
	);
	const conditions = dialect && (dialect.conditions ?? ownConditions)(object);
	return conditions?.filter(({type}) => dialect!.acceptedBy!.includes(type));
}

function silenceOn({resource}: Ref): string {
	return resource.group === 'gateway.networking.k8s.io'
		? 'no gateway reports on it'
		: 'nothing reports on it';
}

function because({message, reason, type}: Condition): string {
	return message || reason || type;
}

export function holds(object: KubernetesObject, values: readonly Guard[]): boolean {
	return values.every(({at, is}) => isSame(valueAt(object, at), is));
}
