/** A query for Kubeflow's operator of Spark, which submits what a SparkApplication says. */
import type {Source} from '../model/source.ts';
import type {Manifest, Values} from './objective.ts';
import {programFile, querySource} from './spark-driver.ts';
import {programArguments} from './spark-job.ts';
import {settings} from './spark-settings.ts';
import {labelsOf, manifest} from './workload.ts';

/** Another version of it would have other fields. */
const version = 'v1beta2';
export const sparkApplications: Source = {
	group: 'sparkoperator.k8s.io',
	plural: 'sparkapplications',
	kind: 'SparkApplication',
	versions: [version],
};

/** The operator puts its name on the driver and on the executors. */
export function podsOfApplication(name: string): Readonly<Record<string, string>> {
	return {'sparkoperator.k8s.io/app-name': name};
}

export function sparkApplication(values: Values, account: string): Manifest {
	const {name = '', image = '', executors, cores, cpu, memory, rows = ''} = values;
	const alike = {
		cores: Number(cores),
		memory,
		labels: labelsOf(name),
		...(cpu !== undefined && {coreRequest: cpu}),
	};
	return manifest(`${sparkApplications.group}/${version}`, sparkApplications.kind, name, {
		type: 'Python',
		pythonVersion: '3',
		mode: 'cluster',
		image,
		sparkVersion: versionOf(image),
		mainApplicationFile: `local://${querySource}/${programFile}`,
		arguments: programArguments(rows),
		restartPolicy: {type: 'Never'},
		sparkConf: settings(values),
		// The operator's webhook, which is on unless somebody turned it off, mounts it.
		volumes: [{name: 'query', configMap: {name}}],
		driver: {
			...alike,
			cores: 1,
			serviceAccount: account,
			volumeMounts: [{name: 'query', mountPath: querySource}],
		},
		executor: {...alike, instances: Number(executors)},
	});
}

/** The operator wants to be told; of an image that says nothing, the one sluice knows. */
function versionOf(image: string): string {
	return /:v?(\d+\.\d+\.\d+)/.exec(image)?.[1] ?? knownVersion;
}

const knownVersion = '3.5.7';
export const usualImage = `apache/spark:${knownVersion}-python3`;
