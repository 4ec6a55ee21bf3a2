import type {Json, RawApi} from './raw-api.ts';

/** The kinds of GitOps and of KEDA that a test control plane may be without, as loose as a definition can be. */
const kinds = [
	{group: 'argoproj.io', version: 'v1alpha1', plural: 'applications', kind: 'Application'},
	{group: 'kustomize.toolkit.fluxcd.io', version: 'v1', plural: 'kustomizations', kind: 'Kustomization'},
	{group: 'helm.toolkit.fluxcd.io', version: 'v2', plural: 'helmreleases', kind: 'HelmRelease'},
	{group: 'keda.sh', version: 'v1alpha1', plural: 'scaledobjects', kind: 'ScaledObject'},
] as const;

/** Defines what is not defined yet; the answer takes that away again. */
export async function defineGitOps(api: RawApi): Promise<() => Promise<void>> {
	const added: string[] = [];
	for (const each of kinds) {
		const {status, body} = await api.create(definitions, definitionOf(each));
		if (status === 409) continue;
		if (status !== 201) throw new Error(`${each.kind} was not defined: ${JSON.stringify(body)}`);
		added.push(`${definitions}/${each.plural}.${each.group}`);
	}
	await Promise.all(added.map(path => api.until(path, isServed)));
	return async () => {
		for (const path of added) await api.delete(path);
	};
}

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

function definitionOf({group, version, plural, kind}: (typeof kinds)[number]): Json {
	const open = {type: 'object', 'x-kubernetes-preserve-unknown-fields': true};
	return {
		apiVersion: 'apiextensions.k8s.io/v1',
		kind: 'CustomResourceDefinition',
		metadata: {name: `${plural}.${group}`},
		spec: {
			group,
			scope: 'Namespaced',
			names: {kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List`},
			versions: [{name: version, served: true, storage: true, schema: {openAPIV3Schema: open}}],
		},
	};
}

function isServed({status}: Json): boolean {
	return (status?.conditions ?? []).some(
		(each: Json) => each.type === 'Established' && each.status === 'True',
	);
}
