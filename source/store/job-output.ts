import type {JsonObject} from '../model/json.ts';
import {objectIn, objectsIn, textIn} from '../model/object.ts';
import {type PrintedProgress, progressIn, resultIn} from '../model/printed.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {Subject} from './screen.ts';
import {type LogBuffer, logKey, type State} from './state.ts';
import {containerRead, rowsIn} from './targets.ts';

export const jobsView = 'jobs';

export function podsOfJob(state: State, {namespace, name}: Subject): readonly PodRow[] {
	return [...rowsIn<PodRow>(state, 'pods')].filter(
		pod => pod.namespace === namespace && pod.workload?.kind === 'Job' && pod.workload.name === name,
	);
}

/** The pod whose output tells of a Job: the one that succeeded, else the one that was made last. */
export function podOfJob(state: State, subject: Subject | undefined): Subject | undefined {
	if (subject?.view !== jobsView) return undefined;
	const pods = podsOfJob(state, subject).toSorted((left, right) => left.created - right.created);
	const pod = pods.findLast(({phase}) => phase === 'Succeeded') ?? pods.at(-1);
	return pod && {view: 'pods', uid: pod.uid, namespace: pod.namespace, name: pod.name};
}

/** What a Job tells of itself by what its pod prints. */
export type JobOutput = {
	readonly log: LogBuffer;
	/** Left out once it has ended: then its result counts. */
	readonly progress?: PrintedProgress;
	readonly result?: JsonObject;
};

export function outputOfJob(state: State, subject: Subject): JobOutput | undefined {
	const pod = podOfJob(state, subject);
	const log = pod && state.logs[logKey(pod, containerRead(state, {subject: pod}))];
	if (pod === undefined || log === undefined) return undefined;
	const {status} = state.objects[pod.uid]?.object ?? {};
	const ends = objectsIn(status?.containerStatuses).map(({state: is}) => objectIn(is).terminated);
	const hasEnded = ends.length > 0 && ends.every(end => end !== undefined);
	const message = ends.flatMap(end => textIn(objectIn(end).message) ?? [])[0];
	const result = hasEnded ? resultIn(message, log.lines) : undefined;
	const progress = hasEnded ? undefined : progressIn(log.lines);
	return {log, ...(progress && {progress}), ...(result && {result})};
}
