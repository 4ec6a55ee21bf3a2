/** Resources that are served but not stored: reviews are answered, metrics are measured when asked. */
type VirtualKind = {
	group: string;
	version: string;
	kind: string;
	plural: string;
	singular: string;
	isNamespaced: boolean;
	shortNames?: readonly string[];
	verbs: readonly string[];
};

const authorization = {group: 'authorization.k8s.io', version: 'v1', isNamespaced: false, verbs: ['create']};
const metrics = {group: 'metrics.k8s.io', version: 'v1beta1', singular: '', verbs: ['get', 'list']};

export const virtualKinds: readonly VirtualKind[] = [
	{
		group: 'authentication.k8s.io',
		version: 'v1',
		kind: 'SelfSubjectReview',
		plural: 'selfsubjectreviews',
		singular: 'selfsubjectreview',
		isNamespaced: false,
		verbs: ['create'],
	},
	{
		...authorization,
		kind: 'SelfSubjectAccessReview',
		plural: 'selfsubjectaccessreviews',
		singular: 'selfsubjectaccessreview',
	},
	{
		...authorization,
		kind: 'SelfSubjectRulesReview',
		plural: 'selfsubjectrulesreviews',
		singular: 'selfsubjectrulesreview',
	},
	{...metrics, kind: 'NodeMetrics', plural: 'nodes', isNamespaced: false},
	{...metrics, kind: 'PodMetrics', plural: 'pods', isNamespaced: true},
];
