/** The horizontal pod autoscaler: looks every fifteen seconds at what pods use and sizes what they belong to. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {horizontalPodAutoscalers} from '../kinds/autoscaling.ts';
import {kinds} from '../kinds/index.ts';
import {pods} from '../kinds/pods.ts';
import {usageOf} from '../load.ts';
import {type KubernetesObject, type Tree, withoutEmpty} from '../object.ts';
import {isReady} from '../pod-state.ts';
import {milliValue} from '../quantity.ts';
import {revise} from '../registry/revise.ts';
import {matchesSelector} from '../selectors.ts';
import type {Entry} from '../store.ts';
import {type Limited, limited, recommended, stabilizationMs} from './autoscaling.ts';
import {type Condition, withCondition} from './conditions.ts';
import {record} from './record.ts';

const writer = {manager: 'kube-controller-manager'};
const from = 'horizontal-pod-autoscaler';
const intervalMs = 15_000;

type Recommendation = {atMs: number; replicas: number};

/** Starts when the present does: living through months of looks would take too long. */
export function runAutoscaler(cluster: Cluster): void {
	const recent = new Map<string, Recommendation[]>();
	const look = () => {
		for (const entry of cluster.store.list(horizontalPodAutoscalers)) size(cluster, entry, recent);
		cluster.clock.after(intervalMs, look);
	};
	look();
}

function size(cluster: Cluster, autoscaler: Entry, recent: Map<string, Recommendation[]>): void {
	const {spec} = autoscaler.object;
	const target = targetOf(cluster, autoscaler);
	if (typeof target === 'string') {
		cannotScale(cluster, autoscaler, target);
		return;
	}
	const current: number = target.object.spec.replicas;
	if (current === 0) {
		writeStatus(cluster, autoscaler, 0, 0, [disabled]);
	} else if (current > spec.maxReplicas) {
		rescale(
			cluster,
			autoscaler,
			target,
			spec.maxReplicas,
			'Current number of replicas above Spec.MaxReplicas',
		);
	} else if (current < spec.minReplicas) {
		rescale(
			cluster,
			autoscaler,
			target,
			spec.minReplicas,
			'Current number of replicas below Spec.MinReplicas',
		);
	} else {
		followUse(cluster, autoscaler, target, recent);
	}
}

/** What an autoscaler is to size, or why that cannot be. */
function targetOf({store}: Cluster, {object: {metadata, spec}}: Entry): Entry | string {
	const {kind, name, apiVersion: version} = spec.scaleTargetRef;
	const group = version.split('/')[0];
	const known = kinds.find(each => each.kind === kind && each.group === group);
	if (!known) return `no matches for kind "${kind}" in group "${group}"`;
	if (!known.isScalable) return 'the server could not find the requested resource';
	return store.get(known, metadata.namespace, name) ?? `${known.plural}.${group} "${name}" not found`;
}

/** Sizes what is within its bounds by what its pods use. */
function followUse(
	cluster: Cluster,
	autoscaler: Entry,
	target: Entry,
	recent: Map<string, Recommendation[]>,
): void {
	const {metadata, spec} = autoscaler.object;
	const current: number = target.object.spec.replicas;
	const use = averageUse(cluster, target);
	const goal = goalOf(spec.metrics);
	if (!use || !goal) {
		writeStatus(cluster, autoscaler, current, current, [able, unmeasured]);
		return;
	}
	const wish = stabilized(cluster, recent, metadata.uid, recommended(current, use.ready, use.percent, goal));
	const decision = limited(wish, current, spec.minReplicas, spec.maxReplicas);
	const currentMetrics = [{type: 'Resource', resource: {name: 'cpu', current: metric(use)}}];
	const conditions = [active, range(decision)];
	if (decision.replicas === current) {
		writeStatus(cluster, autoscaler, current, current, [able, ...conditions], {currentMetrics});
	} else {
		const why = decision.replicas > current ? aboveTarget : 'All metrics below target';
		rescale(cluster, autoscaler, target, decision.replicas, why, conditions, {currentMetrics});
	}
}

/** The wanted use of the processor, in percent; undefined where something else is to be measured, which nobody does. */
function goalOf([metric, ...others]: readonly Tree[]): number | undefined {
	return others.length === 0 && metric?.resource?.name === 'cpu'
		? metric.resource.target?.averageUtilization
		: undefined;
}

type Use = {percent: number; millicores: number; ready: number};

function metric({percent, millicores}: Use): Tree {
	return {averageUtilization: Math.round(percent), averageValue: `${Math.round(millicores)}m`};
}

/** What a deployment's ready pods use on average, and in percent of what they ask for; undefined without any. */
function averageUse(cluster: Cluster, {object}: Entry): Use | undefined {
	const own = cluster.store.list(pods, object.metadata.namespace).map(entry => entry.object);
	const ready = own.filter(pod => isReady(pod) && matchesSelector(object.spec.selector, pod.metadata.labels));
	const asked = ready.map(askedBy);
	if (ready.length === 0 || asked.includes(undefined)) return undefined;
	const used = ready.map(pod => usageOf(cluster, pod)?.cpuMillicores ?? 0);
	const millicores = sumOf(used) / ready.length;
	return {percent: (100 * sumOf(used)) / sumOf(asked as number[]), millicores, ready: ready.length};
}

/** What all containers of a pod ask for, in millicores; undefined where one does not say. */
function askedBy({spec}: KubernetesObject): number | undefined {
	const sidecars = (spec.initContainers ?? []).filter(({restartPolicy}: Tree) => restartPolicy === 'Always');
	const asked = [...spec.containers, ...sidecars].map(each => milliValue(each.resources?.requests?.cpu));
	return asked.every(millicores => millicores > 0) ? sumOf(asked) : undefined;
}

function sumOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, each) => sum + each, 0);
}

/** The highest recommendation of the last minutes: a lull is no reason to shrink. */
function stabilized(
	{clock}: Cluster,
	recent: Map<string, Recommendation[]>,
	uid: string,
	replicas: number,
): number {
	const since = clock.now() - stabilizationMs;
	const kept = (recent.get(uid) ?? []).filter(({atMs}) => atMs > since);
	kept.push({atMs: clock.now(), replicas});
	recent.set(uid, kept);
	return Math.max(...kept.map(recommendation => recommendation.replicas));
}

/** Gives the target its new size, and says so. */
function rescale(
	cluster: Cluster,
	autoscaler: Entry,
	target: Entry,
	replicas: number,
	why: string,
	conditions: readonly Condition[] = [],
	measured: Tree = {},
): void {
	const {spec} = target.object;
	revise(cluster, target, {spec: {...spec, replicas}}, {...writer, subresource: 'scale'});
	const message = `New size: ${replicas}; reason: ${why}`;
	record(cluster, autoscaler, {reason: 'SuccessfulRescale', message, from});
	const did: Condition = {
		type: 'AbleToScale',
		status: 'True',
		reason: 'SucceededRescale',
		message: `the HPA controller was able to update the target scale to ${replicas}`,
	};
	const more = {...measured, lastScaleTime: timestamp(cluster.clock.now())};
	writeStatus(cluster, autoscaler, spec.replicas, replicas, [did, ...conditions], more);
}

const aboveTarget = 'cpu resource utilization (percentage of request) above target';

const able: Condition = {
	type: 'AbleToScale',
	status: 'True',
	reason: 'ReadyForNewScale',
	message: 'recommended size matches current size',
};

const active: Condition = {
	type: 'ScalingActive',
	status: 'True',
	reason: 'ValidMetricFound',
	message:
		'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
};

const disabled: Condition = {
	type: 'ScalingActive',
	status: 'False',
	reason: 'ScalingDisabled',
	message: 'scaling is disabled since the replica count of the target is zero',
};

const unmeasured: Condition = {
	type: 'ScalingActive',
	status: 'False',
	reason: 'FailedGetResourceMetric',
	message: 'the HPA was unable to compute the replica count: failed to get cpu utilization',
};

const ranges = {
	DesiredWithinRange: 'the desired count is within the acceptable range',
	TooFewReplicas: 'the desired replica count is less than the minimum replica count',
	TooManyReplicas: 'the desired replica count is more than the maximum replica count',
	ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
};

function range({reason}: Limited): Condition {
	const status = reason === 'DesiredWithinRange' ? 'False' : 'True';
	return {type: 'ScalingLimited', status, reason, message: ranges[reason]};
}

function cannotScale(cluster: Cluster, autoscaler: Entry, why: string): void {
	const message = `the HPA controller was unable to get the target's current scale: ${why}`;
	const condition: Condition = {type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message};
	const {currentReplicas = 0, desiredReplicas = 0} = autoscaler.object.status ?? {};
	writeStatus(cluster, autoscaler, currentReplicas, desiredReplicas, [condition]);
	record(cluster, autoscaler, {type: 'Warning', reason: 'FailedGetScale', message: why, from});
}

function writeStatus(
	cluster: Cluster,
	autoscaler: Entry,
	currentReplicas: number,
	desiredReplicas: number,
	told: readonly Condition[],
	measured: Tree = {},
): void {
	const before: Tree = autoscaler.object.status ?? {};
	const now = timestamp(cluster.clock.now());
	const conditions = told.reduce<Condition[]>(
		(all, each) => withCondition(all, each, now),
		before.conditions ?? [],
	);
	const {currentReplicas: _, ...others} = before;
	const counts = {...withoutEmpty({currentReplicas}), desiredReplicas};
	const status = {...others, ...counts, ...measured, conditions};
	revise(cluster, autoscaler, {status}, {...writer, subresource: 'status'});
}
