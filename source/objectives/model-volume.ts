/** Where a training leaves its model, and whoever serves it finds it: by one variable, on a volume. */
import type {JsonObject} from '../model/json.ts';
import {objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Manifest} from './objective.ts';
import {manifest} from './workload.ts';

/** The directory, as commands read it. */
export const directoryVariable = 'MODEL_DIR';
export const volumeName = 'model';
export const mountPath = '/model';
/** Images that do not run as root run as this group, or are put into it: a fresh volume is writable by nobody else. */
export const writersGroup = 100;

export function modelClaim(name: string, storage: string): Manifest {
	return manifest('v1', 'PersistentVolumeClaim', name, {
		accessModes: ['ReadWriteOnce'],
		resources: {requests: {storage}},
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
