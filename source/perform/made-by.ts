import type {Cluster} from '../model/cluster.ts';
import {managedEntries, ourManager} from '../model/managed-fields.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Step} from '../model/plan.ts';
import {type Answer, answer} from '../model/trouble.ts';

/**
 * The uid of what a step made whose answer was lost: of the object of that
 * name, where the server has sluice on record for making it, which whoever
 * else took the name has not. Undefined where there is none.
 */
export async function uidMade(
	{target}: Step,
	cluster: Pick<Cluster, 'get'>,
): Promise<Answer<string | undefined>> {
	const read = await cluster.get(target);
	if (!read.ok) return read.trouble.reason === 'not-found' ? answer(undefined) : read;
	return answer(isOnRecord(read.value) ? read.value.metadata.uid : undefined);
}

/** Whether the server has sluice among those that wrote an object. */
export function isOnRecord(object: KubernetesObject): boolean {
	return managedEntries(object)?.some(({manager}) => manager === ourManager) ?? false;
}
