// Objects as API servers hold them, projected as streams do it.
import type {Json, JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {refOf} from '../../source/model/object.ts';
import type {Condition} from '../../source/model/split.ts';
import {projectDaemonSet} from '../../source/resources/daemonsets.ts';
import {projectDeployment} from '../../source/resources/deployments.ts';
import {projectEndpointSlice} from '../../source/resources/endpointslices.ts';
import {projectEvent} from '../../source/resources/events.ts';
import {projectGateway} from '../../source/resources/gateways.ts';
import {projectHorizontalPodAutoscaler} from '../../source/resources/horizontalpodautoscalers.ts';
import {projectNode} from '../../source/resources/nodes.ts';
import {projectPod} from '../../source/resources/pod-row.ts';
import {projectDisruptionBudget} from '../../source/resources/poddisruptionbudgets.ts';
import {projectReplicaSet} from '../../source/resources/replicasets.ts';
import {projectService} from '../../source/resources/services.ts';
import {projectStatefulSet} from '../../source/resources/statefulsets.ts';
import {dialectOf} from '../../source/traffic/index.ts';
import type {ObjectHead} from '../../source/traffic/object-head.ts';
import {loneWaysOf, partsByDialect, partsOf, sources, splitsOf} from '../../source/traffic/splits.ts';
import type {RouteReport, Rows} from '../../source/troubles/facts.ts';
import {troubles} from '../../source/troubles/index.ts';
import type {ClusterTrouble} from '../../source/troubles/trouble.ts';

export const minute = 60_000;
export const now = Date.UTC(2026, 10, 23, 15);

export function ago(ms: number): string {
	return new Date(now - ms).toISOString();
}

type Written = {
	readonly kind: string;
	readonly apiVersion: string;
	readonly [member: string]: Json | undefined;
};

export function object(
	{kind, apiVersion, ...rest}: Written,
	name: string,
	metadata: JsonObject = {},
): KubernetesObject {
	return {
		apiVersion,
		kind,
		metadata: {
			name,
			namespace: 'shop',
			uid: `uid-${kind}-${name}`,
			creationTimestamp: ago(90 * minute),
			generation: 1,
			...metadata,
		},
		...rest,
	} as unknown as KubernetesObject;
}

export function condition(
	type: string,
	status: string,
	reason = '',
	message = '',
	more: Partial<Pick<Condition, 'observedGeneration'>> = {},
) {
	return {type, status, reason, message, lastTransitionTime: ago(30 * minute), ...more};
}

type DeploymentWords = {
	readonly wanted?: number;
	readonly ready?: number;
	readonly labels?: JsonObject;
	readonly conditions?: readonly JsonObject[];
	readonly namespace?: string;
};

export function deployment(name: string, words: DeploymentWords = {}): KubernetesObject {
	const {wanted = 3, ready = wanted, labels = {app: name}, conditions = [], namespace = 'shop'} = words;
	return object(
		{
			apiVersion: 'apps/v1',
			kind: 'Deployment',
			spec: {
				replicas: wanted,
				selector: {matchLabels: labels},
				template: {metadata: {labels}, spec: {containers: [{name: 'web', image: `${name}:9`}]}},
			},
			status: {
				observedGeneration: 1,
				replicas: wanted,
				updatedReplicas: wanted,
				readyReplicas: ready,
				availableReplicas: ready,
				conditions: [condition('Progressing', 'True', 'NewReplicaSetAvailable'), ...conditions] as Json[],
			},
		},
		name,
		{namespace},
	);
}

type SetWords = {
	readonly wanted?: number;
	readonly ready?: number;
	readonly updated?: number;
	readonly strategy?: JsonObject;
};

export function statefulSet(name: string, words: SetWords = {}): KubernetesObject {
	const {wanted = 3, ready = wanted, updated = wanted, strategy = {type: 'RollingUpdate'}} = words;
	const template = {metadata: {labels: {app: name}}, spec: {containers: [{name: 'web', image: `${name}:9`}]}};
	return object(
		{
			apiVersion: 'apps/v1',
			kind: 'StatefulSet',
			spec: {replicas: wanted, template, updateStrategy: strategy},
			status: {
				observedGeneration: 1,
				replicas: wanted,
				readyReplicas: ready,
				updatedReplicas: updated,
				currentRevision: `${name}-1`,
				updateRevision: updated === wanted && ready === wanted ? `${name}-1` : `${name}-2`,
			},
		},
		name,
	);
}

export function daemonSet(name: string, words: SetWords = {}): KubernetesObject {
	const {wanted = 3, ready = wanted, updated = wanted, strategy = {type: 'RollingUpdate'}} = words;
	const template = {metadata: {labels: {app: name}}, spec: {containers: [{name: 'web', image: `${name}:9`}]}};
	return object(
		{
			apiVersion: 'apps/v1',
			kind: 'DaemonSet',
			spec: {template, updateStrategy: strategy},
			status: {
				observedGeneration: 1,
				desiredNumberScheduled: wanted,
				currentNumberScheduled: wanted,
				numberReady: ready,
				updatedNumberScheduled: updated,
			},
		},
		name,
	);
}

/** A pod that a StatefulSet or DaemonSet controls. */
export function podOf(kind: 'StatefulSet' | 'DaemonSet', of: string, name: string, words: PodWords = {}) {
	const {metadata, ...rest} = pod(name, {labels: {app: of}, ...words});
	const owner = {apiVersion: 'apps/v1', kind, name: of, uid: `uid-${kind}-${of}`, controller: true};
	return {...rest, metadata: {...metadata, ownerReferences: [owner]}} as KubernetesObject;
}

type PodWords = {
	readonly of?: string;
	readonly labels?: JsonObject;
	readonly node?: string;
	readonly status?: JsonObject;
	readonly since?: number;
	readonly isReady?: boolean;
	readonly namespace?: string;
	readonly limits?: JsonObject;
};

export function pod(name: string, words: PodWords = {}): KubernetesObject {
	const {of, node = 'node-1', status = {}, since = 30 * minute, isReady = true, namespace = 'shop'} = words;
	const labels = words.labels ?? {app: of ?? name};
	return object(
		{
			apiVersion: 'v1',
			kind: 'Pod',
			spec: {
				nodeName: node,
				containers: [
					{name: 'web', image: `${of}:9`, ...(words.limits && {resources: {limits: words.limits}})},
				],
			},
			status: {
				phase: 'Running',
				conditions: [{type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: ago(since)}],
				containerStatuses: [{name: 'web', ready: isReady, restartCount: 0, state: {running: {}}}],
				...status,
			},
		},
		name,
		{
			namespace,
			labels: of === undefined ? labels : {...labels, 'pod-template-hash': 'abc'},
			...(of !== undefined && {
				ownerReferences: [
					{
						apiVersion: 'apps/v1',
						kind: 'ReplicaSet',
						name: `${of}-abc`,
						uid: `uid-${of}-abc`,
						controller: true,
					},
				],
			}),
		},
	);
}

/** It can't have its image. */
export const unpullable: JsonObject = {
	phase: 'Pending',
	containerStatuses: [
		{
			name: 'web',
			ready: false,
			restartCount: 0,
			state: {waiting: {reason: 'ImagePullBackOff', message: 'Back-off pulling image "v9": not found'}},
		},
	],
};

export function waiting(reason: string, message = ''): JsonObject {
	return {
		phase: 'Pending',
		containerStatuses: [{name: 'web', ready: false, restartCount: 0, state: {waiting: {reason, message}}}],
	};
}

export function crashing(exitCode: number, reason = 'Error'): JsonObject {
	return {
		containerStatuses: [
			{
				name: 'web',
				ready: false,
				restartCount: 7,
				state: {waiting: {reason: 'CrashLoopBackOff'}},
				lastState: {terminated: {exitCode, reason, finishedAt: ago(minute)}},
			},
		],
	};
}

export function service(name: string, selector: JsonObject | null = {app: name}, more: JsonObject = {}) {
	return object(
		{apiVersion: 'v1', kind: 'Service', spec: {...(selector && {selector}), ports: [{port: 80}], ...more}},
		name,
	);
}

export function slice(
	of: string,
	ready: number,
	unready = 0,
	ports: JsonObject[] | null = [{port: 80}],
): KubernetesObject {
	return object(
		{
			apiVersion: 'discovery.k8s.io/v1',
			kind: 'EndpointSlice',
			addressType: 'IPv4',
			ports,
			endpoints: Array.from({length: ready + unready}, (_, n) => ({
				addresses: [`10.0.0.${n}`],
				conditions: {ready: n < ready},
				targetRef: {kind: 'Pod', name: `${of}-${n}`, uid: `uid-Pod-${of}-${n}`},
			})),
		},
		`${of}-slice`,
		{labels: {'kubernetes.io/service-name': of}},
	);
}

type RouteWords = {
	readonly conditions?: readonly JsonObject[];
	readonly namespaceOf?: Readonly<Record<string, string>>;
};

/** One rule, by backend and weight. */
export function route(
	name: string,
	weights: Readonly<Record<string, number>>,
	{conditions = [], namespaceOf = {}}: RouteWords = {},
): KubernetesObject {
	return object(
		{
			apiVersion: 'gateway.networking.k8s.io/v1',
			kind: 'HTTPRoute',
			spec: {
				rules: [
					{
						backendRefs: Object.entries(weights).map(([backend, weight]) => ({
							name: backend,
							port: 80,
							weight,
							...(namespaceOf[backend] && {namespace: namespaceOf[backend]}),
						})),
					},
				],
			},
			status: {parents: [{controllerName: 'example.com/gateway', conditions: conditions as Json[]}]},
		},
		name,
	);
}

const projections = {
	pods: projectPod,
	deployments: projectDeployment,
	nodes: projectNode,
	replicaSets: projectReplicaSet,
	statefulSets: projectStatefulSet,
	daemonSets: projectDaemonSet,
	services: projectService,
	slices: projectEndpointSlice,
	autoscalers: projectHorizontalPodAutoscaler,
	budgets: projectDisruptionBudget,
	gateways: projectGateway,
	warnings: projectEvent,
} as const;

type Lists = {readonly [List in keyof typeof projections]?: readonly KubernetesObject[] | undefined};

/** What was read of a cluster that holds these, and nothing else; lists that are left out were not read. */
export function rowsOf(
	lists: Lists & {readonly routes?: readonly KubernetesObject[]},
	more: Partial<Rows> = {},
): Rows {
	const {routes = [], ...listed} = lists;
	const rows = Object.fromEntries(
		Object.entries(listed).map(([list, objects]) => [
			list,
			objects?.map(each => projections[list as keyof typeof projections](each)),
		]),
	) as Partial<Rows>;
	const kept = routes.flatMap(each => {
		const [group, version = 'v1'] = (each.apiVersion ?? '').split('/');
		const source = sources.find(known => known.kind === each.kind && known.group === group)!;
		const resource = {
			group: source.group,
			plural: source.plural,
			kind: source.kind,
			version,
			namespaced: true,
		};
		return partsOf(each, refOf(resource, each));
	});
	const parts = partsByDialect(kept);
	const {services = [], deployments = [], replicaSets = []} = rows;
	const world = {services, deployments, replicaSets};
	const reports = kept.flatMap(([dialect, part]): RouteReport[] => {
		const acceptedBy = dialectOf({dialect})?.acceptedBy;
		const {ref, conditions, generation} = part as ObjectHead;
		return acceptedBy ? [{ref, conditions, generation, acceptedBy}] : [];
	});
	return {now, ...rows, ways: [...splitsOf(parts, world), ...loneWaysOf(parts, world)], reports, ...more};
}

export function found(...given: Parameters<typeof rowsOf>): readonly ClusterTrouble[] {
	return troubles(rowsOf(...given));
}

export function says(...given: Parameters<typeof rowsOf>): string[] {
	return found(...given).map(trouble => trouble.says);
}
