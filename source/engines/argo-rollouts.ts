import {isObject, textIn} from '../model/object.ts';
import {abort, retry} from './argo-rollouts/abort.ts';
import {jump} from './argo-rollouts/jump.ts';
import {pause, resume} from './argo-rollouts/pause.ts';
import {promote, promoteFull} from './argo-rollouts/promote.ts';
import {rolloutOf} from './argo-rollouts/rollout.ts';
import {marks} from './argo-rollouts/versions.ts';
import type {Engine} from './engine.ts';

/**
 * Argo Rollouts. Its levers are fields of the status that its own command
 * line writes too, since it has no others.
 */
export const argoRollouts: Engine = {
	name: 'argo-rollouts',
	title: 'Argo Rollouts',
	source: {
		group: 'argoproj.io',
		plural: 'rollouts',
		kind: 'Rollout',
		versions: ['v1alpha1'],
		aliases: ['rollout', 'ro'],
	},
	holder({spec}) {
		const named = spec?.workloadRef;
		if (!isObject(named)) return undefined;
		const [apiVersion = 'apps/v1', kind = 'Deployment', name = ''] = [
			textIn(named.apiVersion),
			textIn(named.kind),
			textIn(named.name),
		];
		return {apiVersion, kind, name};
	},
	revisions: marks,
	restart: {askedAt: '/spec/restartAt', doneAt: '/status/restartedAt'},
	rollout: rolloutOf,
	levers: {promote, 'promote-full': promoteFull, pause, resume, abort, retry, jump},
};
