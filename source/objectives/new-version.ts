/** The version that is put beside others: made of an image or of a training, or there already. */
import {deploymentResource, serviceResource} from '../model/builtin-resources.ts';
import {type KubernetesObject, numberIn, objectsIn} from '../model/object.ts';
import type {Concern, Refusal} from '../model/plan.ts';
import {challenger} from './challenger.ts';
import {wrongCount, wrongImage, wrongName, wrongPort} from './field-checks.ts';
import type {Field, Found, Manifest, Needs, Values} from './objective.ts';
import {waysNeeded} from './present-ways.ts';
import {splitDoubts} from './split-doubts.ts';
import {trainedDoubts, trainedNeed, trainedVersion} from './trained-version.ts';

export const besideField: Field = {
	name: 'beside',
	says: 'the Service of a version that is there, like that of the champion',
	isNeeded: true,
	wrong: wrongName,
};

export const versionFields: readonly Field[] = [
	{
		name: 'image',
		says: 'the image of the new version; none where its Service is there already',
		wrong: wrongImage,
	},
	{name: 'from', says: 'the Job that trained it, in place of an image', wrong: wrongName},
	{
		name: 'deployment',
		says: 'what runs the version that is there, where it is called otherwise',
		wrong: wrongName,
	},
	{name: 'replicas', says: 'how many pods of it; none is as many as are beside it', wrong: wrongCount(0)},
	{name: 'container', says: 'which container gets the image, where there are several', wrong: wrongName},
	{name: 'port', says: 'the port that what was trained answers on', wrong: wrongPort},
];

function versionNeeds({name = '', beside = '', deployment = beside, image, from}: Values): Needs {
	const service = {
		resource: serviceResource,
		name: beside,
		otherwise: 'Name the Service of a version that is there: sluice get models',
	};
	const copied = {
		resource: deploymentResource,
		name: deployment,
		otherwise: `Say what runs ${beside}: deployment=…`,
	};
	const present = {
		resource: serviceResource,
		name,
		otherwise: 'Say what it shall run: image=…, or from=JOB of a training.',
	};
	return {
		objects: {
			service,
			...(image !== undefined && {deployment: copied}),
			...(from !== undefined && {job: trainedNeed(from)}),
			...(image === undefined && from === undefined && {present}),
		},
		lists: waysNeeded,
	};
}

/** Its Deployment and Service; nothing where they are there. */
function versionMade(values: Values, found: Found): readonly Manifest[] | Refusal {
	const {image, from} = values;
	if (image !== undefined && from !== undefined)
		return {
			refused: 'usage',
			says: 'It cannot run an image and what was trained, both.',
			hint: 'Leave image or from out: what serves a training’s model is said with do deploy-trained.',
		};
	const {service, deployment, job} = found.objects;
	if (job !== undefined) {
		return trainedVersion({...values, port: portTrained(values, service!)}, job);
	}
	return image === undefined ? [] : challenger(values, {deployment: deployment!, service: service!});
}

/** What every objective has that puts a version beside others. */
export const joining = {
	kinds: ['deployments.apps', 'services'],
	isInTurn: true,
	needs: versionNeeds,
	makes: versionMade,
} as const;

export function versionDoubts(values: Values, found: Found): readonly Concern[] {
	if (found.objects.job !== undefined) return trainedDoubts(values);
	return found.objects.deployment === undefined
		? []
		: splitDoubts(values.name ?? '', values.beside ?? '', found);
}

function portsOf({spec}: KubernetesObject): readonly number[] {
	return objectsIn(spec?.ports).flatMap(({port}) => numberIn(port) ?? []);
}

/** What was trained answers on one port: the one that was said, else the first of the one beside it. */
function portTrained({port}: Values, service: KubernetesObject): string | undefined {
	const [first] = portsOf(service);
	return port ?? (first === undefined ? undefined : String(first));
}

/** The ports it answers on, where they need not be those of the one beside it. */
export function portsLed(
	values: Values,
	{objects: {present, job, service}}: Found,
): {readonly ports?: readonly number[]} {
	if (present !== undefined) return {ports: portsOf(present)};
	const port = job === undefined ? undefined : portTrained(values, service!);
	return port === undefined ? {} : {ports: [Number(port)]};
}
