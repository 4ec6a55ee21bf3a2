import type {Json} from './json.ts';
import {patchOf} from './patch.ts';
import {objectPath, resourcePath} from './path.ts';
import type {Step} from './plan.ts';

/** What goes out to the server for a step, but for what makes it a dry run. */
export type StepRequest = {
	readonly method: 'PATCH' | 'DELETE' | 'POST';
	readonly subresource?: 'scale' | 'status' | 'eviction';
	readonly body: Json;
};

/** The verb and what it is asked of, as RBAC names them. */
export function rightOf({type, subresource}: Step): {readonly verb: string; readonly subresource?: string} {
	if (type === 'create') return {verb: 'create'};
	if (type === 'delete') return {verb: 'delete'};
	if (type === 'evict') return {verb: 'create', subresource: 'eviction'};
	if (type === 'exec') return {verb: 'create', subresource: 'exec'};
	if (type === 'forward') return {verb: 'create', subresource: 'portforward'};
	return {verb: 'patch', ...(subresource && {subresource})};
}

/** Whether the step opens a line into a pod: nothing of the cluster's own is written, and nothing can be rehearsed. */
export function isLineIntoPod({type}: Pick<Step, 'type'>): boolean {
	return type === 'exec' || type === 'forward';
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
		case 'create':
			return {method: 'POST', body: step.makes ?? {}};
		case 'delete':
			return {
				method: 'DELETE',
				body: {apiVersion: 'v1', kind: 'DeleteOptions', preconditions, propagationPolicy: 'Background'},
			};
		case 'exec':
		case 'forward':
			throw new Error('a line into a pod is no request with an answer');
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

/** Where it goes: what is made has no path of its own before. */
export function requestPath(step: Step): string {
	return step.type === 'create'
		? resourcePath(step.target.resource, step.target)
		: objectPath(step.target, requestOf(step).subresource);
}
