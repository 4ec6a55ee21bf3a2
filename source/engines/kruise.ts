import {textIn} from '../model/object.ts';
import type {Engine} from './engine.ts';
import {abort, jump, pause, promote, promoteFull, resume, retry} from './kruise/levers.ts';
import {rolloutOf} from './kruise/rollout.ts';
import {readKruise, workloadOf} from './kruise/status.ts';

/** Rollouts of OpenKruise, whose kind is called as Argo's is. They lead a workload that stays what it is. */
export const kruise: Engine = {
	name: 'kruise',
	title: 'OpenKruise Rollouts',
	source: {
		group: 'rollouts.kruise.io',
		plural: 'rollouts',
		kind: 'Rollout',
		versions: ['v1beta1', 'v1alpha1'],
	},
	holder(object) {
		const workload = workloadOf(readKruise(object));
		const [apiVersion = 'apps/v1', kind = 'Deployment', name = ''] = [
			textIn(workload.apiVersion),
			textIn(workload.kind),
			textIn(workload.name),
		];
		return {apiVersion, kind, name};
	},
	rollout: rolloutOf,
	levers: {promote, 'promote-full': promoteFull, pause, resume, abort, retry, jump},
};
