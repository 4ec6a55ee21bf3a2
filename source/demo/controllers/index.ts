/** Every controller of the cluster; each watches the store and runs for as long as it does. */
import type {Cluster} from '../cluster.ts';
import {runClaims} from './claims.ts';
import {runCronJobs} from './cron-job.ts';
import {runDaemonSets} from './daemon-set.ts';
import {runDeployments} from './deployment.ts';
import {runDisruptionBudgets} from './disruption.ts';
import {runEndpointSlices} from './endpoint-slice.ts';
import {runGarbageCollector} from './garbage.ts';
import {runHttpRoutes} from './http-route.ts';
import {runJobs} from './job.ts';
import {runKubelets} from './kubelet.ts';
import {runNamespaces} from './namespace.ts';
import {runNodeTaints} from './node-taints.ts';
import {runPodCollection} from './pod-collection.ts';
import {runEventExpiry} from './record.ts';
import {runReplicaSets} from './replica-set.ts';
import {runScheduler} from './scheduler.ts';
import {runSparkDrivers} from './spark-drivers.ts';
import {runStatefulSets} from './stateful-set.ts';
import {runStrain} from './strain.ts';
import {runTaintEviction} from './taint-eviction.ts';
import {runVolumes} from './volumes.ts';

export const controllers: readonly ((cluster: Cluster) => void)[] = [
	runNamespaces,
	runGarbageCollector,
	runClaims,
	runDeployments,
	runReplicaSets,
	runStatefulSets,
	runDaemonSets,
	runJobs,
	runCronJobs,
	runSparkDrivers,
	runScheduler,
	runNodeTaints,
	runTaintEviction,
	runPodCollection,
	runVolumes,
	runKubelets,
	runStrain,
	runEndpointSlices,
	runHttpRoutes,
	runDisruptionBudgets,
	runEventExpiry,
];
