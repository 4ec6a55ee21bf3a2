import type {Scope} from './cluster.ts';
import type {Ref, Resource} from './ref.ts';

/** Where the API serves a resource in a scope: `/apis/apps/v1/namespaces/shop/deployments`. */
export function resourcePath(resource: Omit<Resource, 'kind'>, scope: Scope): string {
	const root =
		resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
	const inside =
		resource.namespaced && scope.namespace ? `/namespaces/${encodeURIComponent(scope.namespace)}` : '';
	return `${root}${inside}/${resource.plural}`;
}

export function objectPath(ref: Omit<Ref, 'uid'>, subresource?: string): string {
	const path = `${resourcePath(ref.resource, ref)}/${encodeURIComponent(ref.name)}`;
	return subresource ? `${path}/${subresource}` : path;
}
