import {aboutSet, sayUpdated} from './stuck-sets.ts';
import type {Cause} from './trouble.ts';

/** StatefulSets and DaemonSets that go no further by themselves: a partition, or that somebody has to delete their pods, keeps them. */
export const restingSets: Cause = ({statefulSets = [], daemonSets = []}) => [
	...statefulSets.flatMap(row => {
		const {uid, name, isUnfinished, isOnDelete, partition, updated, wanted} = row;
		const isAtPartition = partition > 0 && updated >= wanted - partition;
		if (!isUnfinished || updated >= wanted || !(isOnDelete || isAtPartition)) return [];
		return [
			{
				key: `resting ${uid}`,
				severity: 'notice',
				says: isOnDelete
					? sayOnDelete('StatefulSet', name)
					: `The rollout of StatefulSet ${name} rests at its partition ${partition}`,
				fact: sayUpdated(row),
				hint: isOnDelete
					? onDeleteHint
					: 'Lowering spec.updateStrategy.rollingUpdate.partition lets it go on.',
				about: aboutSet('StatefulSet', row),
				count: 1,
				since: 0,
			} as const,
		];
	}),
	...daemonSets.flatMap(row => {
		if (!row.isUnfinished || !row.isOnDelete) return [];
		return [
			{
				key: `resting ${row.uid}`,
				severity: 'notice',
				says: sayOnDelete('DaemonSet', row.name),
				fact: sayUpdated(row),
				hint: onDeleteHint,
				about: aboutSet('DaemonSet', row),
				count: 1,
				since: 0,
			} as const,
		];
	}),
];

function sayOnDelete(kind: string, name: string): string {
	return `The rollout of ${kind} ${name} waits for its pods to be deleted`;
}

const onDeleteHint = 'Its update strategy is OnDelete: each pod that is deleted comes back as the new one.';
