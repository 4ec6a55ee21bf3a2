import type {JsonObject} from '../model/json.ts';
import {modelLabel} from '../traffic/models.ts';
import {wrongEnvironment, wrongImage, wrongName, wrongQuantity} from './field-checks.ts';
import type {Field, Manifest, Values} from './objective.ts';

export const nameField = (what: string): Field => ({
	name: 'name',
	says: `what the ${what} is called`,
	isNeeded: true,
	wrong: wrongName,
});

export const imageField: Field = {
	name: 'image',
	says: 'the image its container runs',
	isNeeded: true,
	wrong: wrongImage,
};

/** Of what has an image of its own, unless somebody says another. */
export function usualImageField(usual: string, says = imageField.says): Field {
	const {isNeeded: _needed, ...field} = imageField;
	return {...field, says, usual};
}

export const commandField: Field = {
	name: 'command',
	says: 'what it runs, as a shell would; none is the image’s own',
};

export const environmentField: Field = {
	name: 'env',
	says: 'variables for it, like "SEED=2 EPOCHS=20"',
	wrong: wrongEnvironment,
};

/** The variables that were said, as a container takes them. */
export function environmentOf({env = ''}: Values): readonly JsonObject[] {
	return env.split(/\s+/).flatMap(each => {
		const [name = '', ...value] = each.split('=');
		return name === '' ? [] : [{name, value: value.join('=')}];
	});
}

/** A path that is asked whether it is ready, at its port `http`. */
export function readinessOf(path: string | undefined): JsonObject {
	return path === undefined ? {} : {readinessProbe: {httpGet: {path, port: 'http'}}};
}

/** What a container is promised, and may not exceed of memory. */
export const resourceFields: readonly Field[] = [
	{name: 'cpu', says: 'CPU it is promised, like 500m or 2', wrong: wrongQuantity},
	{name: 'memory', says: 'memory it is promised and may use, like 512Mi', wrong: wrongQuantity},
];

/** By these labels the objects of one thing find each other, and sluice finds them again. */
export function labelsOf(name: string): JsonObject {
	return {...selectorOf(name), 'app.kubernetes.io/managed-by': 'sluice'};
}

/** The same, and which model its pods are a version of. */
export function versionLabelsOf(name: string, model = name): JsonObject {
	return {...labelsOf(name), [modelLabel]: model};
}

/** Which of these labels a workload or a Service selects its pods by. */
export function selectorOf(name: string): JsonObject {
	return {'app.kubernetes.io/name': name};
}

/** CPU is promised only: a limit would throttle it while the node idles. */
export function resourcesOf({cpu, memory}: Values): JsonObject | undefined {
	if (cpu === undefined && memory === undefined) return undefined;
	return {
		requests: {...(cpu !== undefined && {cpu}), ...(memory !== undefined && {memory})},
		...(memory !== undefined && {limits: {memory}}),
	};
}

export function container(name: string, values: Values, more: JsonObject = {}): JsonObject {
	const resources = resourcesOf(values);
	return {name, image: values.image, ...more, ...(resources && {resources})};
}

/** Of a pod that runs a command to its end, and is not started again by its node. */
export function templateToEnd(name: string, values: Values): JsonObject {
	const {command} = values;
	const running = command === undefined ? {} : {command: ['sh', '-c', command]};
	return {
		metadata: {labels: labelsOf(name)},
		spec: {restartPolicy: 'Never', containers: [container(name, values, running)]},
	};
}

export function manifest(
	apiVersion: string,
	kind: string,
	name: string,
	spec: JsonObject,
	labels: JsonObject = labelsOf(name),
): Manifest {
	return {apiVersion, kind, metadata: {name, labels}, spec};
}

/** Images that do not run as root run as this group, or are put into it: a fresh volume is writable by nobody else. */
export const writersGroup = 100;

/** A volume of its own, for one pod at a time. */
export function claimOf(name: string, storage: string): Manifest {
	return manifest('v1', 'PersistentVolumeClaim', name, {
		accessModes: ['ReadWriteOnce'],
		resources: {requests: {storage}},
	});
}
