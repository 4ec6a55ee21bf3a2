/** What was counted of a split's requests, or why nothing can be said of them. */
export type Measured = Figures | Unmeasured;

/**
 * Who counted. A gateway, or the proxy beside a caller, sees the requests that
 * no pod answers too; what a pod counts leaves them out, so that a dead version
 * looks healthy by its own numbers.
 */
export type Side = 'gateway' | 'pods';

/** What is in the counts: requests of this rule alone, of all rules of its object, or all that reach the backends by any way. */
export type Extent = 'rule' | 'object' | 'backend';

/** A place that measures, as a query can be sent to it. */
export type MeasuringSource =
	| {
			readonly type: 'service';
			readonly namespace: string;
			readonly name: string;
			/** A number or a name. */
			readonly port: string;
			readonly isTls?: true;
			/** What stands before `/api/v1/query`, as `/select/0/prometheus`; empty where nothing does. */
			readonly prefix: string;
	  }
	| {
			readonly type: 'url';
			readonly url: string;
			/** A bearer token is read from it for each query. */
			readonly tokenFile?: string;
			/** Authorities to trust in place of the machine's own. */
			readonly caFile?: string;
	  };

/** Where a pod shows its counters. */
export type PodListener = {
	readonly namespace: string;
	readonly name: string;
	readonly port: string;
	readonly path: string;
};

/** What an operator settles of measuring, for one context. */
export type MetricsSettings = {
	readonly isOff?: true;
	/** The one to ask; one is looked for where left out. */
	readonly source?: MeasuringSource;
	/** Where that one is written down: `metrics of prod-eu in ~/.config/sluice/config.yaml`. */
	readonly namedIn?: string;
	/** Consent to read the pods' own counters for the minute after a write, where no source is found. */
	readonly pods?: true;
};

export type Figures = {
	readonly state: 'measured';
	/** Whose counters they are, as a person calls it: `Istio`. */
	readonly meter: string;
	/** Where they were read: `monitoring/prometheus:9090`, or the pods themselves. */
	readonly source: string;
	readonly side: Side;
	readonly extent: Extent;
	/** When the newest counts were taken, by the cluster's clock; milliseconds since the epoch. */
	readonly at: number;
	/** How long was counted, at most: each of several that count has its own moments. */
	readonly windowMs: number;
	/** In the order of the split's backends. */
	readonly backends: readonly BackendFigures[];
	/** What is missing of it or uncertain in it, in sentences. */
	readonly remarks: readonly string[];
};

export type BackendFigures = {
	/** As the split calls it. */
	readonly name: string;
	/** Why there are no figures; what is not known is never zero. */
	readonly gap?: Gap;
	/** Counted in the window; 0 where there is a gap. */
	readonly requests: number;
	readonly perSecond: number;
	/** Undefined where the counts of some backend are missing, or there are too few requests to say. */
	readonly share?: SeenShare;
	/** The newest reading that had counted one more; undefined where none of those that are kept did. */
	readonly lastAt?: number;
	/** Between which readings nothing of it was missed: the oldest that is kept, and the last that all who count it took. */
	readonly countedFrom?: number;
	readonly countedUntil?: number;
	readonly failed: number;
	/** What failed, most often first: `503 UF`. */
	readonly failures: readonly Failure[];
	/** The buckets that hold the median and the 99th percentile; undefined where there are too few requests, or nobody keeps them. */
	readonly p50?: LatencyBucket;
	readonly p99?: LatencyBucket;
};

/** Percent, with the half-width of a 95 % interval that comes of counting alone. */
export type SeenShare = {readonly percent: number; readonly plusMinus: number};

export type Failure = {readonly what: string; readonly count: number};

/** Milliseconds. `aboveMs` is 0 of the first bucket; `toMs` undefined of the last, which has no end. */
export type LatencyBucket = {readonly aboveMs: number; readonly toMs?: number};

export type Gap =
	/** Nobody counts requests to it under a name it should have. */
	| {readonly why: 'missing'}
	/** It was counted only once since the shares changed, or ever. */
	| {readonly why: 'too-soon'}
	/** Its counts stopped. */
	| {readonly why: 'stale'; readonly since: number};

export type Unmeasured = {
	readonly state: 'unmeasured';
	readonly why: /** Switched off by the configuration. */
		| 'off'
		/** Nothing was found that measures. */
		| 'no-source'
		/** It was found and does not answer, or may not be asked. */
		| 'unreachable'
		/** It answers, and has no counters for these backends. */
		| 'no-series'
		/** It counts the backends as one. */
		| 'not-apart'
		/** No newer counts came for a while. */
		| 'stale'
		/** Too little time since the shares changed, or since it began to count. */
		| 'too-soon'
		/** Too few requests to say anything. */
		| 'too-few';
	readonly says: string;
	readonly hint?: string;
	/** Since when counts are missing, where that is known. */
	readonly since?: number;
};

export function unmeasured(why: Unmeasured['why'], says: string, hint?: string): Unmeasured {
	return {state: 'unmeasured', why, says, ...(hint !== undefined && {hint})};
}

/** `monitoring/prometheus:9090`, or the host of an address. */
export function saySource(source: MeasuringSource): string {
	if (source.type === 'service') return `${source.namespace}/${source.name}:${source.port}`;
	return URL.canParse(source.url) ? new URL(source.url).host : source.url;
}
