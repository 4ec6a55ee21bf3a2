import type {PodRow} from '../resources/pod-row.ts';
import type {Facts} from './facts.ts';
import {type Cause, type ClusterTrouble, objectOf, type TroubledObject} from './trouble.ts';

/** StatefulSets and DaemonSets have no deadline: what a Deployment is given by default counts for them too. */
const deadlineMs = 600_000;

/** Rollouts of StatefulSets and DaemonSets that wait for a pod which isn't ready. What ails that pod is told of it. */
export const stuckSets: Cause = facts => [
	...(facts.statefulSets ?? []).flatMap(row => {
		if (!row.isUnfinished || row.isOnDelete) return [];
		const behind = podsNotReady(facts, 'StatefulSet', row).filter(pod => ordinalOf(pod) >= row.partition);
		// The controller goes from the last one down, and waits for each.
		const [at] = behind.sort((left, right) => ordinalOf(right) - ordinalOf(left));
		return at === undefined ? [] : [stuckAt('StatefulSet', row, at, facts.now)];
	}),
	...(facts.daemonSets ?? []).flatMap(row => {
		if (!row.isUnfinished || row.isOnDelete) return [];
		const [at] = podsNotReady(facts, 'DaemonSet', row).sort((left, right) => startOf(left) - startOf(right));
		return at === undefined ? [] : [stuckAt('DaemonSet', row, at, facts.now)];
	}),
];

type SetRow = {
	readonly uid: string;
	readonly namespace: string;
	readonly name: string;
	readonly wanted: number;
	readonly ready: number;
	readonly updated: number;
};

function podsNotReady({pods}: Facts, kind: string, {namespace, name}: SetRow): PodRow[] {
	return pods.filter(
		pod =>
			!pod.isReady &&
			!pod.isTerminating &&
			pod.namespace === namespace &&
			pod.workload?.kind === kind &&
			pod.workload.name === name,
	);
}

function ordinalOf({name}: PodRow): number {
	return Number(name.slice(name.lastIndexOf('-') + 1));
}

function startOf({readySince, created}: PodRow): number {
	return readySince ?? created;
}

const views = {StatefulSet: 'statefulsets', DaemonSet: 'daemonsets'} as const;

const hints = {
	StatefulSet: 'Setting the former template back is not enough: that pod must be deleted too.',
	DaemonSet: 'Its other nodes wait for that pod: set the former template back.',
} as const;

function stuckAt(kind: keyof typeof views, row: SetRow, pod: PodRow, now: number): ClusterTrouble {
	const where = kind === 'DaemonSet' && pod.node !== '' ? ` on ${pod.node}` : '';
	const says = `The rollout of ${kind} ${row.name} is stuck at ${pod.name}${where}`;
	const since = startOf(pod);
	return {
		key: `stuck ${row.uid}`,
		severity: row.ready === 0 ? 'critical' : 'warning',
		says: `${says}, which isn't ready`,
		fact: sayUpdated(row),
		hint: hints[kind],
		about: aboutSet(kind, row),
		count: 1,
		since,
		explains: [row.uid],
		dueTo: [pod.uid],
		suffering: {says, leads: true},
		...(now - since < deadlineMs && {isEcho: true as const}),
	};
}

/** `1 of 3 updated, 2 of 3 ready.` */
export function sayUpdated({updated, ready, wanted}: Pick<SetRow, 'updated' | 'ready' | 'wanted'>): string {
	return `${updated} of ${wanted} updated, ${ready} of ${wanted} ready.`;
}

export function aboutSet(kind: keyof typeof views, row: SetRow): TroubledObject {
	return objectOf(views[kind], row);
}
