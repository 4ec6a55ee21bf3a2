/**
 * What the embedded cluster and a real control plane must agree on. The same checks run against both; they
 * make what they need in a namespace of their own.
 */
import {describe} from 'vitest';
import {checkAnswers} from './answers.ts';
import {checkApplies} from './applies.ts';
import {checkAutoscalers} from './autoscalers.ts';
import {checkBodies} from './bodies.ts';
import {checkClaims} from './claims.ts';
import {checkCompletion} from './completion.ts';
import type {Connection} from './connection.ts';
import {checkCronJobs} from './cron-jobs.ts';
import {checkDaemonSets} from './daemon-sets.ts';
import {checkDiscoveries} from './discoveries.ts';
import {checkDisruptions} from './disruptions.ts';
import {checkEndpoints} from './endpoints.ts';
import {checkErrors} from './errors.ts';
import {type Ground, prepareGround} from './ground.ts';
import {checkIngresses} from './ingresses.ts';
import {checkJobs} from './jobs.ts';
import {checkJsonPatches} from './json-patches.ts';
import {checkLists} from './lists.ts';
import {checkMergePatches} from './merge-patches.ts';
import {checkNodes} from './nodes.ts';
import {checkOpenApi} from './openapi.ts';
import {checkPodSpecs} from './pod-specs.ts';
import {checkPods} from './pods.ts';
import {checkProxies} from './proxies.ts';
import {checkRestarts} from './restarts.ts';
import {checkRollouts} from './rollouts.ts';
import {checkScheduling} from './scheduling.ts';
import {checkStatefulSets} from './stateful-sets.ts';
import {checkTables} from './tables.ts';
import {checkWatches} from './watches.ts';
import {checkWrites} from './writes.ts';

const chapters: Record<string, (ground: Ground) => void> = {
	discovery: checkDiscoveries,
	OpenAPI: checkOpenApi,
	'JSON patches': checkJsonPatches,
	'merge patches': checkMergePatches,
	writes: checkWrites,
	bodies: checkBodies,
	applies: checkApplies,
	answers: checkAnswers,
	errors: checkErrors,
	lists: checkLists,
	tables: checkTables,
	watches: checkWatches,
	pods: checkPods,
	'pod specs': checkPodSpecs,
	proxies: checkProxies,
	completion: checkCompletion,
	restarts: checkRestarts,
	scheduling: checkScheduling,
	nodes: checkNodes,
	rollouts: checkRollouts,
	endpoints: checkEndpoints,
	ingresses: checkIngresses,
	disruptions: checkDisruptions,
	'stateful sets': checkStatefulSets,
	'daemon sets': checkDaemonSets,
	autoscalers: checkAutoscalers,
	claims: checkClaims,
	jobs: checkJobs,
	'cron jobs': checkCronJobs,
};

export function conformance(name: string, connect: () => Promise<Connection>): void {
	describe(name, () => {
		for (const [chapter, check] of Object.entries(chapters))
			describe(chapter, () => check(prepareGround(connect)));
	});
}
