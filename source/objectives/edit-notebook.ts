import {wrongQuantity} from './field-checks.ts';
import {notebookLabels, notebookPort, tokenKey, workAt} from './notebook.ts';
import type {MakingObjective, Manifest} from './objective.ts';
import {
	claimOf,
	container,
	labelsOf,
	manifest,
	nameField,
	resourceFields,
	selectorOf,
	usualImageField,
	writersGroup,
} from './workload.ts';

/** A Jupyter server of one pod, with a token that only the cluster keeps. */
export const editNotebook: MakingObjective = {
	name: 'edit-notebook',
	title: 'Edit a notebook',
	help: 'Runs Jupyter in a pod, with a token of its own, and with a volume for what shall be kept.',
	example: 'do edit-notebook lab volume=5Gi',
	kinds: ['persistentvolumeclaims', 'secrets', 'deployments.apps'],
	fields: [
		nameField('notebook'),
		usualImageField('quay.io/jupyter/minimal-notebook'),
		{
			name: 'volume',
			says: `how much is kept of ${workAt}, like 5Gi; none keeps nothing`,
			wrong: wrongQuantity,
		},
		...resourceFields,
	],
	makes(values, {unguessable}) {
		const {name = '', volume} = values;
		const labels = {...labelsOf(name), ...notebookLabels};
		const isKept = volume !== undefined;
		const jupyter = container(name, values, {
			ports: [{name: 'http', containerPort: notebookPort}],
			env: [{name: tokenKey, valueFrom: {secretKeyRef: {name, key: tokenKey}}}],
			readinessProbe: {httpGet: {path: '/api', port: 'http'}},
			...(isKept && {volumeMounts: [{name: 'work', mountPath: workAt}]}),
		});
		const secret: Manifest = {
			apiVersion: 'v1',
			kind: 'Secret',
			metadata: {name, labels},
			stringData: {[tokenKey]: unguessable},
		};
		const spec = {
			replicas: 1,
			selector: {matchLabels: selectorOf(name)},
			// Two pods could not have the volume at once.
			strategy: {type: 'Recreate'},
			template: {
				metadata: {labels},
				spec: {
					...(isKept && {
						securityContext: {fsGroup: writersGroup},
						volumes: [{name: 'work', persistentVolumeClaim: {claimName: name}}],
					}),
					containers: [jupyter],
				},
			},
		};
		const deployment = manifest('apps/v1', 'Deployment', name, spec, labels);
		return [...(isKept ? [claimOf(name, volume)] : []), secret, deployment];
	},
	doubts: ({name, volume}) => [
		volume === undefined
			? {
					says: `Nothing of notebook ${name} is on a volume: whatever is saved there is gone with its pod.`,
					hint: `Keep ${workAt}: volume=5Gi`,
				}
			: {says: `Only what is saved in ${workAt} is kept; undo deletes the volume, with that, too.`},
	],
	thereafter({name}, {namespace}) {
		return [
			`Open it: sluice open-notebook ${name} -n ${namespace}, today or later, here or on another machine`,
			`Stop it: sluice stop-notebook ${name} -n ${namespace}, which keeps its volume and its token`,
		];
	},
};
