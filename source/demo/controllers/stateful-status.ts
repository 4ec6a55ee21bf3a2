import {type KubernetesObject, type Tree, withoutEmpty} from '../object.ts';
import type {Member} from './stateful-update.ts';

/** The status of a stateful set with these pods; a rollout that is through makes its revision the current one. */
export function statusOf(
	{metadata, spec, status}: KubernetesObject,
	members: readonly Member[],
	current: string,
	update: string,
): Tree {
	const count = (isCounted: (member: Member) => boolean) => members.filter(isCounted).length;
	const isAt = (revision: string) => (member: Member) =>
		!member.isTerminating && member.revision === revision;
	const replicas = members.length;
	const readyReplicas = count(({isReady}) => isReady);
	const updatedReplicas = count(isAt(update));
	const isThrough =
		spec.updateStrategy.type === 'RollingUpdate' &&
		[updatedReplicas, readyReplicas, replicas].every(all => all === spec.replicas);
	return {
		...withoutEmpty({observedGeneration: metadata.generation}),
		replicas,
		...withoutEmpty({
			readyReplicas,
			currentReplicas: isThrough ? updatedReplicas : count(isAt(current)),
			updatedReplicas,
			currentRevision: isThrough ? update : current,
			updateRevision: update,
		}),
		collisionCount: status?.collisionCount ?? 0,
		availableReplicas: count(({isAvailable}) => isAvailable),
	};
}
