import type {Reader, Subject} from '../actions/action.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import type {Concern, Plan} from '../model/plan.ts';
import type {Resource} from '../model/ref.ts';
import {ownersOf} from '../owners/owners-of.ts';

const autoscalerResource: Resource = {
	group: 'autoscaling',
	version: 'v2',
	plural: 'horizontalpodautoscalers',
	kind: 'HorizontalPodAutoscaler',
	namespaced: true,
};

/** Who may change back what the plan writes. What could not be looked at is a concern, never "none". */
export async function findOwners(
	plan: Plan,
	subjects: readonly Subject[],
	reader: Reader | undefined,
): Promise<{owners: Owner[]; concerns: Concern[]}> {
	const scaled = reader ? plan.steps.filter(step => step.subresource === 'scale') : [];
	const {autoscalers, concerns} = await readAutoscalers(
		[...new Set(scaled.map(step => step.target.namespace))],
		reader,
	);
	const written = plan.steps.map(step => ({
		ref: step.target,
		object: subjects.find(each => each.ref.uid === step.target.uid)?.object ?? bare(step.target),
		replicas: step.subresource === 'scale' ? Number(step.edits[0]?.to ?? 0) : undefined,
		autoscalers,
	}));
	const found = written.flatMap(ownersOf);
	return {
		owners: found.filter((owner, index) => found.findIndex(each => each.name === owner.name) === index),
		concerns,
	};
}

async function readAutoscalers(
	namespaces: readonly string[],
	reader: Reader | undefined,
): Promise<{autoscalers: readonly KubernetesObject[] | undefined; concerns: Concern[]}> {
	if (!reader) return {autoscalers: undefined, concerns: []};
	const answers = await Promise.all(
		namespaces.map(namespace => reader.list(autoscalerResource, {namespace})),
	);
	const failed = answers.find(each => !each.ok && each.trouble.reason !== 'not-found');
	if (failed && !failed.ok) {
		return {
			autoscalers: undefined,
			concerns: [{says: `Autoscalers could not be looked for: ${failed.trouble.says}`}],
		};
	}
	return {autoscalers: answers.flatMap(each => (each.ok ? each.value : [])), concerns: []};
}

/** A target that was not read itself is known by name only; it may still be named by an autoscaler. */
function bare(ref: Subject['ref']): KubernetesObject {
	return {metadata: {name: ref.name, namespace: ref.namespace, uid: ref.uid}} as KubernetesObject;
}
