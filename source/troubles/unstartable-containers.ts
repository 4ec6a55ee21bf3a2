import {after, podTroubles} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** Configuration that isn't there, or a command that can't be run. */
export const unstartableContainers: Cause = facts =>
	podTroubles(facts, 'container', {
		does: ({about}, {detail}) => `can't start container ${about}${after(': ', detail)}`,
		hint: () => 'Create what it names, or change the template so that it does not.',
	});
