import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import {isSame, valueAt} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectsIn, textIn} from '../model/object.ts';
import type {Expectation} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';

/** How far an expectation is. `isStuck`: waiting longer will not help, by the cluster's own word. */
export type Progress = {readonly isMet: boolean; readonly isStuck?: boolean; readonly says: string};

/** Judges an expectation by the object as read. */
export function judge(expectation: Expectation, object: KubernetesObject): Progress {
	switch (expectation.seen) {
		case 'ready': {
			const ready = numberIn(object.status?.readyReplicas) ?? 0;
			return {
				isMet: ready >= expectation.pods,
				says: `${object.metadata.name}: ${ready} ready, ${expectation.pods} needed`,
			};
		}
		case 'scaled':
			return judgeScaled(expectation.pods, object);
		case 'rolled-out':
			return judgeRollout(object);
		case 'accepted':
			return judgeAccepted(expectation, object);
	}
}

function judgeScaled(pods: number, object: KubernetesObject): Progress {
	const asked = numberIn(object.spec?.replicas) ?? 1;
	const ready = numberIn(object.status?.readyReplicas) ?? 0;
	const present = numberIn(object.status?.replicas) ?? 0;
	const says = `${object.metadata.name}: ${pods} asked, ${asked} set, ${ready} ready${present > pods ? `, ${present - pods} stopping` : ''}`;
	if (asked !== pods) return {isMet: false, isStuck: true, says: `${says}; somebody changed it`};
	return {isMet: isObserved(object) && ready === pods && present === pods, says};
}

/** As `kubectl rollout status` judges it: observed, all updated, none left over, all available. */
function judgeRollout(object: KubernetesObject): Progress {
	const {name} = object.metadata;
	const wanted = numberIn(object.spec?.replicas) ?? numberIn(object.status?.desiredNumberScheduled) ?? 1;
	const updated = numberIn(object.status?.updatedReplicas ?? object.status?.updatedNumberScheduled) ?? 0;
	const available = numberIn(object.status?.availableReplicas ?? object.status?.numberAvailable) ?? 0;
	const present = numberIn(object.status?.replicas ?? object.status?.currentNumberScheduled) ?? 0;
	const says = `${name}: ${updated} of ${wanted} pods updated, ${available} available`;
	if (object.spec?.paused === true) return {isMet: false, isStuck: true, says: `${says}; it is paused`};
	const late = objectsIn(object.status?.conditions).find(each => each.reason === 'ProgressDeadlineExceeded');
	if (isObserved(object) && late)
		return {isMet: false, isStuck: true, says: `${says}; stuck: ${textIn(late.message)}`};
	return {
		isMet: isObserved(object) && updated === wanted && present === wanted && available === wanted,
		says,
	};
}

/** Where no parent reports on the object, the written values are all that can be seen. */
function judgeAccepted(
	{of, values}: Extract<Expectation, {seen: 'accepted'}>,
	object: KubernetesObject,
): Progress {
	const subject = sayRef(of);
	if (!values.every(({at, is}) => isSame(valueAt(object, at), is))) {
		return {
			isMet: false,
			isStuck: true,
			says: `${subject} no longer holds what was written; somebody changed it`,
		};
	}
	const conditions = objectsIn(object.status?.parents).flatMap(parent => objectsIn(parent.conditions));
	if (conditions.length === 0) return {isMet: true, says: `${subject} written; no gateway reports on it`};
	const generation = object.metadata.generation ?? 0;
	const current = conditions.filter(each => (numberIn(each.observedGeneration) ?? generation) >= generation);
	if (current.length < conditions.length) return {isMet: false, says: `${subject} written, not yet accepted`};
	const refused = current.find(
		each => ['Accepted', 'ResolvedRefs'].includes(String(each.type)) && each.status !== 'True',
	);
	if (refused)
		return {isMet: false, isStuck: true, says: `${subject} not accepted: ${textIn(refused.message)}`};
	return {isMet: true, says: `${subject} accepted`};
}

function isObserved(object: KubernetesObject): boolean {
	return (numberIn(object.status?.observedGeneration) ?? 0) >= (object.metadata.generation ?? 0);
}

export type Waiting = {
	readonly cluster: Pick<Cluster, 'get'>;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Milliseconds since the epoch. */
	readonly deadline: number;
	tell(expectation: Expectation, says: string): void;
};

/** Reads the object until the expectation is met, is stuck for good, or the deadline has passed. */
export async function waitFor(expectation: Expectation, waiting: Waiting): Promise<Progress> {
	let delayMs = 100;
	for (;;) {
		const read = await waiting.cluster.get(expectation.of);
		const progress = read.ok ? judge(expectation, read.value) : {isMet: false, says: read.trouble.says};
		waiting.tell(expectation, progress.says);
		const isLate = waiting.clock.now() + delayMs > waiting.deadline;
		if (progress.isMet || progress.isStuck || isLate || waiting.signal.aborted) return progress;
		await sleep(waiting.clock, delayMs, waiting.signal);
		delayMs = Math.min(delayMs * 1.5, 2000);
	}
}

function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
	return new Promise(resolve => {
		const cancel = clock.after(delayMs, resolve);
		signal.addEventListener(
			'abort',
			() => {
				cancel();
				resolve();
			},
			{once: true},
		);
	});
}
