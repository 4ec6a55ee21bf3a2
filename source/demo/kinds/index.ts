/** Every kind the API serves, in the order in which discovery names groups. */
import {deployments, replicaSets} from './apps.ts';
import {horizontalPodAutoscalers} from './autoscaling.ts';
import {configMaps, events, namespaces, nodes, pods, secrets, serviceAccounts, services} from './core.ts';
import type {Kind} from './kind.ts';
import {endpointSlices, gateways, httpRoutes} from './networking.ts';

export const kinds: readonly Kind[] = [
	configMaps,
	events,
	namespaces,
	nodes,
	pods,
	secrets,
	serviceAccounts,
	services,
	deployments,
	replicaSets,
	horizontalPodAutoscalers,
	endpointSlices,
	gateways,
	httpRoutes,
];
