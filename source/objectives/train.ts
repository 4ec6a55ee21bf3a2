import {objectIn} from '../model/object.ts';
import {exampleCommand, exampleImage, trainingScript} from './example-model.ts';
import {wrongCount, wrongQuantity} from './field-checks.ts';
import {
	claimVolume,
	directoryVariable,
	modelClaim,
	mountPath,
	volumeName,
	writersGroup,
} from './model-volume.ts';
import type {MakingObjective} from './objective.ts';
import {
	commandField,
	environmentField,
	environmentOf,
	imageField,
	labelsOf,
	manifest,
	nameField,
	resourceFields,
	templateToEnd,
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
		{...withoutNeed(imageField), usual: exampleImage},
		{
			...commandField,
			says: `what trains, as a shell would; usual is an example that trains on data it makes up`,
			usual: exampleCommand,
		},
		environmentField,
		{name: 'volume', says: 'how much room there is for what it saves', usual: '1Gi', wrong: wrongQuantity},
		{name: 'retries', says: 'how many failures are tried again', usual: '0', wrong: wrongCount(0, 100)},
		...resourceFields,
	],
	makes(values) {
		const {name = '', volume = '', retries, command} = values;
		const template = templateToEnd(name, values);
		const {containers, ...spec} = objectIn(template.spec);
		const [container] = containers as [object];
		const env = [
			{name: directoryVariable, value: mountPath},
			...trainingScript(command),
			...environmentOf(values),
		];
		return [
			modelClaim(name, volume),
			manifest('batch/v1', 'Job', name, {
				backoffLimit: Number(retries),
				template: {
					metadata: {labels: labelsOf(name)},
					spec: {
						...spec,
						securityContext: {fsGroup: writersGroup},
						volumes: [claimVolume(name)],
						containers: [{...container, env, volumeMounts: [{name: volumeName, mountPath}]}],
					},
				},
			}),
		];
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

function withoutNeed<Field extends {readonly isNeeded?: true}>({isNeeded: _needed, ...field}: Field) {
	return field;
}
