/** Where a training leaves its model, and whoever serves it finds it: by one variable, on a volume. */
import type {JsonObject} from '../model/json.ts';
import {objectIn, objectsIn, textIn} from '../model/object.ts';
import {wrongQuantity} from './field-checks.ts';
import type {Field, Manifest, Values} from './objective.ts';
import {environmentOf, labelsOf, manifest, templateToEnd, writersGroup} from './workload.ts';

/** The directory, as commands read it. */
export const directoryVariable = 'MODEL_DIR';
export const volumeName = 'model';
export const mountPath = '/model';

export const volumeField = (says: string): Field => ({
	name: 'volume',
	says,
	usual: '1Gi',
	wrong: wrongQuantity,
});

/** What a Job that leaves a model has beside what its values say. */
type Leaving = {
	readonly backoffLimit: number;
	/** Variables before those that were said. */
	readonly env: readonly JsonObject[];
	/** Of its pod. */
	readonly spec?: JsonObject;
};

/** A Job that leaves a model on the claim of its name. */
export function jobLeavingModel(
	name: string,
	values: Values,
	{backoffLimit, env, spec: more}: Leaving,
): Manifest {
	const {containers, ...spec} = objectIn(templateToEnd(name, values).spec);
	const [container] = containers as [object];
	const variables = [...env, ...environmentOf(values)];
	return manifest('batch/v1', 'Job', name, {
		backoffLimit,
		template: {
			metadata: {labels: labelsOf(name)},
			spec: {
				...spec,
				...more,
				securityContext: {fsGroup: writersGroup},
				volumes: [claimVolume(name)],
				containers: [{...container, env: variables, volumeMounts: [{name: volumeName, mountPath}]}],
			},
		},
	});
}

export function claimVolume(claimName: string, isReadOnly = false): JsonObject {
	const claim = {claimName, ...(isReadOnly && {readOnly: true})};
	return {name: volumeName, persistentVolumeClaim: claim};
}

/** What a Job's template says of the model it trains. */
export type Trained = {
	readonly claim: string;
	readonly path: string;
	readonly image: string | undefined;
	/** As a shell runs it. */
	readonly command: string | undefined;
};

/** Undefined where its container mounts no claim. The one at MODEL_DIR counts, or else its only one. */
export function trainedBy(template: JsonObject): Trained | undefined {
	const spec = objectIn(template.spec);
	const [container = {}] = objectsIn(spec.containers);
	const variables = objectsIn(container.env);
	const directory = textIn(variables.find(({name}) => name === directoryVariable)?.value);
	const claims = objectsIn(spec.volumes).flatMap(({name, persistentVolumeClaim}) => {
		const claim = textIn(objectIn(persistentVolumeClaim).claimName);
		const mounts = objectsIn(container.volumeMounts).filter(mount => mount.name === name);
		return claim === undefined ? [] : mounts.map(mount => ({claim, path: textIn(mount.mountPath) ?? ''}));
	});
	const found = claims.find(({path}) => path === directory) ?? (claims.length === 1 ? claims[0] : undefined);
	const command = Array.isArray(container.command) ? container.command : [];
	return found && {...found, image: textIn(container.image), command: textIn(command.at(-1))};
}
