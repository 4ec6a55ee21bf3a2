import type {Engine} from './engine.ts';
import {abort, jump, pause, promote, promoteFull, resume, retry} from './flagger/levers.ts';
import {rolloutOf} from './flagger/rollout.ts';
import {readCanary} from './flagger/status.ts';

/**
 * Flagger. It goes by checks, not by anybody's word: few of the verbs have a
 * lever, and those that have are switches that stay on until taken back.
 */
export const flagger: Engine = {
	name: 'flagger',
	title: 'Flagger',
	source: {
		group: 'flagger.app',
		plural: 'canaries',
		kind: 'Canary',
		versions: ['v1beta1'],
		aliases: ['canary'],
	},
	holder: object => readCanary(object).target,
	isWeighedByRoute: true,
	yieldsWhilePaused: true,
	rollout: rolloutOf,
	levers: {promote, 'promote-full': promoteFull, pause, resume, abort, retry, jump},
};
