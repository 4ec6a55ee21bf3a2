import {analysisruns} from './analysisruns.ts';
import {applications} from './applications.ts';
import {cronjobs} from './cronjobs.ts';
import {daemonsets} from './daemonsets.ts';
import {deployments} from './deployments.ts';
import {endpointslices} from './endpointslices.ts';
import {events} from './events.ts';
import {experiments} from './experiments.ts';
import {gateways} from './gateways.ts';
import {helmreleases} from './helmreleases.ts';
import {horizontalpodautoscalers} from './horizontalpodautoscalers.ts';
import {jobs} from './jobs.ts';
import {kustomizations} from './kustomizations.ts';
import {namespaces} from './namespaces.ts';
import {nodes} from './nodes.ts';
import {poddisruptionbudgets} from './poddisruptionbudgets.ts';
import {pods} from './pods.ts';
import {replicasets} from './replicasets.ts';
import {secrets} from './secrets.ts';
import {services} from './services.ts';
import {statefulsets} from './statefulsets.ts';
import {trafficViews} from './traffic-views.ts';
import type {ResourceView} from './view.ts';
import {warnings} from './warnings.ts';

/**
 * Every kind that is shown as a list, in the order of help and palette. A view
 * of another kind (one projected by `traffic/`, say) joins here.
 */
export const resourceViews = [
	pods,
	deployments,
	replicasets,
	statefulsets,
	daemonsets,
	jobs,
	cronjobs,
	nodes,
	namespaces,
	services,
	...trafficViews,
	endpointslices,
	horizontalpodautoscalers,
	poddisruptionbudgets,
	gateways,
	applications,
	kustomizations,
	helmreleases,
	analysisruns,
	experiments,
	secrets,
	events,
	warnings,
] as readonly ResourceView[];
