/** `critical`: something serves nobody, or a node is gone. `warning`: it limps. `notice`: it was, and is over. */
export type Severity = 'critical' | 'warning' | 'notice';

/** One thing that is wrong, said once however many objects it shows in. */
export type ClusterTrouble = {
	/** The same trouble keeps its key while its count and words change. */
	readonly key: string;
	readonly severity: Severity;
	/** `3 pods of ranker can't pull image ranker:v9: not found`. */
	readonly says: string;
	/** How bad it is and what to do next. */
	readonly hint?: string;
	/** What to open: the Deployment where there is one, else the pod or node that suffers longest. */
	readonly about: TroubledObject;
	/** Objects that show it. */
	readonly count: number;
	/** When it began, as far as can be told; milliseconds since the epoch. */
	readonly since: number;
};

export type TroubledObject = {
	readonly kind: 'Pod' | 'Deployment' | 'Node';
	readonly namespace: string;
	readonly name: string;
	readonly uid: string;
};
