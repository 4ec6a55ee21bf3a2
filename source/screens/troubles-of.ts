import type {Plan} from '../model/plan.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {State} from '../store/state.ts';
import {rowsIn} from '../store/targets.ts';
import {podTroublesIn} from '../troubles/index.ts';

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
	return podTroublesIn({
		now: state.now,
		pods,
		deployments: [...rowsIn<DeploymentRow>(state, 'deployments')],
	}).map(({says}) => says);
}
