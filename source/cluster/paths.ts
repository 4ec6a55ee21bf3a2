import type {Scope} from '../model/cluster.ts';
import type {Ref, Resource} from '../model/ref.ts';

export type Query = {readonly [name: string]: string | number | boolean | undefined};

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

export function withQuery(path: string, query: Query): string {
	const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
	if (pairs.length === 0) return path;
	return `${path}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}
