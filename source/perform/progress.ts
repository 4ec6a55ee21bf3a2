/** How far an expectation is. `isStuck`: waiting longer will not help, by the cluster's own word. */
export type Progress = {readonly isMet: boolean; readonly isStuck?: boolean; readonly says: string};
