import {engineOf} from '../engines/engine-of.ts';
import type {Target} from '../model/command.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Concern, Expectation, Refusal} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {championOf} from '../model/rollout.ts';
import {type Answer, answer} from '../model/trouble.ts';
import type {Gathered, Reader} from './action.ts';
import {gatherRollout, type RolloutFacts} from './gather-rollout.ts';

/** A pod template where it stands: in the object that was named, or in one that this one names. */
export type TemplateFacts = {
	/** What holds the template. */
	readonly object: KubernetesObject;
	/** The rollout that was named, where an engine leads the changes of the template. */
	readonly led?: RolloutFacts;
};

/** Reads what was named and, where an engine leads it, what holds its pod template. */
export async function gatherTemplate(
	target: Target,
	reader: Reader,
	now: number,
): Promise<Answer<Gathered<TemplateFacts>>> {
	if (engineOf(target.resource)) {
		const gathered = await gatherRollout(target, reader, now);
		if (!gathered.ok) return gathered;
		const {facts: led} = gathered.value;
		const object = led.around.workload?.object ?? led.object;
		return answer({...gathered.value, facts: {object, led}});
	}
	const read = await reader.get(target);
	if (!read.ok) return read;
	const subject = {ref: refOf(target.resource, read.value), object: read.value};
	return answer({facts: {object: read.value}, subjects: [subject], concerns: []});
}

/** What was named, and what a template is written to. */
export function refsOf(
	target: Target,
	{object, led}: TemplateFacts,
): {readonly named: Ref; readonly holder: Ref} {
	const named = led?.ref ?? refOf(target.resource, object);
	return {named, holder: led?.around.workload?.ref ?? named};
}

/** Why no template can be written: the object only names who holds it, and that could not be read. */
export function holderUnread({led}: TemplateFacts): Refusal | undefined {
	const holder = led?.engine.holder(led.object);
	if (!led || !holder || led.around.workload) return undefined;
	return {
		refused: 'not-found',
		says: `${sayRef(led.ref)} takes its pods from ${holder.kind} ${holder.name}, which could not be read.`,
		hint: 'See that it is there, and that you may read it.',
	};
}

/** What an operator should know before an engine is given another template, or that of the version called `hash`. */
export function ledConcerns({engine, object, ref, around}: RolloutFacts, hash?: string): Concern[] {
	const rollout = engine.rollout(object, ref, around);
	const {isPaused, isPromoted, steps, stepsDone} = rollout;
	if (hash && !isPromoted && hash === championOf(rollout)?.revision) {
		return [{says: 'That is the champion: the update ends, and everything goes back to it.'}];
	}
	return [
		...(isPaused
			? [{says: 'It is paused: the template is set, and nothing begins until it is resumed.'}]
			: []),
		...(!isPromoted && stepsDone > 0
			? [
					{
						says: `An update is under way, at step ${Math.min(stepsDone + 1, steps.length)} of ${steps.length}: another template starts it again at step 1.`,
					},
				]
			: []),
	];
}

/** Done, or waiting for a person, with another version than before. */
export function ledSettled({engine, object, ref, around}: RolloutFacts): Expectation[] {
	const {newest} = engine.rollout(object, ref, around);
	return [{seen: 'rollout', of: ref, until: 'rests', former: newest}];
}
