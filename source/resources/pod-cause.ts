import {intern} from './intern.ts';

/** Why a pod isn't ready, as far as it tells. Pods of one workload with the same cause and `about` suffer from one thing. */
export type PodTrouble = {
	readonly cause: PodCause;
	/** The image or container concerned; empty where it is the pod as a whole. */
	readonly about: string;
	/** `not found`, `last exit 137 (OOMKilled)`, `0/3 nodes are available: ...`; may be empty. */
	readonly detail: string;
	/** All of it, about one pod: `crashed 5 times, last exit 137 (OOMKilled)`. */
	readonly says: string;
};

export type PodCause =
	| 'image'
	| 'crash'
	| 'container'
	| 'unschedulable'
	| 'gated'
	| 'failed'
	| 'lost'
	| 'unready'
	| 'starting';

export function trouble(cause: PodCause, about: string, detail: string, says: string): PodTrouble {
	return {cause, about: intern(about), detail: intern(detail), says: intern(says)};
}
