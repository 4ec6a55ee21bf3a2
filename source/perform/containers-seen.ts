import type {Deed} from '../model/deed.ts';
import type {Labels} from '../model/labels.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';

/** What a pod tells of its containers, as far as it says what the orchestrator did. */
export type PodSeen = {
	readonly uid: string;
	readonly name: string;
	readonly node: string;
	readonly labels: Labels;
	readonly isEnding: boolean;
	readonly containers: readonly ContainerSeen[];
};

type ContainerSeen = {
	readonly name: string;
	readonly image: string;
	readonly restarts: number;
	/** Milliseconds since the epoch, as all times here. */
	readonly startedAt: number | undefined;
	readonly ended: {readonly at: number; readonly says: string} | undefined;
	/** Why it does not start, where that is no passing matter. */
	readonly stuck: string | undefined;
};

export function seenPod({metadata, spec, status}: KubernetesObject): PodSeen {
	const statuses = [status?.initContainerStatuses, status?.containerStatuses].flatMap(objectsIn);
	return {
		uid: metadata.uid,
		name: metadata.name,
		node: textIn(spec?.nodeName) ?? '',
		labels: metadata.labels ?? {},
		isEnding: metadata.deletionTimestamp !== undefined,
		containers: statuses.map(({name, image, restartCount, state}) => {
			const {running, terminated, waiting} = objectIn(state);
			const end = objectIn(terminated);
			const reason = textIn(objectIn(waiting).reason);
			return {
				name: textIn(name) ?? '',
				image: textIn(image) ?? '',
				restarts: numberIn(restartCount) ?? 0,
				startedAt: timeIn(objectIn(running).startedAt ?? end.startedAt),
				ended:
					timeIn(end.finishedAt) === undefined ? undefined : {at: timeIn(end.finishedAt)!, says: sayEnd(end)},
				stuck: reason === undefined || passing.includes(reason) ? undefined : reason,
			};
		}),
	};
}

/** Every container goes through these. */
const passing = ['ContainerCreating', 'PodInitializing'];

function timeIn(value: unknown): number | undefined {
	return typeof value === 'string' ? Date.parse(value) || undefined : undefined;
}

function sayEnd({exitCode, reason}: ReturnType<typeof objectIn>): string {
	const why = textIn(reason);
	return `exit ${numberIn(exitCode) ?? '?'}${why === undefined || why === 'Completed' ? '' : ` (${why})`}`;
}

/** What was done with a pod between two looks at it, since `since`; `now` dates what no object dates. */
export function deedsBetween(
	before: PodSeen | undefined,
	after: PodSeen | undefined,
	{since, now}: {readonly since: number; readonly now: number},
): readonly Deed[] {
	if (after === undefined) return before === undefined ? [] : [{at: now, says: `${before.name} is gone`}];
	const containers = after.containers.flatMap(container => {
		const known = before?.containers.find(({name}) => name === container.name);
		return deedsOn(container, known, after, {since, now});
	});
	const isTold = before !== undefined && after.isEnding && !before.isEnding;
	return [...containers, ...(isTold ? [{at: now, says: `told ${after.name} to stop`}] : [])];
}

function deedsOn(
	{name, image, restarts, startedAt, ended, stuck}: ContainerSeen,
	known: ContainerSeen | undefined,
	pod: PodSeen,
	{since, now}: {readonly since: number; readonly now: number},
): Deed[] {
	const isNew = (at: number | undefined, before: number | undefined): at is number =>
		at !== undefined && at !== before && at >= since;
	const where = `${pod.name}${pod.node && ` on ${pod.node}`}`;
	const again = restarts > 0 ? ' again' : '';
	return [
		...(isNew(startedAt, known?.startedAt)
			? [{at: startedAt, says: `started ${name} (${image})${again} in ${where}`}]
			: []),
		...(ended !== undefined && isNew(ended.at, known?.ended?.at)
			? [{at: ended.at, says: `${name} in ${pod.name} stopped: ${ended.says}`}]
			: []),
		...(stuck !== undefined && stuck !== known?.stuck
			? [{at: now, says: `${name} in ${pod.name} does not start: ${stuck}`}]
			: []),
	];
}
