import {wrongCount, wrongPath, wrongPort} from './field-checks.ts';
import type {MakingObjective} from './objective.ts';
import {
	container,
	imageField,
	manifest,
	nameField,
	resourceFields,
	selectorOf,
	versionLabelsOf,
} from './workload.ts';

/** A Deployment, and a Service before it where it answers on a port. */
export const deploy: MakingObjective = {
	name: 'deploy',
	title: 'Deploy a model',
	help: 'Runs an image as a Deployment, with a Service before it where it has a port.',
	example: 'do deploy web image=nginx:1.27 port=80 replicas=3',
	kinds: ['deployments.apps', 'services'],
	fields: [
		nameField('model'),
		imageField,
		{name: 'replicas', says: 'how many pods', usual: '1', wrong: wrongCount(0)},
		{name: 'port', says: 'the port it answers on; none makes no Service', wrong: wrongPort},
		{name: 'probe', says: 'the path that says it is ready, like /healthz', wrong: wrongPath},
		...resourceFields,
	],
	makes(values) {
		const {name = '', replicas, port, probe} = values;
		if (probe !== undefined && port === undefined)
			return {
				refused: 'usage',
				says: 'A probe needs a port to ask.',
				hint: 'Say the port it answers on: port=8080',
			};
		const selector = selectorOf(name);
		const answering = port !== undefined && {ports: [{name: 'http', containerPort: Number(port)}]};
		const probing = probe !== undefined && {readinessProbe: {httpGet: {path: probe, port: 'http'}}};
		const deployment = manifest('apps/v1', 'Deployment', name, {
			replicas: Number(replicas),
			selector: {matchLabels: selector},
			template: {
				metadata: {labels: versionLabelsOf(name)},
				spec: {containers: [container(name, values, {...answering, ...probing})]},
			},
		});
		if (port === undefined) return [deployment];
		const service = manifest('v1', 'Service', name, {
			selector,
			ports: [{name: 'http', port: Number(port), targetPort: 'http'}],
		});
		return [deployment, service];
	},
};
