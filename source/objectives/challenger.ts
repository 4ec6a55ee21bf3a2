import type {JsonObject} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Refusal} from '../model/plan.ts';
import type {Manifest, Values} from './objective.ts';
import {labelsOf, manifest, selectorOf} from './workload.ts';

export type Beside = {readonly deployment: KubernetesObject; readonly service: KubernetesObject};

/** Another version of what is there: a copy of its Deployment with one other image, and a Service of its own. */
export function challenger(values: Values, {deployment, service}: Beside): readonly Manifest[] | Refusal {
	const {name = '', image, replicas} = values;
	const template = objectIn(deployment.spec?.template);
	const spec = objectIn(template.spec);
	const containers = objectsIn(spec.containers);
	const chosen = containers.length === 1 ? textIn(containers[0]?.name) : values.container;
	if (!containers.some(container => container.name === chosen))
		return {
			refused: 'usage',
			says: `Deployment ${deployment.metadata.name} has the containers ${containers.map(container => textIn(container.name)).join(', ')}.`,
			hint: 'Say which of them gets the image: container=…',
		};
	const {annotations} = objectIn(template.metadata);
	const selector = selectorOf(name);
	return [
		manifest('apps/v1', 'Deployment', name, {
			replicas: replicas === undefined ? (numberIn(deployment.spec?.replicas) ?? 1) : Number(replicas),
			selector: {matchLabels: selector},
			template: {
				metadata: {
					labels: podLabels(name, {deployment, service}),
					...(annotations !== undefined && {annotations}),
				},
				spec: {
					...spec,
					containers: containers.map(container =>
						container.name === chosen ? {...container, image} : container,
					),
				},
			},
		}),
		manifest('v1', 'Service', name, {selector, ports: portsOf(service)}),
	];
}

/** By none of what selects the present pods may the new ones be found: they would get its requests past any split. */
export function podLabels(name: string, {deployment, service}: Beside): JsonObject {
	const {matchLabels, matchExpressions} = objectIn(deployment.spec?.selector);
	const selecting = new Set([
		...Object.keys(objectIn(matchLabels)),
		...objectsIn(matchExpressions).map(({key}) => textIn(key)),
		...Object.keys(objectIn(service.spec?.selector)),
	]);
	const {labels} = objectIn(objectIn(deployment.spec?.template).metadata);
	const kept = Object.entries(objectIn(labels)).filter(([label]) => !selecting.has(label));
	return {...Object.fromEntries(kept), ...labelsOf(name)};
}

/** Without those that the server gave it on every node. */
function portsOf({spec}: KubernetesObject): JsonObject[] {
	return objectsIn(spec?.ports).map(({nodePort: _given, ...port}) => port);
}
