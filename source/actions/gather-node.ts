import {podResource} from '../model/builtin-resources.ts';
import type {Target} from '../model/command.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Concern} from '../model/plan.ts';
import type {Ref, Resource} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import type {Gathered, Reader} from './action.ts';

/** A node, all that runs on it, what protects that, and where else it may run. */
export type NodeFacts = {
	readonly ref: Ref;
	readonly node: KubernetesObject;
	readonly pods: readonly KubernetesObject[];
	readonly budgets: readonly KubernetesObject[];
	/** Undefined where they could not be read. */
	readonly others?: readonly KubernetesObject[];
};

const nodes: Resource = {group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false};
const budgets: Resource = {
	group: 'policy',
	version: 'v1',
	plural: 'poddisruptionbudgets',
	kind: 'PodDisruptionBudget',
	namespaced: true,
};

/** Nothing can be said of a node whose pods cannot be read; budgets are the server's to heed in any case. */
export async function gatherNode(target: Target, reader: Reader): Promise<Answer<Gathered<NodeFacts>>> {
	const [node, running, protecting, all] = await Promise.all([
		reader.get(target),
		reader.list(podResource, {}, {fields: `spec.nodeName=${target.name}`}),
		reader.list(budgets, {}),
		reader.list(nodes, {}),
	]);
	if (!node.ok) return node;
	if (!running.ok) return running;
	const ref = refOf(target.resource, node.value);
	const concerns: Concern[] = protecting.ok
		? []
		: [{says: `Which disruption budgets hold pods back is unknown: ${protecting.trouble.says}`}];
	return answer({
		facts: {
			ref,
			node: node.value,
			pods: running.value,
			budgets: protecting.ok ? protecting.value : [],
			...(all.ok && {others: all.value.filter(({metadata}) => metadata.uid !== ref.uid)}),
		},
		subjects: [{ref, object: node.value}],
		concerns,
	});
}
