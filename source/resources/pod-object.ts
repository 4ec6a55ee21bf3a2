import type {KubernetesObject, Metadata} from '../model/object.ts';

/** The members of a pod that a row is made of. Go writes an absent list as null, so every one may be. */
export type PodObject = {
	readonly metadata: Metadata;
	readonly spec?: {
		readonly nodeName?: string;
		readonly serviceAccountName?: string;
		readonly containers?: readonly ContainerSpec[] | null;
		readonly initContainers?: readonly ContainerSpec[] | null;
		readonly readinessGates?: readonly {readonly conditionType: string}[] | null;
		readonly resources?: Resources;
	};
	readonly status?: {
		readonly phase?: string;
		readonly reason?: string;
		readonly message?: string;
		readonly podIP?: string;
		readonly qosClass?: string;
		readonly nominatedNodeName?: string;
		readonly conditions?: readonly PodCondition[] | null;
		readonly containerStatuses?: readonly ContainerStatus[] | null;
		readonly initContainerStatuses?: readonly ContainerStatus[] | null;
	};
};

export type ContainerSpec = {
	readonly name: string;
	readonly image?: string;
	readonly restartPolicy?: string;
	readonly resources?: Resources;
};

export type Resources = {
	readonly requests?: {readonly cpu?: string; readonly memory?: string};
	readonly limits?: {readonly cpu?: string; readonly memory?: string};
};

export type PodCondition = {
	readonly type: string;
	readonly status: string;
	readonly reason?: string;
	readonly message?: string;
	readonly lastTransitionTime?: string | null;
};

export type ContainerStatus = {
	readonly name: string;
	readonly image?: string;
	readonly ready?: boolean;
	readonly started?: boolean | null;
	readonly restartCount?: number;
	readonly state?: ContainerState;
	readonly lastState?: ContainerState;
};

export type ContainerState = {
	readonly running?: {readonly startedAt?: string | null};
	readonly waiting?: {readonly reason?: string; readonly message?: string};
	readonly terminated?: Termination;
};

export type Termination = {
	readonly exitCode?: number;
	readonly signal?: number;
	readonly reason?: string;
	readonly message?: string;
	readonly startedAt?: string | null;
	readonly finishedAt?: string | null;
};

export const noMembers: readonly never[] = [];

/** A pod by its known shape: the API server has validated it, and reading it untyped costs time on the hottest path. */
export function asPod(object: KubernetesObject): PodObject {
	return object as unknown as PodObject;
}

export function podCondition(pod: PodObject, type: string): PodCondition | undefined {
	for (const condition of pod.status?.conditions ?? noMembers) if (condition.type === type) return condition;
	return undefined;
}

/** A native sidecar: an init container that keeps running and blocks nothing once it has started. */
export function isSidecar(container: ContainerSpec | undefined): boolean {
	return container?.restartPolicy === 'Always';
}
