import {serviceResource} from '../model/builtin-resources.ts';
import {isSelected} from '../model/labels.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Concern} from '../model/plan.ts';
import {isOfKind} from '../traffic/splits.ts';
import {podLabels} from './challenger.ts';
import type {Found} from './objective.ts';

/** What would reach a version past the split, and what two versions would share. */
export function splitDoubts(
	name: string,
	service: string,
	found: Found,
	dialect?: string,
): readonly Concern[] {
	const beside = {deployment: found.objects.deployment!, service: found.objects.service!};
	const labels = podLabels(name, beside);
	const past = found.lists.flatMap(({resource, objects}) =>
		objects.flatMap((other): Concern[] => {
			if (isOfKind(resource, serviceResource) && isSelected(labels, objectIn(other.spec?.selector)))
				return [
					{
						says: `Service ${other.metadata.name} selects the new pods, too: what it sends goes past the split.`,
					},
				];
			const isDivided = dialect === 'ingress-nginx' && other.spec?.ingressClassName === 'nginx';
			if (!isDivided && resource.plural === 'ingresses' && backendsOf(other).includes(service))
				return [
					{
						says: `Ingress ${other.metadata.name} sends to Service ${service} past the split.`,
					},
				];
			return [];
		}),
	);
	return [...past, ...sharedVolumes(beside.deployment)];
}

function backendsOf({spec}: KubernetesObject): string[] {
	const paths = objectsIn(spec?.rules).flatMap(({http}) => objectsIn(objectIn(http).paths));
	const backends = [spec?.defaultBackend, ...paths.map(({backend}) => backend)];
	return backends.flatMap(backend => textIn(objectIn(objectIn(backend).service).name) ?? []);
}

function sharedVolumes({metadata, spec}: KubernetesObject): Concern[] {
	const volumes = objectsIn(objectIn(objectIn(spec?.template).spec).volumes);
	const claims = volumes.flatMap(
		({persistentVolumeClaim}) => textIn(objectIn(persistentVolumeClaim).claimName) ?? [],
	);
	return claims.length === 0
		? []
		: [{says: `Both versions would use the volume ${claims.join(' and ')} of Deployment ${metadata.name}.`}];
}
