import {type Clock, sleep} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Json} from '../model/json.ts';
import {managedEntries} from '../model/managed-fields.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Expectation} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import type {Trouble} from '../model/trouble.ts';
import {holds, judgeAccepted} from './judge-accepted.ts';
import {judgeApplication} from './judge-application.ts';
import {judgeEngine} from './judge-rollout.ts';
import type {Progress} from './progress.ts';

export type {Progress};

/** Judges an expectation by the object as read. */
export function judge(expectation: Expectation, object: KubernetesObject): Progress {
	switch (expectation.seen) {
		case 'ready': {
			const ready = numberIn(object.status?.readyReplicas ?? object.status?.numberReady) ?? 0;
			return {
				isMet: ready >= expectation.pods,
				says: `${object.metadata.name}: ${ready} ready, ${expectation.pods} needed`,
			};
		}
		case 'scaled':
			return judgeScaled(expectation.pods, object);
		case 'within':
			return judgeWithin(expectation, object);
		case 'rolled-out':
			return holds(object, expectation.values) ? judgeRollout(object) : replaced(object);
		case 'accepted':
			return judgeAccepted(expectation, object);
		case 'holds':
			return judgeHeld(expectation, object);
		case 'rollout':
			return judgeEngine(expectation, object);
		case 'completed':
			return expectation.of.resource.kind === 'Job' ? judgeCompleted(object) : judgeApplication(object);
		case 'gone':
			return judgeGone(expectation.of, object);
		case 'handed-back':
			return judgeHandedBack(expectation, object);
	}
}

export function judgeScaled(pods: number, object: KubernetesObject): Progress {
	const asked = numberIn(object.spec?.replicas) ?? 1;
	const ready = numberIn(object.status?.readyReplicas) ?? 0;
	const present = numberIn(object.status?.replicas) ?? 0;
	const says = `${object.metadata.name}: ${pods} asked, ${asked} set, ${ready} ready${present > pods ? `, ${present - pods} stopping` : ''}`;
	if (asked !== pods) return {isMet: false, isStuck: true, says: `${says}; somebody changed it`};
	if (isUpdating(object)) {
		const isMet = isObserved(object) && ready >= pods && present <= pods * 2;
		return {isMet, says: `${says}; its update goes on`};
	}
	return {isMet: isObserved(object) && ready === pods && present === pods, says};
}

/** While a Rollout updates, a second version may have as many pods beside the first. */
function isUpdating({status = {}}: KubernetesObject): boolean {
	return status.stableRS !== undefined && status.stableRS !== status.currentPodHash;
}

/** Whoever scales it sets the number in its own time. */
function judgeWithin(
	{min, max}: Extract<Expectation, {seen: 'within'}>,
	{metadata, spec, status}: KubernetesObject,
): Progress {
	const asked = numberIn(spec?.replicas) ?? 1;
	const present = numberIn(status?.replicas) ?? 0;
	const ready = numberIn(status?.readyReplicas) ?? 0;
	const isMet = [asked, present].every(count => count >= min && count <= max) && ready >= min;
	return {
		isMet,
		says: `${metadata.name}: ${asked} set, ${present} there, ${ready} ready, within ${min}-${max} wanted`,
	};
}

/** As `kubectl rollout status` judges it: observed, all updated that are meant to be, none left over, all available. */
export function judgeRollout(object: KubernetesObject): Progress {
	const {wanted, updated, present, available} = countsOf(object);
	const {meant, because} = meantToUpdate(object, wanted);
	const left = present - updated;
	const old = left > 0 ? `, ${left} old left` : '';
	const says = `${object.metadata.name}: ${updated} of ${wanted} pods updated${because}, ${available} available${old}`;
	if (object.spec?.paused === true) return {isMet: false, isStuck: true, says: `${says}; it is paused`};
	const late = objectsIn(object.status?.conditions).find(each => each.reason === 'ProgressDeadlineExceeded');
	if (isObserved(object) && late)
		return {isMet: false, isStuck: true, says: `${says}; stuck: ${textIn(late.message)}`};
	return {
		isMet: isObserved(object) && updated >= meant && present === wanted && available === wanted,
		says,
	};
}

/** A DaemonSet has its own names for what Deployments and StatefulSets count. */
function countsOf({spec, status = {}}: KubernetesObject) {
	const count = (value: Json | undefined) => numberIn(value) ?? 0;
	if (status.desiredNumberScheduled === undefined) {
		return {
			wanted: numberIn(spec?.replicas) ?? 1,
			updated: count(status.updatedReplicas),
			present: count(status.replicas),
			available: count(status.availableReplicas),
		};
	}
	return {
		wanted: count(status.desiredNumberScheduled),
		updated: count(status.updatedNumberScheduled),
		present: count(status.currentNumberScheduled),
		available: count(status.numberAvailable),
	};
}

/** Of a StatefulSet only the pods from its partition on follow by themselves; with OnDelete none do. */
function meantToUpdate({spec}: KubernetesObject, wanted: number): {meant: number; because: string} {
	const {type, rollingUpdate} = objectIn(spec?.updateStrategy);
	if (type === 'OnDelete') return {meant: 0, because: ' (the others once they are deleted)'};
	const partition = numberIn(objectIn(rollingUpdate).partition) ?? 0;
	return partition === 0
		? {meant: wanted, because: ''}
		: {meant: Math.max(0, wanted - partition), because: ` (those from partition ${partition} on)`};
}

/** What a controller writes in its own time: not yet there is no reason to give up. */
function judgeHeld({of, values}: Extract<Expectation, {seen: 'holds'}>, object: KubernetesObject): Progress {
	const isMet = holds(object, values);
	return {isMet, says: `${sayRef(of)} ${isMet ? 'is as asked' : 'is not as asked yet'}`};
}

function judgeCompleted({metadata, spec, status}: KubernetesObject): Progress {
	const {completions = 1} = spec ?? {};
	const [succeeded, active, failed] = [status?.succeeded, status?.active, status?.failed].map(
		count => numberIn(count) ?? 0,
	);
	const counts = `${succeeded} of ${completions} done, ${active} running${failed ? `, ${failed} failed` : ''}`;
	const ended = objectsIn(status?.conditions).find(
		({type, status: is}) => is === 'True' && (type === 'Complete' || type === 'Failed'),
	);
	if (ended?.type === 'Complete') return {isMet: true, says: `${metadata.name}: ${counts}`};
	return ended === undefined
		? {isMet: false, says: `${metadata.name}: ${counts}`}
		: {
				isMet: false,
				isStuck: true,
				says: `${metadata.name} failed: ${textIn(ended.message) ?? textIn(ended.reason) ?? counts}`,
			};
}

/** Another incarnation under the same name is not what was deleted. */
function judgeGone(of: Ref, {metadata}: KubernetesObject): Progress {
	if (metadata.uid !== of.uid) return goneAs(of);
	const held = metadata.finalizers as readonly string[] | undefined;
	const waits = held && held.length > 0 ? `, and waits for ${held.join(', ')}` : '';
	const says = metadata.deletionTimestamp === undefined ? 'is still there' : `is ending${waits}`;
	return {isMet: false, says: `${sayRef(of)} ${says}`};
}

function goneAs(of: Ref): Progress {
	return {isMet: true, says: `${sayRef(of)} is gone`};
}

function judgeHandedBack(
	{of, manager}: Extract<Expectation, {seen: 'handed-back'}>,
	object: KubernetesObject,
): Progress {
	const isThere = managedEntries(object)?.some(each => each.manager === manager) === true;
	return isThere
		? {isMet: false, isStuck: true, says: `${manager} is still on record for fields of ${sayRef(of)}`}
		: {isMet: true, says: `${manager} is on record for no field of ${sayRef(of)}`};
}

/** A later change took over: whatever rolls out now is not what was asked for here. */
function replaced({metadata}: KubernetesObject): Progress {
	return {isMet: false, isStuck: true, says: `${metadata.name} was changed again before this had rolled out`};
}

function isObserved(object: KubernetesObject): boolean {
	// A Rollout's is a text.
	return Number(object.status?.observedGeneration ?? 0) >= (object.metadata.generation ?? 0);
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
export function waitFor(expectation: Expectation, waiting: Waiting): Promise<Progress> {
	return waitUntil(expectation.of, object => judge(expectation, object), {
		...waiting,
		...(expectation.seen === 'gone' && {absent: goneAs(expectation.of)}),
		tell: says => waiting.tell(expectation, says),
	});
}

/** The same by any judgement of the object as read. */
export async function waitUntil(
	target: Parameters<Cluster['get']>[0],
	judged: (object: KubernetesObject) => Progress,
	{
		cluster,
		clock,
		signal,
		deadline,
		tell,
		absent,
	}: Omit<Waiting, 'tell'> & {tell(says: string): void; readonly absent?: Progress},
): Promise<Progress> {
	let progress: Progress = {isMet: false, says: `${sayRef(target)} was not read yet`};
	let delayMs = 100;
	for (;;) {
		const read = await unlessAborted(cluster.get(target), signal);
		if (!read) return progress;
		progress = read.ok ? judged(read.value) : unread(read.trouble, absent);
		tell(progress.says);
		const isLate = clock.now() + delayMs > deadline;
		if (progress.isMet || progress.isStuck || isLate || signal.aborted) return progress;
		await sleep(clock, delayMs, signal);
		delayMs = Math.min(delayMs * 1.5, 2000);
	}
}

/** A server that is away may come back; an object that is gone will not be what was waited for. */
function unread({reason, says}: Trouble, absent: Progress | undefined): Progress {
	if (reason === 'not-found' && absent) return absent;
	return {isMet: false, isStuck: reason === 'not-found', says};
}

/** Undefined once the signal is aborted, however long the server stays silent. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
	return new Promise((resolve, reject) => {
		const stop = () => resolve(undefined);
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}
