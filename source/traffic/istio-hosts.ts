/** A host as Istio takes it, in one form whichever way it was written: a Service as `name.namespace.svc`, others in full. */
export type Host = string;

/**
 * A host without a dot is a Service of the namespace of the object that names
 * it; every other one is a full name already, so `reviews.shop` is no Service
 * (the resolution of short names in Istio's control plane). The cluster's own
 * domain is left out, since it tells no Service from another.
 */
export function hostOf(written: string, namespace: string): Host {
	if (written === '' || written === '*' || written.includes(':')) return written;
	if (!written.includes('.')) return `${written}.${namespace}.svc`;
	return /^(.+\.svc)\.[^*]+$/.exec(written)?.[1] ?? written;
}

/** The Service that a host is; undefined where it is something else, such as a place outside the cluster. */
export function serviceOf(host: Host): {readonly name: string; readonly namespace: string} | undefined {
	const [, name, namespace] = /^([^.*]+)\.([^.]+)\.svc$/.exec(host) ?? [];
	return name !== undefined && namespace !== undefined ? {name, namespace} : undefined;
}

/** Whether a rule for the host, which may begin with a wildcard, is for that one. */
export function isFor(pattern: Host, host: Host): boolean {
	if (pattern === host || pattern === '*') return true;
	if (!pattern.startsWith('*.')) return false;
	const suffix = pattern.slice(1);
	return host.endsWith(suffix) || `${host}.cluster.local`.endsWith(suffix);
}
