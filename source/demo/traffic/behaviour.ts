/** How a version of an application serves, whichever pod runs it. */
export type Behaviour = {
	/** Half of all answers take no longer, while the pod has capacity to spare. */
	readonly medianMs: number;
	/** One answer in a hundred takes longer, while the pod has capacity to spare. */
	readonly p99Ms: number;
	/** The share of answers that are errors of its own making (500), from 0 to 1. */
	readonly errorShare: number;
	/** Requests a second that one pod can serve; above them answers get slow, then fail, then its probe fails. */
	readonly capacityPerSecond: number;
	/** Processor time of one request, in millicores at one request a second. */
	readonly millicoresPerRequest: number;
	readonly memoryMebibytes: number;
	/** Memory that is not given back, in mebibytes a minute. */
	readonly leakMebibytesPerMinute: number;
	/** It refuses connections from the gateway, and looks healthy to its probe and in its own metrics. */
	readonly isRefusing: boolean;
};

/** What users ask of a route's rule. */
export type Demand = {
	readonly namespace: string;
	/** An HTTPRoute; or, where `service` is given instead, a Service that is called without any route. */
	readonly route?: string;
	readonly service?: string;
	/** The rule's name; its first rule where left out. */
	readonly rule?: string;
	/** On average; it sways a little with time. */
	readonly requestsPerSecond: number;
	/** Lines such as `POST /checkout`, which the logs show. */
	readonly requests: readonly string[];
};

/** What was measured of one backend over the last ten seconds. */
export type Measured = {
	readonly requestsPerSecond: number;
	/** From 0 to 1; every answer that was no success, whoever failed. */
	readonly errorShare: number;
	readonly p50Ms: number;
	readonly p99Ms: number;
};

/** The simulated users, and how the versions they meet behave. Both can be changed at any moment. */
export type Traffic = {
	/** Sets what is asked of a route; the former demand on the same rule is replaced. */
	demand(demand: Demand): void;
	/** Changes how a version behaves, by a part of its image's name such as `checkout:1.5.0`. */
	behave(image: string, behaviour: Partial<Behaviour>): void;
	/** What the gateway measured of a Service behind a route; undefined where nothing reached it. */
	measured(namespace: string, service: string): Measured | undefined;
};
