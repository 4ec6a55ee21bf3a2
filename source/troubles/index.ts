import {absentServices} from './absent-services.ts';
import {blindAutoscalers} from './blind-autoscalers.ts';
import {brokenBackends} from './broken-backends.ts';
import {crashLoops} from './crash-loops.ts';
import {disruptionDeadlocks} from './disruption-deadlocks.ts';
import {factsFrom, type Rows} from './facts.ts';
import {failedPods} from './failed-pods.ts';
import {failingAnalyses} from './failing-analyses.ts';
import {failingProbes} from './failing-probes.ts';
import {goneNodes} from './gone-nodes.ts';
import {limitedAutoscalers} from './limited-autoscalers.ts';
import {lostPods} from './lost-pods.ts';
import {memoryLimits} from './memory-limits.ts';
import {missingRevisions} from './missing-revisions.ts';
import {overstayingPods} from './overstaying-pods.ts';
import {pressedNodes} from './pressed-nodes.ts';
import {refusedGateways} from './refused-gateways.ts';
import {refusedPods} from './refused-pods.ts';
import {refusedRoutes} from './refused-routes.ts';
import {restarts} from './restarts.ts';
import {restingSets} from './resting-sets.ts';
import {selectorsWithoutPods} from './selectors-without-pods.ts';
import {servicesWithoutEndpoints} from './services-without-endpoints.ts';
import {shortDeployments} from './short-deployments.ts';
import {slowStarts} from './slow-starts.ts';
import {stuckRollouts} from './stuck-rollouts.ts';
import {stuckSets} from './stuck-sets.ts';
import {toldOnce} from './told-once.ts';
import type {Cause, ClusterTrouble, Severity} from './trouble.ts';
import {ungrantedReferences} from './ungranted-references.ts';
import {unknownLists} from './unknown-lists.ts';
import {unmeasuredSplits} from './unmeasured-splits.ts';
import {unpullableImages} from './unpullable-images.ts';
import {unreachedPorts} from './unreached-ports.ts';
import {unschedulablePods} from './unschedulable-pods.ts';
import {unseenShares} from './unseen-shares.ts';
import {unservedBackends} from './unserved-backends.ts';
import {unstartableContainers} from './unstartable-containers.ts';
import {weightlessSplits} from './weightless-splits.ts';

/** What ails pods themselves. */
const ofPods: readonly Cause[] = [
	unpullableImages,
	unstartableContainers,
	memoryLimits,
	crashLoops,
	unschedulablePods,
	lostPods,
	failingProbes,
	slowStarts,
	failedPods,
	overstayingPods,
	restarts,
];

/**
 * Everything that can be wrong. A new one is a file and a line here. Where two
 * explain the same object, the first of them is its culprit.
 */
export const causes: readonly Cause[] = [
	...ofPods,
	refusedPods,
	goneNodes,
	stuckRollouts,
	shortDeployments,
	stuckSets,
	restingSets,
	selectorsWithoutPods,
	pressedNodes,
	limitedAutoscalers,
	blindAutoscalers,
	disruptionDeadlocks,
	unservedBackends,
	absentServices,
	brokenBackends,
	weightlessSplits,
	servicesWithoutEndpoints,
	unreachedPorts,
	ungrantedReferences,
	missingRevisions,
	refusedRoutes,
	refusedGateways,
	unseenShares,
	failingAnalyses,
	unknownLists,
	unmeasuredSplits,
];

/** What is wrong in the cluster, each thing once, worst first. */
export function troubles(rows: Rows): readonly ClusterTrouble[] {
	const facts = factsFrom(rows);
	return [...toldOnce(causes.flatMap(cause => cause(facts)))].sort(worstFirst);
}

/** Those that pods show by themselves. */
export function podTroublesIn(rows: Pick<Rows, 'now' | 'pods' | 'deployments'>): readonly ClusterTrouble[] {
	const facts = factsFrom(rows);
	return toldOnce(ofPods.flatMap(cause => cause(facts)));
}

const ranks: {readonly [S in Severity]: number} = {critical: 0, warning: 1, notice: 2, unknown: 3};

/** What fails most requests comes first among equals, then nodes, then what shows in most objects, then the latest. */
function worstFirst(left: ClusterTrouble, right: ClusterTrouble): number {
	return (
		ranks[left.severity] - ranks[right.severity] ||
		(right.fails ?? 0) - (left.fails ?? 0) ||
		kindRank(left) - kindRank(right) ||
		right.count - left.count ||
		right.since - left.since ||
		(left.key < right.key ? -1 : 1)
	);
}

function kindRank({about}: ClusterTrouble): number {
	return about?.view === 'nodes' ? 0 : 1;
}
