import type {KubernetesObject} from '../object.ts';
import type {Flow} from './flow.ts';

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

/** How it goes with the one application in a pod, in the present run of its container. */
export type PodLoad = {
	/** Over the last whole window of fifteen seconds. */
	readonly cpuMillicores: number;
	readonly memoryMebibytes: number;
	/** Processor time since it started. */
	readonly cpuSeconds: number;
	/** Requests that wait to be served. */
	readonly waiting: number;
	/** How long a request waits before it is served: zero while there is capacity to spare. */
	readonly waitMs: number;
	/** Answers by method and code, as the application itself counts them since it started. */
	readonly answers: readonly {method: string; code: number; count: number}[];
	/** Of all answers, how many were in each step of the grid of durations. */
	readonly durations: Float64Array;
	readonly durationSumMs: number;
};

/** How hard a pod worked in a window of fifteen seconds: what its log tells afterwards. */
export type Pressure = {readonly requestsPerSecond: number; readonly waitMs: number};

/** The simulated users, and how the versions they meet behave. Both can be changed at any moment. */
export type Traffic = {
	/** Sets what is asked of a route or Service; the former demand on the same rule is replaced, zero ends it. */
	demand(demand: Demand): void;
	/** Changes how a version behaves from now on, by a part of its image's name such as `checkout:1.5.0`. */
	behave(image: string, behaviour: Partial<Behaviour>): void;
	/** What the gateway measured of a Service behind a route; undefined where nothing reached it. */
	measured(namespace: string, service: string): Measured | undefined;
	/** How a version behaved at a moment; undefined for images that nobody described and no user reaches. */
	behaviourAt(image: string, atMs: number): Behaviour | undefined;
	/** How it goes with a running pod; undefined where no traffic goes to a pod like it. */
	loadOf(pod: KubernetesObject): PodLoad | undefined;
	/** Whether the pod answers its probes within `timeoutMs`; a pod that nobody knows does. */
	answersProbe(pod: KubernetesObject, timeoutMs: number): boolean;
	/** What users asked of a pod; undefined outside of the last hour and for pods without users. */
	pressureAt(pod: KubernetesObject, atMs: number): Pressure | undefined;
	/** Lines such as `POST /checkout` that users ask of a pod with this image. */
	requestsTo(pod: KubernetesObject): readonly string[];
	/** Everything the gateway counted since the beginning, one flow per rule, backend, workload and image. */
	readonly flows: Iterable<Flow>;
	/** Pods that let requests wait, or give memory away. */
	readonly strained: Iterable<KubernetesObject>;
	/** Calls `listener` after each step, for as long as anybody asks anything. */
	onStep(listener: () => void): void;
	/** How many seconds of the cluster's time pass between two looks at it; one at first. */
	stepSeconds: number;
};
