/** A kind of object as an API server serves it. `group` is empty for the core group. */
export type Resource = {
	readonly group: string;
	readonly version: string;
	readonly plural: string;
	readonly kind: string;
	readonly namespaced: boolean;
};

/** One object in one incarnation: an object recreated under the same name has another uid and is another object. */
export type Ref = {
	readonly resource: Resource;
	/** Empty for cluster-scoped kinds. */
	readonly namespace: string;
	readonly name: string;
	readonly uid: string;
};

export function apiVersion(resource: Pick<Resource, 'group' | 'version'>): string {
	return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** `deployments.apps`, as RBAC and kubectl name a kind across versions; `pods` in the core group. */
export function resourceName(resource: Pick<Resource, 'group' | 'plural'>): string {
	return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** The kind of such a name; one without a group is of the core. */
export function parseResourceName(name: string): Pick<Resource, 'group' | 'plural'> {
	const [plural = '', ...group] = name.split('.');
	return {group: group.join('.'), plural};
}

/** Kinds that are called the same in several groups: the group that goes without saying. */
const usualGroups: Readonly<Record<string, string>> = {
	Service: '',
	Route: 'route.openshift.io',
	Experiment: 'argoproj.io',
};

/** The kind; with its group where one of another group comes to mind first: `Service.serving.knative.dev`. */
export function sayKind({kind, group}: Pick<Resource, 'kind' | 'group'>): string {
	return (usualGroups[kind] ?? group) === group ? kind : `${kind}.${group}`;
}

/** `deployment shop/checkout`, the way every sentence to an operator names an object. */
export function sayRef(ref: Omit<Ref, 'uid'>): string {
	const name = ref.namespace === '' ? ref.name : `${ref.namespace}/${ref.name}`;
	return `${sayKind(ref.resource)} ${name}`;
}
