/** Every kind the API serves, in the order in which discovery names groups. */
import {deployments, replicaSets} from './apps.ts';
import {horizontalPodAutoscalers} from './autoscaling.ts';
import {configMaps, secrets, serviceAccounts} from './configuration.ts';
import {controllerRevisions} from './controller-revisions.ts';
import {cronJobs} from './cron-jobs.ts';
import {daemonSets} from './daemon-sets.ts';
import {events} from './events.ts';
import {ingresses} from './ingresses.ts';
import {jobs} from './jobs.ts';
import type {Kind} from './kind.ts';
import {leases} from './leases.ts';
import {namespaces} from './namespaces.ts';
import {endpointSlices, gateways, httpRoutes} from './networking.ts';
import {nodes} from './nodes.ts';
import {persistentVolumeClaims} from './persistent-volume-claims.ts';
import {pods} from './pods.ts';
import {podDisruptionBudgets} from './policy.ts';
import {priorityClasses} from './priority-classes.ts';
import {roleBindings, roles} from './rights.ts';
import {services} from './services.ts';
import {statefulSets} from './stateful-sets.ts';

export const kinds: readonly Kind[] = [
	configMaps,
	events,
	namespaces,
	nodes,
	persistentVolumeClaims,
	pods,
	secrets,
	serviceAccounts,
	services,
	controllerRevisions,
	daemonSets,
	deployments,
	replicaSets,
	statefulSets,
	horizontalPodAutoscalers,
	cronJobs,
	jobs,
	ingresses,
	podDisruptionBudgets,
	priorityClasses,
	roleBindings,
	roles,
	leases,
	endpointSlices,
	gateways,
	httpRoutes,
];
