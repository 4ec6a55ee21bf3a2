/** How far an expectation is. `isStuck`: waiting longer will not help, by the cluster's own word. */
export type Progress = {
	readonly isMet: boolean;
	readonly isStuck?: boolean;
	readonly says: string;
	/** What came of it at length, a line each: the answer to a query, or why it failed. */
	readonly lines?: readonly string[];
};
