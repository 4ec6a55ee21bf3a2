import {numberIn, objectIn} from '../../model/object.ts';
import {ownedBy} from '../../model/revisions.ts';
import type {Deadline} from '../../model/rollout.ts';
import type {Around} from '../engine.ts';
import {timeIn} from '../times.ts';
import {type Argo, conditionOf, isPromoted} from './status.ts';
import {marks} from './versions.ts';

/** Until when earlier pods still run, an aborted version's do, and an update may take before it counts as stuck. */
export function deadlinesOf(argo: Argo, around: Around): Deadline[] {
	return [...scaleDowns(argo, around), ...abortScaleDown(argo, around), ...progress(argo)];
}

/** When the pods of a version are stopped, as its ReplicaSet notes; undefined where it bears no such note. */
export function scaleDownAt(hash: string, {object}: Argo, {replicaSets = []}: Around): number | undefined {
	const found = ownedBy(object, replicaSets).find(each => each.metadata.labels?.[marks.hashLabel] === hash);
	return (numberIn(found?.spec?.replicas) ?? 0) > 0
		? timeIn(found?.metadata.annotations?.['scale-down-deadline'])
		: undefined;
}

function scaleDowns(argo: Argo, around: Around): Deadline[] {
	const {object, currentHash, stableHash} = argo;
	return ownedBy(object, around.replicaSets ?? []).flatMap(({metadata}): Deadline[] => {
		const hash = metadata.labels?.[marks.hashLabel] ?? '';
		const at = scaleDownAt(hash, argo, around);
		if (at === undefined || hash === currentHash || hash === stableHash) return [];
		return [{what: 'scale-down', says: `pods of ${hash} are stopped, so going back there is slow`, at}];
	});
}

function abortScaleDown(argo: Argo, around: Around): Deadline[] {
	if (!argo.isAborted || isPromoted(argo)) return [];
	const at = scaleDownAt(argo.currentHash, argo, around) ?? expectedAbortScaleDown(argo);
	if (at === undefined) return [];
	return [
		{
			what: 'abort-scale-down',
			says: `pods of the aborted ${argo.currentHash} are stopped, so a retry is slow`,
			at,
		},
	];
}

/** Pods of an aborted version stay for 30 s unless told otherwise; told 0, for ever. Without a router they go at once. */
function expectedAbortScaleDown({status, canary, blueGreen, router}: Argo): number | undefined {
	const since = timeIn(status.abortedAt);
	const delay = numberIn((blueGreen ?? canary)?.abortScaleDownDelaySeconds) ?? 30;
	const isDelayed = blueGreen !== undefined || (router !== undefined && canary?.dynamicStableScale !== true);
	return since === undefined || delay === 0 || !isDelayed ? undefined : since + delay * 1000;
}

function progress(argo: Argo): Deadline[] {
	const condition = objectIn(conditionOf(argo, 'Progressing'));
	const isOpen = !isPromoted(argo) && !argo.isAborted && !argo.isPausedByHand && argo.pauses.length === 0;
	const since = timeIn(condition.lastUpdateTime);
	if (!isOpen || since === undefined || condition.reason === 'ProgressDeadlineExceeded') return [];
	const seconds = numberIn(argo.spec.progressDeadlineSeconds) ?? 600;
	const then = argo.spec.progressDeadlineAbort === true ? 'it is aborted' : 'it counts as stuck';
	return [{what: 'progress', says: `${then} unless it gets on`, at: since + seconds * 1000}];
}
