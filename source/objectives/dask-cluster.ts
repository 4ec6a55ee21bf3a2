/** A Dask scheduler and its workers: as one object where its operator is served, else as the workloads that come to the same. */
import type {JsonObject} from '../model/json.ts';
import type {Source} from '../model/source.ts';
import type {Manifest, Values} from './objective.ts';
import {container, labelsOf, manifest, selectorOf} from './workload.ts';

/** What the Dask operator serves. */
export const daskClusters: Source = {
	group: 'kubernetes.dask.org',
	plural: 'daskclusters',
	kind: 'DaskCluster',
};

const [commPort, dashboardPort] = [8786, 8787];

export const schedulerOf = (name: string) => `${name}-scheduler`;
export const workersOf = (name: string) => `${name}-worker`;

/** Where clients and workers find the scheduler: Dask reads it from this variable. */
export function schedulerAddress(name: string): JsonObject {
	return {name: 'DASK_SCHEDULER_ADDRESS', value: `tcp://${schedulerOf(name)}:${commPort}`};
}

const ports = [
	{name: 'tcp-comm', containerPort: commPort},
	{name: 'http-dashboard', containerPort: dashboardPort},
];

const servicePorts = ports.map(port => ({
	name: port.name,
	port: port.containerPort,
	targetPort: port.name,
	protocol: 'TCP',
}));

/** No CPU is promised to what only waits and hands out work. */
function schedulerIn({image}: Values): JsonObject {
	return {
		name: 'scheduler',
		image,
		args: ['dask', 'scheduler'],
		ports,
		readinessProbe: {tcpSocket: {port: 'tcp-comm'}},
	};
}

/** A Service named DASK would else become variables that Dask takes for its settings. */
const plainPod = {enableServiceLinks: false};

export function daskWorkloads(name: string, values: Values): readonly Manifest[] {
	const [scheduler, workers] = [schedulerOf(name), workersOf(name)];
	const worker = container('worker', values, {
		args: ['dask', 'worker', '--nthreads', '1', '--no-dashboard'],
		env: [schedulerAddress(name)],
	});
	return [
		service(scheduler),
		deployment(scheduler, 1, schedulerIn(values)),
		deployment(workers, Number(values.workers), worker),
	];
}

function service(name: string): Manifest {
	return manifest('v1', 'Service', name, {selector: selectorOf(name), ports: servicePorts});
}

function deployment(name: string, replicas: number, running: JsonObject): Manifest {
	return manifest('apps/v1', 'Deployment', name, {
		replicas,
		selector: {matchLabels: selectorOf(name)},
		template: {metadata: {labels: labelsOf(name)}, spec: {...plainPod, containers: [running]}},
	});
}

/** The operator makes the scheduler's Service, under the name that workloads would have, and a group of workers to scale. */
export function daskCluster(name: string, version: string, values: Values): Manifest {
	const worker = container('worker', values, {
		args: ['dask', 'worker', '--name', '$(DASK_WORKER_NAME)', '--nthreads', '1', '--no-dashboard'],
	});
	return manifest(`${daskClusters.group}/${version}`, daskClusters.kind, name, {
		worker: {replicas: Number(values.workers), spec: {...plainPod, containers: [worker]}},
		scheduler: {
			spec: {...plainPod, containers: [schedulerIn(values)]},
			service: {
				type: 'ClusterIP',
				selector: {'dask.org/cluster-name': name, 'dask.org/component': 'scheduler'},
				ports: servicePorts,
			},
		},
	});
}
