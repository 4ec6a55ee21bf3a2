/** Something the orchestrator did with a container or a pod; where no object says when, when it was heard of. */
export type Deed = {
	/** Milliseconds since the epoch, by the cluster's clock. */
	readonly at: number;
	readonly says: string;
};

/** Of a rollout of hundreds of pods only the last ones are kept. */
export const mostDeeds = 200;
