import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';

export type Container = {readonly name: string; readonly image: string; readonly pointer: string};

/** The containers of a workload's pod template, with where each image is stored. Init containers are left out. */
export function containersOf(workload: KubernetesObject): Container[] {
	const spec = objectIn(objectIn(workload.spec?.template).spec);
	return objectsIn(spec.containers).map((container, index) => ({
		name: textIn(container.name) ?? '',
		image: textIn(container.image) ?? '',
		pointer: `/spec/template/spec/containers/${index}`,
	}));
}
