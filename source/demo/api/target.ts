import {badRequest} from './status.ts';

/** What the path of a request names. */
export type Target = {
	group: string;
	version: string;
	resource: string;
	namespace?: string;
	name?: string;
	subresource?: string;
	/** What follows the subresource, as in a proxy's path. */
	rest?: string;
};

/** Reads `/api/v1/…` and `/apis/GROUP/VERSION/…`; undefined for every other path. */
export function parseTarget(path: string): Target | undefined {
	const parts = path.split('/').filter(Boolean).map(decoded);
	if (parts[0] === 'api' && parts.length >= 3) return readParts('', parts[1]!, parts.slice(2));
	if (parts[0] === 'apis' && parts.length >= 4) return readParts(parts[1]!, parts[2]!, parts.slice(3));
	return undefined;
}

/** Namespaces are themselves objects, so `namespaces/shop/status` is theirs and `namespaces/shop/pods` is not. */
function readParts(group: string, version: string, parts: string[]): Target {
	const isInNamespace =
		parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2]!);
	const [resource, name, subresource, ...rest] = isInNamespace ? parts.slice(2) : parts;
	return {
		group,
		version,
		resource: resource!,
		namespace: isInNamespace ? parts[1] : undefined,
		name,
		subresource,
		rest: rest.length > 0 ? rest.join('/') : undefined,
	};
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw badRequest(`invalid URL escape in ${JSON.stringify(part)}`);
	}
}
