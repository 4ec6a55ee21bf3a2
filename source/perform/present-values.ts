import type {Cluster} from '../model/cluster.ts';
import {isSame, valueAt} from '../model/json.ts';
import {holdsField, managedEntries} from '../model/managed-fields.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Edit, Step} from '../model/plan.ts';

/** Whether the value stands there; a Scale leaves its replicas out where they are 0. */
export function isAt(object: KubernetesObject, step: Step, at: string, value: Edit['from']): boolean {
	const found = valueAt(object, at);
	if (step.subresource === 'scale' && value === 0 && found === undefined) return true;
	return isSame(found, value);
}

/** How much of a value is said. */
const mostLetters = 60;

export function sayValue(value: Edit['from']): string {
	if (value === undefined) return 'absent';
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return text.length <= mostLetters ? text : `${text.slice(0, mostLetters)}…`;
}

/**
 * What stands in the place of what a step wrote, and who the server says wrote
 * it; undefined where all of it still stands.
 */
export async function sayOvertaken(
	step: Step,
	object: KubernetesObject,
	cluster: Pick<Cluster, 'get'>,
): Promise<string | undefined> {
	const moved = step.edits.find(({identity = []}) =>
		identity.some(({at, is}) => !isAt(object, step, at, is)),
	);
	const changed = step.edits.find(({at, to}) => !isAt(object, step, at, to));
	if (moved === undefined && changed === undefined) return undefined;
	const at = moved?.identity?.find(each => !isAt(object, step, each.at, each.is))?.at ?? changed!.at;
	const written = moved?.identity?.find(each => each.at === at)?.is ?? changed?.to;
	const present = valueAt(object, at);
	const writer = await sayWriter(step, at, object, cluster);
	return `${at} is ${sayValue(present)} now, and was ${sayValue(written)}${writer && `; ${writer} wrote it`}.`;
}

/** Which manager the server has on record for a field, and since when; empty where it does not tell. */
async function sayWriter(
	{target, subresource}: Step,
	at: string,
	read: KubernetesObject,
	cluster: Pick<Cluster, 'get'>,
): Promise<string> {
	// A Scale does not say who manages it.
	const whole = subresource === 'scale' ? await cluster.get(target) : undefined;
	const object = whole?.ok ? whole.value : read;
	const writers = (managedEntries(object) ?? []).filter(entry => holdsField(entry, object, at));
	const [last] = writers.sort((left, right) => (right.time ?? 0) - (left.time ?? 0));
	if (last === undefined) return '';
	const time = last.time === undefined ? '' : ` at ${new Date(last.time).toISOString().slice(0, 19)}Z`;
	return `${last.manager}${time}`;
}
