/** One run of checks (an AnalysisRun, or the analyses of an Experiment), as its own object tells. */
export type Analysis = {
	readonly name: string;
	readonly status: string;
	readonly message: string;
	/** Milliseconds since the epoch. */
	readonly started?: number;
	readonly completed?: number;
	readonly metrics: readonly Metric[];
};

export type Metric = {
	readonly name: string;
	readonly status: string;
	/** What the provider or the controller says of it, above all why it failed. */
	readonly message: string;
	/** Where its numbers come from: `prometheus`, `job`, `web`. */
	readonly provider: string;
	/** What it must satisfy, in the words of its author. */
	readonly succeedsIf?: string;
	readonly failsIf?: string;
	/** The latest measurement, as the provider gave it. */
	readonly value?: string;
	/** When that was taken. Milliseconds since the epoch. */
	readonly measured?: number;
	readonly counts: MetricCounts;
	readonly limits: MetricLimits;
	/** Measured and shown, but it decides nothing. */
	readonly isDryRun: boolean;
};

export type MetricCounts = {
	readonly measured: number;
	readonly successful: number;
	readonly failed: number;
	readonly inconclusive: number;
	readonly errors: number;
	readonly errorsInRow: number;
};

/** How many of a kind it bears before it decides; absent where there is no such limit. */
export type MetricLimits = {
	/** How many measurements it takes; absent for one that goes on for ever. */
	readonly measurements?: number;
	readonly failed: number;
	readonly inconclusive: number;
	readonly errorsInRow: number;
	readonly successesInRow?: number;
};

/** An Experiment: versions that run side by side for a while, and what is measured of them. */
export type Experiment = {
	readonly name: string;
	readonly status: string;
	readonly message: string;
	/** Milliseconds since the epoch: since when all of its versions run. */
	readonly since?: number;
	/** When its time is up, where it is known. */
	readonly until?: number;
	readonly versions: readonly ExperimentVersion[];
	readonly analyses: readonly {
		readonly name: string;
		readonly run: string;
		readonly status: string;
		readonly message: string;
	}[];
};

export type ExperimentVersion = {
	readonly name: string;
	readonly status: string;
	readonly message: string;
	readonly pods: {readonly ready: number; readonly wanted: number};
};
