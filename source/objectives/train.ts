import {exampleCommand, exampleImage, trainingScript} from './example-model.ts';
import {wrongCount} from './field-checks.ts';
import {directoryVariable, jobLeavingModel, mountPath, volumeField} from './model-volume.ts';
import type {MakingObjective} from './objective.ts';
import {
	claimOf,
	commandField,
	environmentField,
	nameField,
	resourceFields,
	usualImageField,
} from './workload.ts';

/** A Job that leaves a model on a volume of its own, from where it can be served. */
export const train: MakingObjective = {
	name: 'train',
	title: 'Train a model',
	help: 'Runs a training to its end as a Job, and keeps on a volume what it writes to $MODEL_DIR.',
	example: 'do train cards-training env="SEED=2 EPOCHS=20"',
	kinds: ['persistentvolumeclaims', 'jobs.batch'],
	fields: [
		nameField('training'),
		usualImageField(exampleImage),
		{
			...commandField,
			says: `what trains, as a shell would; usual is an example that trains on data it makes up`,
			usual: exampleCommand,
		},
		environmentField,
		volumeField('how much room there is for what it saves'),
		{name: 'retries', says: 'how many failures are tried again', usual: '0', wrong: wrongCount(0, 100)},
		...resourceFields,
	],
	makes(values) {
		const {name = '', volume = '', retries, command} = values;
		const env = [{name: directoryVariable, value: mountPath}, ...trainingScript(command)];
		return [claimOf(name, volume), jobLeavingModel(name, values, {backoffLimit: Number(retries), env})];
	},
	doubts: ({command}) => [
		{
			says: `Only what it saves in $${directoryVariable} is kept; undo deletes the volume, with that, too.`,
			...(command !== undefined &&
				!command.includes(directoryVariable) &&
				command !== exampleCommand && {
					hint: `The command does not name $${directoryVariable}: ${mountPath} is where it writes.`,
				}),
		},
	],
	thereafter: ({name}, {namespace}) => [
		`Deploy what it trained: sluice do deploy-trained ${name}-model from=${name} -n ${namespace}`,
	],
};
