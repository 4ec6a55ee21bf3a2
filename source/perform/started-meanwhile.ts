import {leavingOf, sayNames} from '../actions/leaving.ts';
import {podResource} from '../model/builtin-resources.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Step} from '../model/plan.ts';
import type {Trouble} from '../model/trouble.ts';

/**
 * What runs on a node that was cordoned and emptied just now: between the look
 * at its pods and the cordon others may have started. Undefined where none did.
 */
export async function startedMeanwhile(
	written: readonly Step[],
	cluster: Pick<Cluster, 'list'>,
): Promise<Trouble | undefined> {
	const node = written.find(({target}) => target.resource.kind === 'Node')?.target;
	if (node === undefined) return undefined;
	const listed = await cluster.list(podResource, {}, {fields: `spec.nodeName=${node.name}`});
	if (!listed.ok) {
		return {
			reason: 'unsettled',
			says: `Whether others started on it meanwhile is unknown: ${listed.trouble.says}`,
		};
	}
	const {evicted} = leavingOf(listed.value);
	return evicted.length === 0
		? undefined
		: {reason: 'unsettled', says: `Others started on it before it was cordoned: ${sayNames(evicted)}.`};
}
