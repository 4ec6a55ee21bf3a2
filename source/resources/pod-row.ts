import type {KubernetesObject} from '../model/object.ts';
import {keeperOf} from '../traffic/revision-keepers.ts';
import {timeOf} from './age.ts';
import {sayExit} from './container-trouble.ts';
import {intern, internLabels, internList} from './intern.ts';
import type {PodTrouble} from './pod-cause.ts';
import {
	asPod,
	type ContainerStatus,
	isSidecar,
	noMembers,
	type PodObject,
	podCondition,
	type Resources,
} from './pod-object.ts';
import {podStatus} from './pod-status.ts';
import {podTrouble} from './pod-trouble.ts';
import {bytes, millicores} from './quantity.ts';
import {type ContainerImage, controllerOf} from './row.ts';
import type {Labels} from './selector.ts';
import type {Row} from './view.ts';
import {type Workload, workloadOf} from './workload.ts';

export type PodRow = Row & {
	/** STATUS as kubectl prints it. */
	readonly status: string;
	readonly phase: string;
	/** Containers, native sidecars included. */
	readonly ready: number;
	readonly total: number;
	/** The Ready condition: what Services and rollouts go by. */
	readonly isReady: boolean;
	/** When the Ready condition last changed; milliseconds since the epoch, as all times here. */
	readonly readySince: number | undefined;
	readonly restarts: number;
	readonly lastRestart: number | undefined;
	/** `exit 137 (OOMKilled)`: how the container that restarted most ended last; empty where none has. */
	readonly lastExit: string;
	/** Why it isn't ready. */
	readonly trouble: PodTrouble | undefined;
	readonly isTerminating: boolean;
	/** When its grace period ends, where it is terminating. */
	readonly goneBy: number | undefined;
	/** Why it is driven off its node, as whoever does so has noted it; undefined where nobody does. */
	readonly disruption: Disruption | undefined;
	readonly workload: Workload | undefined;
	/** Name of the ReplicaSet that controls it, else empty. */
	readonly replicaSet: string;
	/** What tells its revision from others of its workload, as a label of it says; else empty. */
	readonly hash: string;
	/** The same object for all pods that carry the same ones. */
	readonly labels: Labels;
	readonly node: string;
	readonly ip: string;
	readonly serviceAccount: string;
	readonly nominatedNode: string;
	readonly qos: string;
	/** Met and declared: `1/2`; empty where it declares none. */
	readonly readinessGates: string;
	readonly containers: readonly ContainerImage[];
	/** Sums over containers and native sidecars; undefined where none states one. */
	readonly cpuRequest: number | undefined;
	readonly cpuLimit: number | undefined;
	readonly memoryRequest: number | undefined;
	readonly memoryLimit: number | undefined;
};

export type Disruption = {
	/** `EvictionByEvictionAPI`, `DeletionByTaintManager`, `PreemptionByScheduler` and the like. */
	readonly reason: string;
	readonly message: string;
	readonly since: number | undefined;
};

export function projectPod(object: KubernetesObject): PodRow {
	const pod = asPod(object);
	const {spec = {}, status = {}, metadata} = pod;
	const said = podStatus(pod);
	const readiness = podCondition(pod, 'Ready');
	const controller = controllerOf(object);
	const keeper = keeperOf(metadata.labels);
	return {
		uid: metadata.uid,
		namespace: intern(metadata.namespace ?? ''),
		name: metadata.name,
		created: timeOf(metadata.creationTimestamp) ?? 0,
		status: intern(said.status),
		ready: said.ready,
		total: said.total,
		restarts: said.restarts,
		lastRestart: said.lastRestart,
		phase: intern(status.phase ?? ''),
		isReady: readiness?.status === 'True',
		readySince: timeOf(readiness?.lastTransitionTime),
		lastExit: said.restarts === 0 ? '' : worstExit(pod),
		trouble: podTrouble(pod, said),
		isTerminating: metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null,
		goneBy: timeOf(metadata.deletionTimestamp),
		disruption: disruptionOf(pod),
		workload: controller && workloadOf(controller, keeper),
		replicaSet: controller?.kind === 'ReplicaSet' ? intern(controller.name) : '',
		hash: intern(keeper?.hash ?? ''),
		labels: internLabels(metadata.labels),
		node: intern(spec.nodeName ?? ''),
		ip: status.podIP ?? '',
		serviceAccount: intern(spec.serviceAccountName ?? ''),
		nominatedNode: intern(status.nominatedNodeName ?? ''),
		qos: intern(status.qosClass ?? ''),
		readinessGates: readinessGates(pod),
		containers: containerImages(pod),
		cpuRequest: sumOf(pod, cpuRequest),
		cpuLimit: sumOf(pod, cpuLimit),
		memoryRequest: sumOf(pod, memoryRequest),
		memoryLimit: sumOf(pod, memoryLimit),
	};
}

function disruptionOf(pod: PodObject): Disruption | undefined {
	const condition = podCondition(pod, 'DisruptionTarget');
	if (condition?.status !== 'True') return undefined;
	const {reason = '', message = '', lastTransitionTime} = condition;
	return {reason: intern(reason), message: intern(message), since: timeOf(lastTransitionTime)};
}

function worstExit(pod: PodObject): string {
	let worst: ContainerStatus | undefined;
	for (const status of pod.status?.containerStatuses ?? noMembers) worst = worse(worst, status);
	// Sidecars, that is: what other init containers went through is over.
	for (const status of pod.status?.initContainerStatuses ?? noMembers) {
		if (!status.state?.terminated) worst = worse(worst, status);
	}
	return worst?.lastState?.terminated ? intern(sayExit(worst.lastState.terminated)) : '';
}

function worse(worst: ContainerStatus | undefined, status: ContainerStatus): ContainerStatus | undefined {
	const isWorse = (status.restartCount ?? 0) > (worst?.restartCount ?? 0);
	return isWorse && status.lastState?.terminated ? status : worst;
}

function readinessGates(pod: PodObject): string {
	const gates = pod.spec?.readinessGates;
	if (!gates?.length) return '';
	const met = gates.filter(({conditionType}) => podCondition(pod, conditionType)?.status === 'True');
	return intern(`${met.length}/${gates.length}`);
}

function containerImages(pod: PodObject): readonly ContainerImage[] {
	const containers = pod.spec?.containers ?? noMembers;
	let key = '';
	for (const {name, image} of containers) key += `${name}\0${image}\0`;
	return internList(key, () =>
		containers.map(({name, image = ''}) => ({name: intern(name), image: intern(image)})),
	);
}

type Reader = (resources: Resources | undefined) => number | undefined;

const cpuRequest: Reader = resources => millicores(resources?.requests?.cpu);
const cpuLimit: Reader = resources => millicores(resources?.limits?.cpu);
const memoryRequest: Reader = resources => bytes(resources?.requests?.memory);
const memoryLimit: Reader = resources => bytes(resources?.limits?.memory);

/** What is given to the pod as a whole outranks what is given to its containers. */
function sumOf({spec}: PodObject, read: Reader): number | undefined {
	let sum = read(spec?.resources);
	if (sum !== undefined) return sum;
	for (const {resources} of spec?.containers ?? noMembers) sum = added(sum, read(resources));
	for (const container of spec?.initContainers ?? noMembers) {
		if (isSidecar(container)) sum = added(sum, read(container.resources));
	}
	return sum;
}

function added(left: number | undefined, right: number | undefined): number | undefined {
	if (left === undefined) return right;
	return right === undefined ? left : left + right;
}
