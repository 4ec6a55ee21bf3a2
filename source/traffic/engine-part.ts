import type {Around, Engine, Holder, Lever, LeverName} from '../engines/engine.ts';
import type {KubernetesObject} from '../model/object.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Rollout} from '../model/rollout.ts';
import {type ObjectHead, readHead} from './object-head.ts';

/** What is kept of an engine's object. */
export type EnginePart = ObjectHead & {
	readonly rollout: Rollout;
	/** What holds its pod template, where the object only names it. */
	readonly holder?: Holder;
	/** Why levers cannot be pulled as it stands; a lever that is not here may still be refused for what stands around it. */
	readonly refusals: LeverRefusals;
	/** Its engine can restart it. */
	readonly hasRestart: boolean;
	/** Its revisions are its own ReplicaSets, and not those of what holds its template. */
	readonly keepsRevisions: boolean;
};

export type LeverRefusals = {readonly [lever in LeverName]?: Refusal};

export function enginePart(engine: Engine, object: KubernetesObject, ref: Ref): EnginePart {
	const holder = engine.holder(object);
	return {
		...readHead(object, ref),
		rollout: engine.rollout(object, ref),
		...(holder && {holder}),
		refusals: refusalsOf(engine, object, ref),
		hasRestart: engine.restart !== undefined,
		keepsRevisions: engine.revisions !== undefined,
	};
}

function refusalsOf({levers}: Engine, object: KubernetesObject, ref: Ref): LeverRefusals {
	const refusals: {[lever in LeverName]?: Refusal} = {};
	for (const [name, lever] of Object.entries(levers) as [LeverName, Lever][]) {
		const refusal = whyNot(lever, object, ref);
		if (refusal) refusals[name] = refusal;
	}
	return refusals;
}

/**
 * Only the object is known here. A refusal that asked what stands around it is
 * left to the plan, which reads that, and so is one of what was not asked for.
 */
function whyNot(lever: Lever, object: KubernetesObject, ref: Ref): Refusal | undefined {
	let hasLooked = false;
	const unread = (): undefined => {
		hasLooked = true;
	};
	const around: Around = {
		get replicaSets() {
			return unread();
		},
		get workload() {
			return unread();
		},
		get routedPercent() {
			return unread();
		},
	};
	const answer = lever(object, {ref, now: 0, around}, {});
	return isRefusal(answer) && answer.refused !== 'usage' && !hasLooked ? answer : undefined;
}
