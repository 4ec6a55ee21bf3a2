/** Where the object is looked for that a line names, in this order. */
export type Place = 'deployments' | 'rollouts' | 'splits' | 'pods' | 'nodes';

/** A line that asks for a change: the verb, which object, and what the palette takes after it. */
export type Verb = {
	readonly name: string;
	readonly on: readonly Place[];
	readonly usage: string;
	readonly help: string;
};

const workloads: readonly Place[] = ['deployments', 'rollouts'];
const led: readonly Place[] = ['rollouts', 'splits'];

export const verbs: readonly Verb[] = [
	{name: 'scale', on: ['deployments'], usage: 'NAME N', help: 'sets the number of replicas'},
	{
		name: 'upgrade',
		on: workloads,
		usage: 'NAME [CONTAINER=]IMAGE',
		help: 'gives a container another image; :TAG is of the same repository',
	},
	{name: 'rollback', on: workloads, usage: 'NAME [REVISION]', help: 'returns to an earlier revision'},
	{name: 'restart', on: workloads, usage: 'NAME', help: 'starts all pods anew, a few at a time'},
	{
		name: 'shift',
		on: ['splits'],
		usage: 'NAME [RULE] PERCENT|BACKEND=PERCENT...',
		help: 'gives the challenger, or the backends that are named, their shares',
	},
	{name: 'drain', on: ['splits'], usage: 'NAME [RULE]', help: 'sends everything back to the champion'},
	{
		name: 'restore',
		on: ['splits', 'rollouts'],
		usage: 'NAME [RULE]',
		help: 'takes back the last drain or abort of it',
	},
	{name: 'swap', on: ['splits'], usage: 'NAME [RULE]', help: 'champion and challenger exchange their shares'},
	{name: 'champion', on: ['splits'], usage: 'NAME [RULE] BACKEND', help: 'writes down which version stays'},
	{
		name: 'promote',
		on: led,
		usage: 'NAME [full]',
		help: 'takes a rollout one step further, or past all of them',
	},
	{name: 'jump', on: led, usage: 'NAME STEP', help: 'takes a rollout to a step, from 1'},
	{name: 'pause', on: ['rollouts', 'deployments'], usage: 'NAME', help: 'holds it where it is'},
	{name: 'resume', on: ['rollouts', 'deployments'], usage: 'NAME', help: 'lets it go on'},
	{name: 'abort', on: led, usage: 'NAME', help: 'gives a rollout up: everything back to the champion'},
	{name: 'retry', on: led, usage: 'NAME', help: 'begins an aborted rollout again'},
	{
		name: 'hold',
		on: ['deployments', 'rollouts', 'splits'],
		usage: 'NAME [TIME]',
		help: 'stops the Argo CD or Flux that owns it from reverting',
	},
	{
		name: 'release',
		on: ['deployments', 'rollouts', 'splits'],
		usage: 'NAME',
		help: 'lets it follow Git again',
	},
	{
		name: 'hand-back',
		on: ['deployments', 'rollouts', 'splits'],
		usage: 'NAME',
		help: 'takes sluice off the record of its fields',
	},
	{
		name: 'delete',
		on: ['deployments', 'pods'],
		usage: 'NAME',
		help: 'deletes a deployment or a pod, and what goes with it',
	},
	{name: 'cordon', on: ['nodes'], usage: 'NODE', help: 'lets no new pods start on it'},
	{name: 'uncordon', on: ['nodes'], usage: 'NODE', help: 'lets pods start on it again'},
	{
		name: 'drain-node',
		on: ['nodes'],
		usage: 'NODE [force] [delete-emptydir-data]',
		help: 'cordons it and evicts its pods; each word allows one kind of loss',
	},
];

/** Lines that change nothing, with what they do. */
export const looks: ReadonlyArray<{readonly usage: string; readonly help: string}> = [
	{usage: 'now', help: 'what needs attention, worst first'},
	{
		usage: 'splits, rollouts, deployments, pods, nodes, ... [/TEXT]',
		help: 'a list, or those of it that hold the text',
	},
	{usage: 'journal', help: 'what was changed here'},
	{usage: 'ns NAME|all', help: 'follows one namespace, or all'},
	{usage: 'ctx NAME', help: 'follows another context'},
	{usage: 'undo [ID]', help: 'takes back your latest change in this context, or the one of that id'},
	{usage: 'redo [ID]', help: 'takes your latest undo in this context back, or the one of that id'},
	{
		usage: 'arm [TIME]',
		help: 'lets changes through in a production context for a while; its name is asked for',
	},
	{usage: 'disarm', help: 'ends that'},
	{usage: 'stop', help: 'writes nothing more of a change under way, such as the draining of a node'},
	{usage: 'login', help: 'logs in again with the plug-in of the kubeconfig, which asks here'},
	{usage: 'refresh', help: 'reads anew, and tries a lost connection at once'},
	{usage: 'help', help: 'these lines'},
	{usage: 'q', help: 'leaves'},
];

/** Every line that can be typed, for `help` and the README. */
export const typedUsages: ReadonlyArray<readonly [string, string]> = [
	...looks.map(({usage, help}) => [usage, help] as const),
	...verbs.map(({name, usage, help}) => [`${name} ${usage}`, help] as const),
];
