import {replicaSetResource} from '../model/builtin-resources.ts';
import type {ActionCommand} from '../model/command.ts';
import {isSame, type Json} from '../model/json.ts';
import {type KubernetesObject, objectIn} from '../model/object.ts';
import type {Concern, Plan, Refusal} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {
	deploymentMarks,
	presentRevision,
	type Revision,
	type RevisionMarks,
	revisionsOf,
} from '../model/revisions.ts';
import {sayDifference, templateDifferences} from '../model/template-difference.ts';
import {answer} from '../model/trouble.ts';
import {sayRevision, templateStep} from '../plan/template-change.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {
	gatherTemplate,
	holderUnread,
	ledConcerns,
	ledSettled,
	refsOf,
	type TemplateFacts,
} from './gather-template.ts';
import {ledKinds} from './lever.ts';

type Rollback = Extract<ActionCommand, {action: 'rollback'}>;
type Facts = TemplateFacts & {readonly revisions: readonly Revision[]};

/**
 * Puts an earlier revision's pod template back. The template may hold secrets,
 * so the journal keeps which revision it was; taking it back is another roll
 * back.
 */
export const rollback: Action<Rollback, Facts> = {
	name: 'rollback',
	title: 'Roll back',
	kinds: ['deployments.apps', ...ledKinds],
	async gather({target}, reader, clock) {
		const [gathered, replicaSets] = await Promise.all([
			gatherTemplate(target, reader, clock.now()),
			reader.list(replicaSetResource, {namespace: target.namespace}),
		]);
		if (!gathered.ok) return gathered;
		if (!replicaSets.ok) return replicaSets;
		const {facts} = gathered.value;
		const revisions = revisionsOf(keeperOf(facts), replicaSets.value, marksOf(facts));
		return answer({...gathered.value, facts: {...facts, revisions}});
	},
	plan(command, facts) {
		const {named, holder} = refsOf(command.target, facts);
		const present = presentRevision(keeperOf(facts), marksOf(facts));
		const revision = chooseRevision(command, present, facts.revisions, sayRef(named));
		if ('refused' in revision) return revision;
		return (
			recreated(command.target, named) ??
			holderUnread(facts) ??
			movedOn(command, facts, present, holder) ??
			pausedOrSame(facts, revision, present, holder) ??
			planTo(revision, facts, present, {named, holder})
		);
	},
};

/** Whose ReplicaSets the revisions are: the engine's own, or those of the workload that it leads. */
function keeperOf({object, led}: TemplateFacts): KubernetesObject {
	return led?.engine.revisions ? led.object : object;
}

function marksOf({led}: TemplateFacts): RevisionMarks {
	return led?.engine.revisions ?? deploymentMarks;
}

function planTo(
	revision: Revision,
	facts: Facts,
	present: number,
	{named, holder}: {readonly named: Ref; readonly holder: Ref},
): Plan {
	const {object, led, revisions} = facts;
	const from = revisions.find(each => each.number === present);
	const kubectl = led?.engine.revisions
		? `argo rollouts undo ${named.name} -n ${named.namespace} --to-revision=${revision.number}`
		: `rollout undo -n ${holder.namespace} deployment/${holder.name} --to-revision=${revision.number}`;
	return {
		...plainPlan,
		action: 'rollback',
		says: `Roll ${sayRef(named)} back from revision ${present} to ${revision.number}`,
		lines: [
			{subject: sayRef(named), from: sayRevision(present, from), to: sayRevision(revision.number, revision)},
		],
		steps: [templateStep({target: holder, object, to: revision, from, present, kubectl})],
		undo: {
			way: 'compensate',
			command: {
				action: 'rollback',
				target: named,
				toRevision: present,
				fromReplicaSet: revision.replicaSetUid,
			},
			says: `Roll back to revision ${present} again.`,
		},
		settledWhen: led
			? ledSettled(led)
			: [{seen: 'rolled-out', of: holder, values: [{at: '/spec/template', is: revision.template}]}],
		concerns: [
			...differenceConcerns(from?.template ?? objectIn(object.spec).template, revision),
			...(led ? ledConcerns(led, revision.hash) : []),
		],
	};
}

const mostDifferences = 8;

/** What comes back beside the images: the journal keeps none of it, as it may hold secrets. */
function differenceConcerns(from: Json | undefined, {template}: Revision): readonly Concern[] {
	// Images are told of beside the revisions themselves.
	const differences = templateDifferences(from, template).filter(({subject}) => !subject.endsWith(': image'));
	const more = differences.length - mostDifferences;
	return [
		...differences.slice(0, mostDifferences).map(each => ({says: `Changes ${sayDifference(each)}`})),
		...(more > 0 ? [{says: `And ${more} more fields of the template change.`}] : []),
	];
}

function chooseRevision(
	{toRevision}: Rollback,
	present: number,
	revisions: readonly Revision[],
	subject: string,
): Revision | Refusal {
	const found =
		toRevision === undefined
			? revisions.find(each => each.number < present)
			: revisions.find(each => each.number === toRevision);
	if (found) return found;
	const kept = revisions.map(each => each.number).join(', ') || 'none';
	return {
		refused: 'not-found',
		says:
			toRevision === undefined
				? `${subject} has no revision before ${present}.`
				: `${subject} has no revision ${toRevision}.`,
		hint: `The cluster keeps revisions ${kept}.`,
	};
}

function pausedOrSame(
	{object, led}: Facts,
	revision: Revision,
	present: number,
	ref: Ref,
): Refusal | undefined {
	if (!led && object.spec?.paused === true) {
		return {
			refused: 'guarded',
			says: `${sayRef(ref)} is paused, so it would not roll back.`,
			hint: `Resume it first: sluice resume -n ${ref.namespace} deployment/${ref.name}`,
		};
	}
	// An engine's template may stand without the defaults that its ReplicaSets have: there the number tells.
	const isThere = led ? revision.number === present : isSame(object.spec?.template, revision.template);
	if (!isThere) return undefined;
	return {
		refused: 'nothing-to-do',
		says: `${sayRef(ref)} already is at the template of revision ${revision.number}.`,
	};
}

/** Taking a roll back must not take back what somebody did after it. */
function movedOn(
	{fromReplicaSet}: Rollback,
	{object, revisions}: Facts,
	present: number,
	ref: Ref,
): Refusal | undefined {
	if (fromReplicaSet === undefined) return undefined;
	const from = revisions.find(each => each.replicaSetUid === fromReplicaSet);
	if (from && isSame(object.spec?.template, from.template)) return undefined;
	return {
		refused: 'stale',
		says: `${sayRef(ref)} was changed since it was rolled back; it is at revision ${present} now.`,
		hint: 'Look at its revisions, and roll back to the one you mean.',
	};
}
