/** What is known of controllers that write the objects they made. */
type KnownController = {
	readonly group: string;
	readonly kind: string;
	readonly revertsWhen: string;
	/** Where it can be told to leave what it made alone, and what it does once it is let go on. */
	readonly rests?: {readonly plural: string; readonly at: string; readonly revertsWhen: string};
	/** What to do in place of the write; the controller's name is put before it. */
	readonly instead: (name: string) => string;
};

const change = (name: string) => `Change ${name} instead.`;

/** Controllers that are not listed write whenever they look, as far as anybody can tell. */
export const knownControllers: readonly KnownController[] = [
	{
		group: 'argoproj.io',
		kind: 'Rollout',
		revertsWhen: 'at its next reconcile',
		instead: name => `Promote, abort or retry ${name} instead.`,
	},
	{
		group: 'flagger.app',
		kind: 'Canary',
		revertsWhen: 'at its next step, which goes on from what it finds',
		rests: {plural: 'canaries', at: '/spec/suspend', revertsWhen: 'once it is resumed, from what it finds'},
		instead: name => `Suspend ${name}, or let its gates decide.`,
	},
	{
		group: 'rollouts.kruise.io',
		kind: 'Rollout',
		revertsWhen: 'at its next step',
		instead: name => `Approve the step of ${name} instead.`,
	},
	{group: 'serving.kserve.io', kind: 'InferenceService', revertsWhen: 'within seconds', instead: change},
	{group: 'serving.kserve.io', kind: 'InferenceGraph', revertsWhen: 'within seconds', instead: change},
	{group: 'serving.knative.dev', kind: 'Service', revertsWhen: 'within seconds', instead: change},
	{group: 'serving.knative.dev', kind: 'Route', revertsWhen: 'within seconds', instead: change},
	{group: 'serving.knative.dev', kind: 'Configuration', revertsWhen: 'within seconds', instead: change},
	{group: 'networking.internal.knative.dev', kind: 'Ingress', revertsWhen: 'within seconds', instead: change},
	{
		group: 'machinelearning.seldon.io',
		kind: 'SeldonDeployment',
		revertsWhen: 'within seconds',
		instead: change,
	},
	// An OpenShift Route that was made from an Ingress.
	{group: 'networking.k8s.io', kind: 'Ingress', revertsWhen: 'within seconds', instead: change},
	{group: 'apps', kind: 'Deployment', revertsWhen: 'within seconds', instead: change},
	{group: 'apps', kind: 'StatefulSet', revertsWhen: 'within seconds', instead: change},
];
