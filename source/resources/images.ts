import type {JsonObject} from '../model/json.ts';
import {objectIn, objectsIn, textIn} from '../model/object.ts';
import {intern, internList} from './intern.ts';
import type {ContainerImage} from './row.ts';

/** The containers of a pod template and the images they ask for, in order. */
export function templateImages(template: JsonObject): readonly ContainerImage[] {
	const containers = objectsIn(objectIn(template.spec).containers);
	const key = containers.map(({name, image}) => `${name}\0${image}\0`).join('');
	return internList(key, () =>
		containers.map(({name, image}) => ({
			name: intern(textIn(name) ?? ''),
			image: intern(textIn(image) ?? ''),
		})),
	);
}

export function sayContainers(containers: readonly ContainerImage[]): string {
	return containers.map(({name}) => name).join(',');
}

export function sayImages(containers: readonly ContainerImage[]): string {
	return containers.map(({image}) => image).join(',');
}
