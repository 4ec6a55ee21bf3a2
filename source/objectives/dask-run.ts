import {creditCommand, creditScript} from './credit-model.ts';
import {
	daskCluster,
	daskClusters,
	daskWorkloads,
	schedulerAddress,
	schedulerOf,
	workersOf,
} from './dask-cluster.ts';
import {wrongCount} from './field-checks.ts';
import {directoryVariable, jobLeavingModel, mountPath, volumeField} from './model-volume.ts';
import type {Found, MakingObjective, Manifest, Values} from './objective.ts';
import {
	claimOf,
	commandField,
	environmentField,
	nameField,
	resourceFields,
	usualImageField,
} from './workload.ts';

/** A scheduler, workers that may become more while it computes, and a Job that has them compute. */
export const daskRun: MakingObjective = {
	name: 'dask-run',
	title: 'Compute with Dask',
	help: 'Runs a Dask scheduler and workers, and a Job that has them compute a credit-risk model, or what you say.',
	example: 'do dask-run credit workers=3',
	kinds: [
		'persistentvolumeclaims',
		'services',
		'deployments.apps',
		`${daskClusters.plural}.${daskClusters.group}`,
		'jobs.batch',
	],
	isInTurn: true,
	fields: [
		nameField('run'),
		{name: 'workers', says: 'how many compute at first', usual: '3', wrong: wrongCount(1, 1000)},
		usualImageField('ghcr.io/dask/dask', 'the image of all of them; it has Dask'),
		{
			...commandField,
			says: 'what has them compute, as a shell would; usual is a credit-risk model on borrowers it makes up',
			usual: creditCommand,
		},
		{
			name: 'rows',
			says: 'how many borrowers it makes up, in parts of 50000, as $ROWS',
			usual: '2000000',
			wrong: wrongCount(1, 1_000_000_000),
		},
		environmentField,
		volumeField('how much room there is for the model it saves'),
		...resourceFields,
	],
	needs: () => ({lists: [daskClusters]}),
	makes(values, found) {
		const {name = '', volume = ''} = values;
		const served = operatorOf(found);
		return [
			claimOf(name, volume),
			...(served === undefined ? daskWorkloads(name, values) : [daskCluster(name, served, values)]),
			clientJob(name, values),
		];
	},
	doubts: ({name = ''}, found) => [
		{
			says: 'More workers may join while it computes, and those that leave are done without.',
			hint: sayScaling(name, found),
		},
		{
			says: 'The scheduler and the workers go on once it has ended, and so does what they take of the cluster.',
			hint: 'Undo removes them with all the rest, its model too; what it says at its end removes them alone.',
		},
	],
	thereafter: ({name = ''}, found) => [
		`Deploy its model: sluice do deploy-trained ${name}-model from=${name} -n ${found.namespace}`,
		`Or at once as the challenger of one that is there: sluice do challenge ${name}-model from=${name} beside=MODEL percent=10 -n ${found.namespace}`,
		`Remove the scheduler and the workers, and keep the model: ${sayRemoval(name, found)}`,
	],
};

/** The version in which the operator's kind is served; undefined where it is not. */
function operatorOf({lists}: Found): string | undefined {
	return lists.find(({resource}) => resource.group === daskClusters.group)?.resource.version;
}

function sayScaling(name: string, found: Found): string {
	return operatorOf(found) === undefined
		? `sluice scale deployment/${workersOf(name)} 5 -n ${found.namespace}`
		: `kubectl scale daskworkergroup/${name}-default --replicas=5 -n ${found.namespace}`;
}

function sayRemoval(name: string, found: Found): string {
	if (operatorOf(found) !== undefined) return `kubectl delete daskcluster/${name} -n ${found.namespace}`;
	return [workersOf(name), schedulerOf(name)]
		.map(each => `sluice delete deployment/${each} -n ${found.namespace}`)
		.join(', then ');
}

function clientJob(name: string, values: Values): Manifest {
	// What it computes with is the workers': it only sums.
	const {cpu: _cpu, memory: _memory, ...plain} = values;
	const env = [
		schedulerAddress(name),
		{name: directoryVariable, value: mountPath},
		{name: 'ROWS', value: values.rows},
		...creditScript(values.command),
	];
	return jobLeavingModel(name, plain, {backoffLimit: 0, env, spec: {enableServiceLinks: false}});
}
