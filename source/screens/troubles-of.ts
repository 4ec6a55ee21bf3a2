import type {Plan} from '../model/plan.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {troubledPods} from '../resources/troubled-pods.ts';
import type {State} from '../store/state.ts';
import {rowsIn} from '../store/targets.ts';

/** What keeps pods of the workloads a plan writes to from becoming ready, as the first screen would say it. */
export function troublesOf(state: State, {steps}: Plan): readonly string[] {
	const written = new Set(
		steps.flatMap(({target: {resource, namespace, name}}) =>
			resource.kind === 'Deployment' ? [`${namespace}/${name}`] : [],
		),
	);
	if (written.size === 0) return [];
	const pods = [...rowsIn<PodRow>(state, 'pods')].filter(
		({namespace, workload}) =>
			workload?.kind === 'Deployment' && written.has(`${namespace}/${workload.name}`),
	);
	const deployments = new Map(
		[...rowsIn<DeploymentRow>(state, 'deployments')].map(row => [`${row.namespace}/${row.name}`, row]),
	);
	return troubledPods(pods, deployments, new Set(), state.now).map(({says}) => says);
}
