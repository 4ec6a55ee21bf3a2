import {wrongCount, wrongImage, wrongName, wrongPath, wrongPort} from './field-checks.ts';
import type {MakingObjective} from './objective.ts';
import {trainedDoubts, trainedNeed, trainedVersion} from './trained-version.ts';
import {commandField, environmentField, nameField, resourceFields} from './workload.ts';

/** A Deployment with a Service of what a training left on its volume. */
export const deployTrained: MakingObjective = {
	name: 'deploy-trained',
	title: 'Deploy what was trained',
	help: 'Serves the model that a training left on its volume, with a Service before it.',
	example: 'do deploy-trained cards-v2 from=cards-training',
	kinds: ['deployments.apps', 'services'],
	fields: [
		nameField('model'),
		{name: 'from', says: 'the Job that trained it', isNeeded: true, wrong: wrongName},
		{name: 'image', says: 'the image that serves it; none is the one that trained it', wrong: wrongImage},
		{
			...commandField,
			says: 'what serves it, as a shell would; none is the image’s own, or that of the example',
		},
		{name: 'port', says: 'the port it answers on, as $PORT', usual: '8080', wrong: wrongPort},
		{name: 'probe', says: 'the path that says it is ready, like /healthz', wrong: wrongPath},
		{name: 'model', says: 'the model it is a version of; none is a model of its own', wrong: wrongName},
		environmentField,
		{name: 'replicas', says: 'how many pods', usual: '1', wrong: wrongCount(0)},
		...resourceFields,
	],
	needs: ({from = ''}) => ({objects: {job: trainedNeed(from)}}),
	makes: (values, {objects}) => trainedVersion(values, objects.job!),
	doubts: values => trainedDoubts(values),
	thereafter: ({name, port}, {namespace}) => [
		`Ask it: sluice port-forward service/${name} ${port} -n ${namespace}, then curl http://127.0.0.1:${port}`,
		`Make it the challenger of a model that is there: sluice do challenge ${name} beside=MODEL percent=10 -n ${namespace}`,
	],
};
