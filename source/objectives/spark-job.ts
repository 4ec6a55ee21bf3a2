/** A query by Spark alone: a Job whose pod is the driver, and has its executors made by the API server. */
import type {Manifest, Values} from './objective.ts';
import {programFile, queryFile, querySource} from './spark-driver.ts';
import {dataAt, memoryOf, settings} from './spark-settings.ts';
import {labelsOf, manifest} from './workload.ts';

/** Where a container leaves its message, unless its template says otherwise. */
const messageFile = '/dev/termination-log';

export function driverJob(values: Values, account: string): Manifest {
	const {name = '', image, data, cpu, memory = ''} = values;
	const needed = `${memoryOf(memory)}Mi`;
	const mounts = [
		{name: 'query', mountPath: querySource, readOnly: true},
		...(data === undefined ? [] : [{name: 'data', mountPath: dataAt, readOnly: true}]),
	];
	return manifest('batch/v1', 'Job', name, {
		// What a query fails by, it fails by again.
		backoffLimit: 0,
		template: {
			metadata: {labels: labelsOf(name)},
			spec: {
				restartPolicy: 'Never',
				serviceAccountName: account,
				volumes: [
					{name: 'query', configMap: {name}},
					...(data === undefined
						? []
						: [{name: 'data', persistentVolumeClaim: {claimName: data, readOnly: true}}]),
				],
				containers: [
					{
						name: 'driver',
						image,
						// Its image's entrypoint gives its user a name, where a cluster runs it as nobody it knows.
						args: submission(values),
						env: [
							own('POD_NAME', 'metadata.name'),
							own('POD_NAMESPACE', 'metadata.namespace'),
							own('POD_IP', 'status.podIP'),
						],
						ports: [{name: 'web', containerPort: 4040}],
						volumeMounts: mounts,
						resources: {requests: {...(cpu && {cpu}), memory: needed}, limits: {memory: needed}},
					},
				],
			},
		},
	});
}

function own(name: string, fieldPath: string) {
	return {name, valueFrom: {fieldRef: {fieldPath}}};
}

/** Each a word of its own, and none for a shell: what was typed is in the files of the ConfigMap. */
function submission(values: Values): string[] {
	const {name = '', image = '', executors = '', cores = '', cpu = cores, memory = '', rows = ''} = values;
	const all = {
		...settings(values),
		// Executors reach the driver by its pod's address: it needs no Service, and they go with its pod.
		'spark.driver.host': '$(POD_IP)',
		'spark.kubernetes.driver.pod.name': '$(POD_NAME)',
		'spark.kubernetes.namespace': '$(POD_NAMESPACE)',
		'spark.kubernetes.container.image': image,
		'spark.executor.instances': executors,
		'spark.executor.cores': cores,
		'spark.executor.memory': memory,
		'spark.kubernetes.executor.request.cores': cpu,
	};
	return [
		'/opt/spark/bin/spark-submit',
		...['--master', 'k8s://https://kubernetes.default.svc', '--deploy-mode', 'client'],
		...['--name', name, '--driver-memory', memory],
		...Object.entries(all).flatMap(([setting, value]) => ['--conf', `${setting}=${value}`]),
		`${querySource}/${programFile}`,
		...programArguments(rows),
	];
}

export function programArguments(rows: string): string[] {
	return [`${querySource}/${queryFile}`, rows, messageFile];
}
