import type {JsonObject} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import {bytes, millicores} from './quantity.ts';
import type {Facts, Row, Usage} from './view.ts';

/** `namespace/name`, or `name` for a node: the key of `Facts.usage`. */
export function usageKey({namespace, name}: {readonly namespace?: string; readonly name: string}): string {
	return namespace ? `${namespace}/${name}` : name;
}

/** What a row uses now; undefined where that is not known. */
export function usageOf(row: Row, facts: Facts): Usage | undefined {
	return facts.usage?.get(usageKey(row));
}

/**
 * Of a PodMetrics (the sum of its containers) or a NodeMetrics. Undefined where
 * any part is missing: a sum without one container would pass for the whole.
 */
export function projectUsage(metrics: KubernetesObject): Usage | undefined {
	if (metrics.usage !== undefined) return readUsage(objectIn(metrics.usage));
	const containers = objectsIn(metrics.containers);
	if (containers.length === 0) return undefined;
	let cpuMillicores = 0;
	let memoryBytes = 0;
	for (const container of containers) {
		const usage = readUsage(objectIn(container.usage));
		if (!usage) return undefined;
		cpuMillicores += usage.cpuMillicores;
		memoryBytes += usage.memoryBytes;
	}
	return {cpuMillicores, memoryBytes};
}

/** `Facts.usage` out of the metrics of pods, of nodes or of both: their keys can't clash. */
export function usageByName(metrics: readonly KubernetesObject[]): ReadonlyMap<string, Usage> {
	const usages = new Map<string, Usage>();
	for (const object of metrics) {
		const usage = projectUsage(object);
		if (usage) usages.set(usageKey(object.metadata), usage);
	}
	return usages;
}

function readUsage({cpu, memory}: JsonObject): Usage | undefined {
	const cpuMillicores = millicores(textIn(cpu) ?? numberIn(cpu));
	const memoryBytes = bytes(textIn(memory) ?? numberIn(memory));
	return cpuMillicores === undefined || memoryBytes === undefined ? undefined : {cpuMillicores, memoryBytes};
}

/** Whole MiB. */
export function mebibytes(amount: number | undefined): number | undefined {
	return amount === undefined ? undefined : Math.floor(amount / 2 ** 20);
}

/** Whole percent; undefined where either is unknown or there is nothing to be a part of. */
export function percentOf(part: number | undefined, whole: number | undefined): number | undefined {
	return part === undefined || !whole ? undefined : Math.floor((part / whole) * 100);
}
