/** One way to call the program, as help and the README list it. */
export type CommandUsage = {readonly name: string; readonly arguments: string; readonly says: string};

export const commandUsages: readonly CommandUsage[] = [
	{name: '', arguments: '', says: 'open the dashboard'},
	{
		name: 'demo',
		arguments: '',
		says: 'open the dashboard on an embedded cluster; nothing is needed and nothing is touched',
	},
	{name: 'check', arguments: '', says: 'connect, discover, open one watch, and print how long each took'},
	{
		name: 'get',
		arguments: 'KIND [NAME]',
		says: 'list pods, deployments, models, splits, rollouts, nodes or any kind the server serves, or follow with --watch; recovery: what is declared, what there is, and the way back',
	},
	{
		name: 'scale',
		arguments: 'KIND/NAME [N]',
		says: 'set the number of replicas; of what an autoscaler or KEDA scales its bounds, with --min and --max',
	},
	{
		name: 'upgrade',
		arguments: 'KIND/NAME [CONTAINER=]IMAGE',
		says: 'set the image of one container; :TAG is of the same repository',
	},
	{name: 'rollback', arguments: 'KIND/NAME', says: 'return to an earlier revision'},
	{name: 'restart', arguments: 'KIND/NAME', says: 'replace all pods, at the pace of the update strategy'},
	{
		name: 'shift',
		arguments: 'KIND/NAME BACKEND=PERCENT...',
		says: 'set shares of traffic; backends not named keep their proportions',
	},
	{name: 'drain-traffic', arguments: 'KIND/NAME', says: 'send everything to the version that stays'},
	{
		name: 'restore',
		arguments: 'KIND/NAME',
		says: 'take back the last drain or abort of a split, route or rollout',
	},
	{name: 'swap', arguments: 'KIND/NAME', says: 'champion and challenger exchange their shares'},
	{
		name: 'choose-champion',
		arguments: 'KIND/NAME BACKEND',
		says: 'write down which version stays, on the route',
	},
	{name: 'promote', arguments: 'KIND/NAME', says: 'the next step of a rollout, or all of them with --full'},
	{name: 'jump', arguments: 'KIND/NAME STEP', says: 'take a rollout to a step, from 1, forward or back'},
	{name: 'pause', arguments: 'KIND/NAME', says: 'hold a rollout, Deployment, CronJob or Job where it is'},
	{name: 'resume', arguments: 'KIND/NAME', says: 'let it go on, and take back what sluice left in it'},
	{name: 'abort', arguments: 'KIND/NAME', says: 'give a rollout up: everything back to the champion'},
	{name: 'retry', arguments: 'KIND/NAME', says: 'begin an aborted rollout again'},
	{
		name: 'hold',
		arguments: 'KIND/NAME',
		says: 'stop the Argo CD or Flux that owns it from reverting, for an hour or --for',
	},
	{name: 'release', arguments: 'KIND/NAME', says: 'give the held owner exactly its former policy back'},
	{
		name: 'hand-back',
		arguments: 'KIND/NAME',
		says: "leave its fields to whoever applies them next from the server's side",
	},
	{
		name: 'delete',
		arguments: 'KIND/NAME',
		says: 'delete a pod, a workload, a route or another kind that sluice lists, and what goes with it',
	},
	{name: 'cordon', arguments: 'NODE', says: 'let no new pods start on a node'},
	{name: 'uncordon', arguments: 'NODE', says: 'let pods start on it again'},
	{
		name: 'drain-node',
		arguments: 'NODE',
		says: 'cordon a node and evict its pods, as far as disruption budgets allow',
	},
	{
		name: 'do',
		arguments: 'OBJECTIVE NAME [FIELD=VALUE...]',
		says: 'make what an objective takes: a model, a job, from fields or with file=FILE; names that are taken are left alone',
	},
	{
		name: 'can-i',
		arguments: '[VERB] [KIND] [NAME]',
		says: 'whether you may do it, as can-i patch deployments/scale (exit code 0 or 3); without words all that you may do',
	},
	{
		name: 'exec',
		arguments: 'POD [-- COMMAND...]',
		says: 'open a shell in a pod, or run a command there and end with its exit code',
	},
	{
		name: 'port-forward',
		arguments: 'KIND/NAME [LOCAL:]REMOTE',
		says: 'lead a port of this machine to a pod, and to its successors, until ctrl-c',
	},
	{
		name: 'open-notebook',
		arguments: 'NAME [LOCAL]',
		says: 'lead a port of this machine to a notebook, and print the link that opens it, until ctrl-c',
	},
	{
		name: 'stop-notebook',
		arguments: 'NAME',
		says: 'end the pod of a notebook, and keep its volume and its token; with --remove nothing of it',
	},
	{name: 'undo', arguments: '[ID]', says: 'take back the latest change made here, or the one of that id'},
	{name: 'redo', arguments: '[ID]', says: 'take the latest undo back, or the one of that id'},
	{
		name: 'journal',
		arguments: '[ID]',
		says: 'list what was done here, and how it ended; with an id as receipt does',
	},
	{
		name: 'receipt',
		arguments: '[ID]',
		says: 'one change in full: who, when, why, from what to what, what came of it, how to take it back',
	},
	{name: 'wait', arguments: 'KIND/NAME', says: 'wait until --for is true'},
];
