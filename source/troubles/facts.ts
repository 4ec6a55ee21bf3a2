import type {Shortfall} from '../measure/shortfall.ts';
import type {Unmeasured} from '../model/measured.ts';
import type {Ref} from '../model/ref.ts';
import type {Rollout} from '../model/rollout.ts';
import type {Condition, Split} from '../model/split.ts';
import type {DaemonSetRow} from '../resources/daemonsets.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {EndpointSliceRow} from '../resources/endpointslices.ts';
import type {EventRow} from '../resources/events.ts';
import type {GatewayRow} from '../resources/gateways.ts';
import type {HorizontalPodAutoscalerRow} from '../resources/horizontalpodautoscalers.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {DisruptionBudgetRow} from '../resources/poddisruptionbudgets.ts';
import type {ReplicaSetRow} from '../resources/replicasets.ts';
import type {ServiceRow} from '../resources/services.ts';
import type {StatefulSetRow} from '../resources/statefulsets.ts';
import {endpointsIn, type ReadyEndpoints} from './endpoints.ts';
import {type PodIndex, podIndex} from './pod-index.ts';
import {type SickPods, sickPods} from './sick-pods.ts';

/** What was read, from which all troubles follow. A list that could not be read whole is undefined: unknown is not none. */
export type Rows = {
	readonly now: number;
	/** The only namespace that is followed; undefined for all. */
	readonly namespace?: string;
	readonly pods?: readonly PodRow[];
	readonly deployments?: readonly DeploymentRow[];
	readonly nodes?: readonly NodeRow[];
	readonly replicaSets?: readonly ReplicaSetRow[];
	readonly statefulSets?: readonly StatefulSetRow[];
	readonly daemonSets?: readonly DaemonSetRow[];
	readonly services?: readonly ServiceRow[];
	readonly slices?: readonly EndpointSliceRow[];
	readonly autoscalers?: readonly HorizontalPodAutoscalerRow[];
	readonly budgets?: readonly DisruptionBudgetRow[];
	readonly gateways?: readonly GatewayRow[];
	/** Events that warn. */
	readonly warnings?: readonly EventRow[];
	/** Where routes send: splits, and rules with one backend. */
	readonly ways?: readonly Split[];
	readonly reports?: readonly RouteReport[];
	readonly rollouts?: readonly Rollout[];
	/** Lists that cannot be read. */
	readonly unread?: readonly Unread[];
	/** Versions that are measured well under what is set, by the key of their split: nothing where nobody measures. */
	readonly seen?: ReadonlyMap<string, readonly Seen[]>;
	/** Splits that divide traffic and are not measured: why, of those that were asked for, and how many were not. */
	readonly unmeasured?: {readonly because: readonly Unmeasured[]; readonly beyond: number};
};

/** What those who answer for a route say of it. */
export type RouteReport = {
	readonly ref: Ref;
	readonly conditions: readonly Condition[];
	readonly generation: number;
	/** The types of conditions that say whether it was taken. */
	readonly acceptedBy: readonly string[];
};

/** A list that nobody lets us read: its view, and what such objects are called. */
export type Unread = {readonly view: string; readonly kinds: string; readonly isNamespaced: boolean};

/** What one version falls short of, and since when, where that was watched. */
export type Seen = Shortfall & {readonly since?: number};

/** The rows, with what several causes look up in them; each is found once, and only if somebody asks. */
export type Facts = Rows & {
	readonly pods: readonly PodRow[];
	readonly deployments: readonly DeploymentRow[];
	readonly nodes: readonly NodeRow[];
	/** By `namespace/name`. */
	readonly deploymentByName: ReadonlyMap<string, DeploymentRow>;
	readonly sick: SickPods;
	/** By `namespace/name`. */
	service(namespace: string, name: string): ServiceRow | undefined;
	/** Whether what stands in that namespace was read: what is not there is gone. */
	covers(namespace: string): boolean;
	/** All of these lists were read: what is not in them is not there. */
	isRead(...lists: readonly (keyof Rows)[]): boolean;
	readonly podsWith: PodIndex;
	/** Undefined where it is not known. */
	readonly endpoints: ReadyEndpoints | undefined;
	/** Newest first, those about that object. */
	warningsOf(uid: string): readonly EventRow[];
};

export function factsFrom(rows: Rows): Facts {
	const {pods = [], deployments = [], nodes = [], services = [], slices, warnings = []} = rows;
	const serviceByName = once(() => byName(services));
	const index = once(() => podIndex(pods));
	const sick = once(() => sickPods(pods, nodes, rows.now));
	const endpoints = once(() => slices && endpointsIn(slices));
	const regarding = once(() => byRegarding(warnings));
	return {
		...rows,
		pods,
		deployments,
		nodes,
		deploymentByName: byName(deployments),
		get sick() {
			return sick();
		},
		service: (namespace, name) => serviceByName().get(`${namespace}/${name}`),
		covers: namespace => rows.namespace === undefined || rows.namespace === namespace,
		isRead: (...lists) => lists.every(list => rows[list] !== undefined),
		podsWith: (namespace, labels) => index()(namespace, labels),
		get endpoints() {
			return endpoints();
		},
		warningsOf: uid => regarding().get(uid) ?? none,
	};
}

function byName<Row extends {readonly namespace: string; readonly name: string}>(
	rows: readonly Row[],
): ReadonlyMap<string, Row> {
	return new Map(rows.map(row => [`${row.namespace}/${row.name}`, row]));
}

const none: readonly EventRow[] = [];

function byRegarding(warnings: Iterable<EventRow>): ReadonlyMap<string, EventRow[]> {
	const groups = Map.groupBy(warnings, ({regarding}) => regarding.uid);
	for (const group of groups.values()) group.sort((left, right) => right.lastSeen - left.lastSeen);
	return groups;
}

function once<Found>(find: () => Found): () => Found {
	let found: {readonly is: Found} | undefined;
	return () => {
		found ??= {is: find()};
		return found.is;
	};
}
