import {jobResource} from '../model/builtin-resources.ts';
import type {JsonObject} from '../model/json.ts';
import {type KubernetesObject, objectIn, objectsIn} from '../model/object.ts';
import type {Concern, Refusal} from '../model/plan.ts';
import {isExample, servingScript} from './example-model.ts';
import {claimVolume, directoryVariable, type Trained, trainedBy, volumeName} from './model-volume.ts';
import type {Manifest, Need, Values} from './objective.ts';
import {container, environmentOf, manifest, readinessOf, selectorOf, versionLabelsOf} from './workload.ts';

/** Says which training a served model came of. */
export const trainedByAnnotation = 'sluice.dev/trained-by';

export function trainedNeed(job: string): Need {
	return {resource: jobResource, name: job, otherwise: `Train it first: do train ${job}`};
}

/** A Deployment that serves what a Job trained, from its volume and without writing to it, and a Service before it. */
export function trainedVersion(values: Values, job: KubernetesObject): readonly Manifest[] | Refusal {
	const trained = whatIsTrained(job);
	if ('refused' in trained) return trained;
	const served = servedBy(values, trained);
	if ('refused' in served) return served;
	const {name = '', port = '8080', replicas = '1', probe} = values;
	const selector = selectorOf(name);
	const {command} = served;
	const serving = container(
		name,
		{...values, image: served.image},
		{
			...(command !== undefined && {command: ['sh', '-c', command]}),
			env: [
				{name: directoryVariable, value: trained.path},
				{name: 'MODEL_NAME', value: name},
				{name: 'PORT', value: port},
				...servingScript(command),
				...environmentOf(values),
			],
			ports: [{name: 'http', containerPort: Number(port)}],
			...readinessOf(probe ?? (isExample(command) ? '/' : undefined)),
			volumeMounts: [{name: volumeName, mountPath: trained.path, readOnly: true}],
		},
	);
	const deployment = manifest('apps/v1', 'Deployment', name, {
		replicas: Number(replicas),
		selector: {matchLabels: selector},
		template: {
			metadata: {labels: versionLabelsOf(name, values.model)},
			spec: {volumes: [claimVolume(trained.claim, true)], containers: [serving]},
		},
	});
	const metadata = {...deployment.metadata, annotations: {[trainedByAnnotation]: job.metadata.name}};
	const ports = [{name: 'http', port: Number(port), targetPort: 'http'}];
	return [{...deployment, metadata}, manifest('v1', 'Service', name, {selector, ports})];
}

function whatIsTrained({metadata: {namespace, name}, spec, status}: KubernetesObject): Trained | Refusal {
	const subject = `Job ${namespace}/${name}`;
	const isDone = (how: string) =>
		objectsIn(status?.conditions).some(({type, status: is}) => type === how && is === 'True');
	if (isDone('Failed'))
		return {
			refused: 'guarded',
			says: `${subject} failed: it left no model that could be relied on.`,
			hint: `See why: sluice get jobs ${name} -n ${namespace}; then train again under another name.`,
		};
	if (!isDone('Complete'))
		return {
			refused: 'guarded',
			says: `${subject} has not completed yet.`,
			hint: 'Wait until it has: its model is not whole before.',
		};
	return (
		trainedBy(objectIn(spec?.template)) ?? {
			refused: 'guarded',
			says: `${subject} mounts no volume claim on which it could have left a model.`,
			hint: `Train with do train, or mount a claim and name its place in ${directoryVariable}.`,
		}
	);
}

type Served = {readonly image: string | undefined; readonly command: string | undefined};

/** What the example trained its server serves; of any other model only its owner knows how. */
function servedBy({image, command, beside}: Values, trained: Trained): Served | Refusal {
	if (image !== undefined || command !== undefined) return {image: image ?? trained.image, command};
	return isExample(trained.command)
		? {image: trained.image, command: trained.command}
		: {
				refused: 'usage',
				says: 'How this model is served nobody but you can know.',
				hint:
					beside === undefined
						? `Say what serves it from $${directoryVariable} on $PORT: image=… or command=…`
						: `Serve it first, by a command of yours: do deploy-trained NAME from=JOB command=…; then do challenge NAME beside=${beside}`,
			};
}

/** What several pods would share. */
export function trainedDoubts({replicas}: JsonObject): readonly Concern[] {
	return Number(replicas ?? 1) > 1
		? [
				{
					says: 'All its pods read one volume: where that can be attached to one node at a time, they start on that node only.',
				},
			]
		: [];
}
