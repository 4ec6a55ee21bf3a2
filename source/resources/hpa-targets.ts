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

/** Resources are named, and are averages by nature; other averages are marked where a metric may be a plain value too. */
function sayMetric(type: string, asked: JsonObject, seen: JsonObject): string {
	const target = objectIn(asked.target);
	const current = objectIn(seen.current);
	const percent = numberIn(target.averageUtilization);
	const average = textIn(target.averageValue);
	const mark = average !== undefined && (type === 'Object' || type === 'External') ? ' (avg)' : '';
	const name = type === 'Resource' || type === 'ContainerResource' ? `${textIn(asked.name) ?? ''}: ` : '';
	if (percent !== undefined) return `${name}${sayPercent(numberIn(current.averageUtilization))}/${percent}%`;
	const now = textIn(average === undefined ? current.value : current.averageValue) ?? '<unknown>';
	return `${name}${now}/${average ?? textIn(target.value) ?? '<auto>'}${mark}`;
}

function sayPercent(percent: number | undefined): string {
	return percent === undefined ? '<unknown>' : `${percent}%`;
}
