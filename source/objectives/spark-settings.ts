import type {Labels} from '../model/labels.ts';
import type {Values} from './objective.ts';
import {labelsOf} from './workload.ts';

/** Where files of a claim are found by a query, read only. */
export const dataAt = '/data';

/** By these labels executors are told from whatever else is called so. */
export function executorLabels(name: string): Labels {
	return {'app.kubernetes.io/name': name, 'spark-role': 'executor'};
}

/** The least that Spark adds to a heap for what is not on it, in MiB, and the part of it for Python's side. */
const leastOverhead = 384;
const overheadShare = 0.4;

/** What a pod needs in MiB for a heap like 512m or 1g. */
export function memoryOf(heap: string): number {
	const megabytes = Number.parseInt(heap, 10) * (heap.endsWith('g') ? 1024 : 1);
	return megabytes + Math.max(leastOverhead, Math.ceil(megabytes * overheadShare));
}

export function wrongHeap(text: string): string | undefined {
	return /^[1-9]\d{0,5}[mg]$/.test(text) ? undefined : 'is an amount like 512m or 2g';
}

/** Spark's settings that are alike whoever makes the driver. */
export function settings(values: Values): Readonly<Record<string, string>> {
	const {name = '', data} = values;
	const labels = Object.entries(labelsOf(name)).map(([label, value]) => [
		`spark.kubernetes.executor.label.${label}`,
		String(value),
	]);
	return {
		'spark.kubernetes.executor.podNamePrefix': name,
		...Object.fromEntries(labels),
		// What executors would read of a ConfigMap, they get as arguments: so their driver needs no right to make one.
		'spark.kubernetes.executor.disableConfigMap': 'true',
		// It belongs to the driver's pod, and goes with it.
		'spark.kubernetes.driver.service.deleteOnTermination': 'false',
		// A bar that is drawn over itself is no line of a log.
		'spark.ui.showConsoleProgress': 'false',
		...(data !== undefined && {...mounted('driver', data), ...mounted('executor', data)}),
	};
}

function mounted(role: 'driver' | 'executor', claim: string): Readonly<Record<string, string>> {
	const volume = `spark.kubernetes.${role}.volumes.persistentVolumeClaim.data`;
	return {
		[`${volume}.mount.path`]: dataAt,
		[`${volume}.mount.readOnly`]: 'true',
		[`${volume}.options.claimName`]: claim,
	};
}
