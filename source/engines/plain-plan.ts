import type {KubernetesObject} from '../model/object.ts';
import type {Expectation, Guard, Plan, Refusal, RolloutMark} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {guardAsRead} from '../plan/guard-as-read.ts';

/** The parts of a plan that most levers leave empty. */
export const plainPlan = {concerns: [], owners: [], isEscape: false} as const satisfies Partial<Plan>;

/** Guards that all of these places still hold what was read. */
export function asRead(object: KubernetesObject, ...pointers: readonly string[]): Guard[] {
	return pointers.map(pointer => guardAsRead(object, pointer));
}

/** What must be seen of the rollout of this object. */
export function rolloutIs(
	of: Ref,
	until: RolloutMark,
	more: Partial<Extract<Expectation, {seen: 'rollout'}>> = {},
): Expectation {
	return {seen: 'rollout', of, until, ...more};
}

/** `sluice resume -n shop rollouts.argoproj.io/checkout`: a command that an operator can type as it stands. */
export function sayCommand(
	verb: string,
	{resource, namespace, name}: Omit<Ref, 'uid'>,
	...words: string[]
): string {
	const kind = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
	return ['sluice', verb, '-n', namespace, `${kind}/${name}`, ...words].join(' ');
}

export function refuse(refused: Refusal['refused'], ref: Ref, says: string, hint?: string): Refusal {
	return {refused, says: `${sayRef(ref)} ${says}`, ...(hint !== undefined && {hint})};
}
