import type {Condition} from '../model/split.ts';
import type {ClusterTrouble} from './cluster-trouble.ts';
import {conditionIn} from './conditions.ts';
import type {DeploymentRow} from './deployments.ts';

/** How long a Deployment may be short of pods before that is a trouble of its own. */
const patienceMs = 60_000;

/** Deployments that are stuck or below their minimum, and whose pods don't already tell why. */
export function troubledDeployments(
	deployments: Iterable<DeploymentRow>,
	explained: ReadonlySet<string>,
	now: number,
): readonly ClusterTrouble[] {
	const found: ClusterTrouble[] = [];
	for (const row of deployments) {
		const trouble = explained.has(row.uid) ? undefined : (failing(row) ?? stuck(row) ?? short(row, now));
		if (trouble) found.push(trouble);
	}
	return found;
}

/** `0 of 3 available.` */
export function sayAvailable({available, wanted}: DeploymentRow): string {
	return `${available} of ${wanted} available.`;
}

function failing(row: DeploymentRow): ClusterTrouble | undefined {
	const failure = conditionIn(row.conditions, 'ReplicaFailure');
	if (failure?.status !== 'True') return undefined;
	return troubleOf(row, failure.since, `${row.name} can't create pods: ${sayRefusal(failure)}`);
}

/** Without the name of the pod that was not to be: each try makes another. */
function sayRefusal({message, reason}: Condition): string {
	const lead = ' is forbidden: ';
	const start = message.indexOf(lead);
	return (start === -1 ? message : message.slice(start + lead.length)) || reason;
}

function stuck(row: DeploymentRow): ClusterTrouble | undefined {
	if (row.rollout.progress !== 'stuck') return undefined;
	const {since} = conditionIn(row.conditions, 'Progressing') ?? {};
	return troubleOf(
		row,
		since,
		`The rollout of ${row.name} is stuck: it made no progress before its deadline`,
	);
}

function short(row: DeploymentRow, now: number): ClusterTrouble | undefined {
	const available = conditionIn(row.conditions, 'Available');
	if (available?.status !== 'False' || row.wanted === 0 || row.available >= row.wanted) return undefined;
	if (now - (available.since ?? row.created) < patienceMs) return undefined;
	return troubleOf(row, available.since, `${row.name} has too few pods available`);
}

function troubleOf(row: DeploymentRow, since: number | undefined, says: string): ClusterTrouble {
	const {namespace, name, uid} = row;
	return {
		key: `deployment ${uid}`,
		severity: row.available === 0 && row.wanted > 0 ? 'critical' : 'warning',
		says,
		hint: row.paused ? `${sayAvailable(row)} Its rollout is paused.` : sayAvailable(row),
		about: {kind: 'Deployment', namespace, name, uid},
		count: 1,
		since: since ?? row.created,
	};
}
