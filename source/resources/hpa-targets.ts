import type {JsonObject} from '../model/json.ts';
import {numberIn, objectIn, textIn} from '../model/object.ts';

/** Each kind of metric keeps its target under a member of its own name. */
const members: {readonly [type: string]: string} = {
	Resource: 'resource',
	ContainerResource: 'containerResource',
	Pods: 'pods',
	Object: 'object',
	External: 'external',
};

/**
 * What is measured and what is aimed at, one text per metric as kubectl prints
 * them. The status lists metrics in the order of the spec, and lacks those it
 * could not read.
 */
export function hpaTargets(asked: readonly JsonObject[], seen: readonly JsonObject[]): string[] {
	return asked.map((metric, position) => {
		const type = textIn(metric.type) ?? '';
		const current = seen[position]?.type === type ? seen[position] : undefined;
		return sayMetric(type, objectIn(metric[members[type] ?? '']), objectIn(current?.[members[type] ?? '']));
	});
}

function sayMetric(type: string, asked: JsonObject, seen: JsonObject): string {
	const target = objectIn(asked.target);
	const current = objectIn(seen.current);
	const values = sayValues(target, current);
	if (type !== 'Resource' && type !== 'ContainerResource') return values;
	return `${textIn(asked.name) ?? ''}: ${values}`;
}

function sayValues(target: JsonObject, current: JsonObject): string {
	const percent = numberIn(target.averageUtilization);
	if (percent !== undefined) {
		const used = numberIn(current.averageUtilization);
		return `${used === undefined ? '<unknown>' : `${used}%`}/${percent}%`;
	}
	const average = textIn(target.averageValue);
	if (average !== undefined) {
		const each = textIn(target.value) === undefined ? '' : ' (avg)';
		return `${textIn(current.averageValue) ?? '<unknown>'}/${average}${each}`;
	}
	return `${textIn(current.value) ?? '<unknown>'}/${textIn(target.value) ?? '<auto>'}`;
}
