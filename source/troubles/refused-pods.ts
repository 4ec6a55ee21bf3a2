import type {Condition} from '../model/split.ts';
import {conditionIn} from '../resources/conditions.ts';
import type {EventRow} from '../resources/events.ts';
import {deploymentTrouble} from './availability.ts';
import type {Facts} from './facts.ts';
import {type Cause, type ClusterTrouble, objectOf, withoutDot} from './trouble.ts';

/** Pods that the server won't take: a quota, a limit, an admission webhook. Deployments say so themselves; of others events do. */
export const refusedPods: Cause = facts => [...ofDeployments(facts), ...ofOthers(facts)];

function ofDeployments({deployments}: Facts): readonly ClusterTrouble[] {
	return deployments.flatMap(row => {
		const failure = conditionIn(row.conditions, 'ReplicaFailure');
		if (failure?.status !== 'True') return [];
		const refusal = sayRefusal(failure.message) || failure.reason;
		return [
			deploymentTrouble(row, failure.since, {
				key: `refused ${row.uid}`,
				says: `${row.name} can't create pods: ${refusal}`,
				hint: nextStep(failure),
				covers: [`stuck ${row.uid}`, `short ${row.uid}`],
			}),
		];
	});
}

/** Without the name of the pod that was not to be: each try makes another. */
function sayRefusal(message: string): string {
	const lead = ' is forbidden: ';
	const start = message.indexOf(lead);
	if (start !== -1) return message.slice(start + lead.length);
	const webhook = message.indexOf('admission webhook ');
	return webhook === -1 ? message : message.slice(webhook);
}

function nextStep({message}: Pick<Condition, 'message'>): string {
	if (message.includes('exceeded quota'))
		return 'Fewer replicas, smaller requests, or a larger quota let it go on.';
	if (message.includes('admission webhook')) return 'The webhook says what it wants of the template.';
	return '';
}

/** Kinds whose controllers report in events alone. */
const reporting = ['StatefulSet', 'DaemonSet', 'Job', 'ReplicaSet', 'Rollout'];
/** An event this old is of a try that was given up, or has worked since. */
const recentMs = 10 * 60_000;

function ofOthers(facts: Facts): readonly ClusterTrouble[] {
	const told = (facts.warnings ?? []).filter(
		({reason, regarding, message, lastSeen}) =>
			reason === 'FailedCreate' &&
			reporting.includes(regarding.kind) &&
			/is forbidden|admission webhook/.test(message) &&
			facts.now - lastSeen < recentMs,
	);
	const newest = new Map<string, EventRow>();
	for (const event of told) {
		const known = newest.get(event.regarding.uid);
		if (known === undefined || known.lastSeen < event.lastSeen) newest.set(event.regarding.uid, event);
	}
	return [...newest.values()].filter(event => !isOfDeployment(facts, event)).map(ofEvent);
}

/** The Deployment of such a ReplicaSet says it too. */
function isOfDeployment({replicaSets}: Facts, {regarding: {kind, uid}}: EventRow): boolean {
	if (kind !== 'ReplicaSet') return false;
	const found = (replicaSets ?? []).find(set => set.uid === uid);
	return found === undefined || found.owner?.kind === 'Deployment';
}

function ofEvent({uid, regarding, namespace, name, message, count, firstSeen}: EventRow): ClusterTrouble {
	const of = {view: 'warnings', namespace, name, uid};
	return {
		key: `refused ${regarding.uid}`,
		severity: 'warning',
		says: `${regarding.kind} ${regarding.name} can't create pods: ${withoutDot(sayRefusal(message))}`,
		fact: count > 1 ? `Event FailedCreate, ${count} times.` : 'Event FailedCreate.',
		hint: nextStep({message}) || undefined,
		about:
			regarding.kind === 'ReplicaSet'
				? objectOf('replicasets', {namespace, name: regarding.name, uid: regarding.uid})
				: of,
		count: 1,
		since: firstSeen,
		explains: [regarding.uid],
	};
}
