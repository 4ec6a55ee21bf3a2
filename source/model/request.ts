import type {Json} from './json.ts';
import {patchOf} from './patch.ts';
import type {Step} from './plan.ts';

/** What goes out to the server for a step, but for what makes it a dry run. */
export type StepRequest = {
	readonly method: 'PATCH' | 'DELETE' | 'POST';
	readonly subresource?: 'scale' | 'status' | 'eviction';
	readonly body: Json;
};

/** The verb and what it is asked of, as RBAC names them. */
export function rightOf({type, subresource}: Step): {readonly verb: string; readonly subresource?: string} {
	if (type === 'delete') return {verb: 'delete'};
	if (type === 'evict') return {verb: 'create', subresource: 'eviction'};
	return {verb: 'patch', ...(subresource && {subresource})};
}

/** The request of one step. What depends on a deleted object goes after it, in the background, as with kubectl. */
export function requestOf(step: Step): StepRequest {
	const {uid, name, namespace} = step.target;
	const preconditions = {uid};
	switch (step.type) {
		case 'edit':
			return {
				method: 'PATCH',
				...(step.subresource && {subresource: step.subresource}),
				body: patchOf(step) as unknown as Json,
			};
		case 'delete':
			return {
				method: 'DELETE',
				body: {apiVersion: 'v1', kind: 'DeleteOptions', preconditions, propagationPolicy: 'Background'},
			};
		case 'evict':
			return {
				method: 'POST',
				subresource: 'eviction',
				body: {
					apiVersion: 'policy/v1',
					kind: 'Eviction',
					metadata: {name, namespace},
					deleteOptions: {preconditions},
				},
			};
	}
}
