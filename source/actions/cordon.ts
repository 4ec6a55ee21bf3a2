import type {ActionCommand} from '../model/command.ts';
import {valueAt} from '../model/json.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Plan, Refusal, Step} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {guardAsRead} from '../plan/guard-as-read.ts';
import {type Action, plainPlan, recreated} from './action.ts';

type Cordon = Extract<ActionCommand, {action: 'cordon' | 'uncordon'}>;

const at = '/spec/unschedulable';

/** Two verbs with a fixed end each, never a toggle. */
export const cordon = cordonAction('cordon', 'Cordon');
export const uncordon = cordonAction('uncordon', 'Uncordon');

function cordonAction(name: 'cordon' | 'uncordon', title: string): Action<Cordon, KubernetesObject> {
	return {
		name,
		title,
		kinds: ['nodes'],
		async gather({target}, reader) {
			const read = await reader.get(target);
			if (!read.ok) return read;
			const subject = {ref: refOf(target.resource, read.value), object: read.value};
			return answer({facts: read.value, subjects: [subject], concerns: []});
		},
		plan({target}, node) {
			const ref = refOf(target.resource, node);
			return recreated(target, ref) ?? planned(name, title, ref, node);
		},
	};
}

function planned(
	name: 'cordon' | 'uncordon',
	title: string,
	ref: Ref,
	node: KubernetesObject,
): Plan | Refusal {
	const isCordoning = name === 'cordon';
	if (isCordoned(node) === isCordoning) {
		return {
			refused: 'nothing-to-do',
			says: `${sayRef(ref)} ${isCordoning ? 'is cordoned already' : 'takes pods already'}.`,
		};
	}
	const [from, to] = isCordoning ? ['takes pods', 'cordoned'] : ['cordoned', 'takes pods'];
	return {
		...plainPlan,
		action: name,
		says: `${title} ${sayRef(ref)}`,
		lines: [{subject: sayRef(ref), from, to}],
		steps: [cordonStep(ref, node, isCordoning)],
		undo: {way: 'swap'},
		settledWhen: [{seen: 'holds', of: ref, values: [{at, is: isCordoning ? true : undefined}]}],
		concerns: isCordoning
			? [{says: 'Its pods stay on it; new ones start elsewhere, but for those of DaemonSets.'}]
			: [{says: 'Pods that left it do not move back by themselves.'}],
	};
}

export function isCordoned(node: KubernetesObject): boolean {
	return valueAt(node, at) === true;
}

/** An uncordoned node has no such member: servers leave `false` out. */
export function cordonStep(ref: Ref, node: KubernetesObject, isCordoning: boolean): Step {
	const to = isCordoning ? true : undefined;
	return {
		type: 'edit',
		target: ref,
		guards: [guardAsRead(node, at)],
		edits: [{at, from: valueAt(node, at), to}],
	};
}
