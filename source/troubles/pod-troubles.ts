import type {DeploymentRow} from '../resources/deployments.ts';
import type {EventRow} from '../resources/events.ts';
import {sayAvailable} from './availability.ts';
import type {Facts} from './facts.ts';
import {type PodGroup, type SickCause, startOf} from './sick-pods.ts';
import {type ClusterTrouble, objectOf, type Severity} from './trouble.ts';

/** What is particular to one thing that ails pods. */
export type PodWords = {
	/** What they do, after who they are: `can't be scheduled: 0/3 nodes are available`. */
	does(group: PodGroup, told: Told): string;
	hint?(group: PodGroup, deployment: DeploymentRow | undefined): string;
	/** Only groups of which this is true. */
	concerns?(group: PodGroup): boolean;
	/** It never keeps a workload from serving: at most so bad, and about the pod itself. */
	readonly atMost?: Severity;
	/** Reasons of events that say more than the pods do. */
	readonly events?: readonly string[];
	/** Causes which are the same trouble of the same workload, seen less clearly. */
	readonly outdoes?: readonly SickCause[];
};

export type Told = {
	/** `keeps`, or `keep` of several pods. */
	verb(one: string, many: string): string;
	/** What most of the pods say. */
	readonly detail: string;
	/** The latest event that says more; undefined where there is none. */
	readonly event: EventRow | undefined;
};

/** The troubles of pods that have this cause, one for each workload and image or container. */
export function podTroubles(facts: Facts, cause: SickCause, words: PodWords): readonly ClusterTrouble[] {
	return facts.sick
		.of(cause)
		.filter(group => words.concerns?.(group) ?? true)
		.map(group => describe(facts, group, words));
}

function describe(facts: Facts, group: PodGroup, words: PodWords): ClusterTrouble {
	const {cause, key, pods} = group;
	const oldest = pods.reduce((left, right) => (startOf(right, cause) < startOf(left, cause) ? right : left));
	const {namespace, workload} = oldest;
	const deployment =
		workload?.kind === 'Deployment' ? facts.deploymentByName.get(`${namespace}/${workload.name}`) : undefined;
	const isOfRollout = deployment !== undefined && words.atMost === undefined;
	const event = words.events && latestOf(facts, group, words.events);
	const does = words.does(group, {
		verb: (one, many) => (pods.length === 1 ? one : many),
		detail: commonest(pods.map(({trouble}) => trouble?.detail ?? '')),
		event,
	});
	const evidence = [deployment && sayAvailable(deployment), event && sayEvent(event)]
		.filter(Boolean)
		.join(' ');
	return {
		key: `pods ${key}`,
		severity: words.atMost ?? severityOf(group, facts, deployment),
		says: `${subject(group)} ${does}`,
		because: `its ${pods.length === 1 ? 'pod' : `${pods.length} pods`} ${does}`,
		fact: evidence || undefined,
		hint: words.hint?.(group, deployment) || undefined,
		about: isOfRollout ? objectOf('deployments', deployment) : objectOf('pods', oldest),
		count: pods.length,
		since: startOf(oldest, cause),
		covers: [
			...(isOfRollout ? [`stuck ${deployment.uid}`, `short ${deployment.uid}`] : []),
			...(words.outdoes ?? []).map(other => `pods ${group.workload} ${other} `),
		],
		...(words.atMost === undefined && {
			explains: [...pods.map(({uid}) => uid), ...(deployment ? [deployment.uid] : [])],
		}),
	};
}

/** Critical where nobody of the workload serves. A pod of its own or of a Job ends without anybody being unserved. */
function severityOf(
	{pods, workload}: PodGroup,
	facts: Facts,
	deployment: DeploymentRow | undefined,
): Severity {
	if (deployment) return deployment.wanted > 0 && deployment.available === 0 ? 'critical' : 'warning';
	const owner = pods[0]!.workload;
	if (!owner || owner.kind === 'Job') return 'warning';
	return facts.sick.serving.has(workload) ? 'warning' : 'critical';
}

function subject({pods}: PodGroup): string {
	const {workload, name} = pods[0]!;
	if (!workload || (pods.length === 1 && workload.kind === 'StatefulSet')) return `Pod ${name}`;
	return `${pods.length} ${pods.length === 1 ? 'pod' : 'pods'} of ${workload.name}`;
}

function latestOf(facts: Facts, {pods}: PodGroup, reasons: readonly string[]): EventRow | undefined {
	let latest: EventRow | undefined;
	for (const {uid} of pods) {
		const found = facts.warningsOf(uid).find(({reason}) => reasons.includes(reason));
		if (found && found.lastSeen > (latest?.lastSeen ?? 0)) latest = found;
	}
	return latest;
}

function sayEvent({reason, count}: EventRow): string {
	return count > 1 ? `Event ${reason}, ${count} times.` : `Event ${reason}.`;
}

/** The text most of them share; one that says something before none. */
export function commonest(texts: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const text of texts) if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
	let best = '';
	for (const [text, count] of counts) if (count > (counts.get(best) ?? 0)) best = text;
	return best;
}

export function after(mark: string, text: string): string {
	return text && mark + text;
}

/** The message of an event on one line, and no longer than one reads. */
export function sayMessage({message}: EventRow): string {
	const line = message.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
	return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}
