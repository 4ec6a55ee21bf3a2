import type {ActionCommand} from '../model/command.ts';
import {pointerTo, valueAt} from '../model/json.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Plan} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {guardAsRead} from '../plan/guard-as-read.ts';
import {type Action, plainPlan, recreated} from './action.ts';

type Restart = Extract<ActionCommand, {action: 'restart'}>;

/** The annotation `kubectl rollout restart` writes, so that both tools mean the same. */
const restartedAt = pointerTo(
	'spec',
	'template',
	'metadata',
	'annotations',
	'kubectl.kubernetes.io/restartedAt',
);

/** Replaces all pods at the pace of the workload's own update strategy. */
export const restart: Action<Restart, {readonly object: KubernetesObject; readonly now: number}> = {
	name: 'restart',
	title: 'Restart',
	kinds: ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps'],
	async gather({target}, reader, clock) {
		const read = await reader.get(target);
		if (!read.ok) return read;
		const subject = {ref: refOf(target.resource, read.value), object: read.value};
		return answer({facts: {object: read.value, now: clock.now()}, subjects: [subject], concerns: []});
	},
	plan({target}, {object, now}) {
		const ref = refOf(target.resource, object);
		const refusal = recreated(target, ref);
		if (refusal) return refusal;
		if (object.spec?.paused === true) {
			return {
				refused: 'guarded',
				says: `${sayRef(ref)} is paused, so a restart would start nothing.`,
				hint: `Resume it first: kubectl rollout resume -n ${ref.namespace} ${ref.resource.plural}/${ref.name}`,
			};
		}
		const before = valueAt(object, restartedAt);
		const at = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
		return {
			...plainPlan,
			action: 'restart',
			says: `Restart all pods of ${sayRef(ref)}`,
			lines: [
				{
					subject: sayRef(ref),
					from: before === undefined ? 'never restarted' : `restarted ${before}`,
					to: `restarted ${at}`,
				},
			],
			steps: [
				{
					type: 'edit',
					target: ref,
					guards: [guardAsRead(object, restartedAt)],
					edits: [{at: restartedAt, from: before, to: at}],
				},
			],
			undo: {
				way: 'none',
				because: 'New pods have taken the place of the old ones; the template is the same.',
			},
			settledWhen: [{seen: 'rolled-out', of: ref, values: [{at: restartedAt, is: at}]}],
		} satisfies Plan;
	},
};
