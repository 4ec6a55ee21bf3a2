import {type Json, type JsonObject, pointerTo} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Guard} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import {type ObjectHead, readHead} from './object-head.ts';

/** What is kept of an Ingress: where it sends what, and what makes it a canary. */
export type IngressPart = ObjectHead & {
	readonly created: string;
	/** Ingresses of one class are served by the same controller. */
	readonly className: string;
	readonly paths: readonly PathPart[];
	/** Clients that were served once stay with the version that served them. */
	readonly isSticky: boolean;
	/** Undefined where it is an ordinary Ingress. */
	readonly canary: Canary | undefined;
};

export type PathPart = {
	readonly host: string;
	readonly path: string;
	/** `default` for what no path takes. */
	readonly type: string;
	readonly service: string;
	readonly port: string;
	readonly identity: Guard;
};

export type Canary = {
	readonly weight: string | undefined;
	readonly total: string | undefined;
	readonly header: string | undefined;
	readonly headerValue: string | undefined;
	readonly headerPattern: string | undefined;
	readonly cookie: string | undefined;
	/** What must stand as read for the weight to mean what it does. */
	readonly guards: readonly Guard[];
};

const prefix = 'nginx.ingress.kubernetes.io';
const classAnnotation = 'kubernetes.io/ingress.class';

export const weightAt = annotationAt('canary-weight');
const canaryAt = annotationAt('canary');
const totalAt = annotationAt('canary-weight-total');

function annotationAt(name: string): string {
	return pointerTo('metadata', 'annotations', `${prefix}/${name}`);
}

export function readIngress(object: KubernetesObject, ref: Ref): IngressPart {
	const {metadata, spec = {}} = object;
	const annotations = metadata.annotations ?? {};
	return {
		...readHead(object, ref),
		created: metadata.creationTimestamp ?? '',
		className: textIn(spec.ingressClassName) ?? annotations[classAnnotation] ?? '',
		paths: [...readDefault(spec.defaultBackend), ...objectsIn(spec.rules).flatMap(readRule)],
		isSticky: annotations[`${prefix}/affinity`] === 'cookie',
		canary: readCanary(annotations, spec),
	};
}

function readDefault(backend: Json | undefined): PathPart[] {
	const at = pointerTo('spec', 'defaultBackend');
	return readBackend(backend, at).map(place => ({host: '', path: '/', type: 'default', ...place}));
}

function readRule({host, http}: JsonObject, rule: number): PathPart[] {
	return objectsIn(objectIn(http).paths).flatMap(({path, pathType, backend}, index) => {
		const at = pointerTo('spec', 'rules', rule, 'http', 'paths', index, 'backend');
		return readBackend(backend, at).map(place => ({
			host: textIn(host) ?? '',
			path: textIn(path) || '/',
			type: textIn(pathType) ?? '',
			...place,
		}));
	});
}

/** Backends that are no Service take no part in splits. */
function readBackend(
	backend: Json | undefined,
	at: string,
): Array<Pick<PathPart, 'service' | 'port' | 'identity'>> {
	const {name, port} = objectIn(objectIn(backend).service);
	const service = textIn(name);
	if (service === undefined) return [];
	const {name: portName, number} = objectIn(port);
	return [
		{
			service,
			port: textIn(portName) ?? String(numberIn(number) ?? ''),
			identity: {at: `${at}/service/name`, is: service},
		},
	];
}

/** The words that Go reads as true. */
const isTrue = /^(?:1|t|T|TRUE|true|True)$/;

function readCanary(
	annotations: {readonly [annotation: string]: string},
	{rules, defaultBackend}: JsonObject,
): Canary | undefined {
	const enabled = annotations[`${prefix}/canary`];
	if (enabled === undefined || !isTrue.test(enabled)) return undefined;
	const read = (name: string) => annotations[`${prefix}/canary-${name}`];
	return {
		weight: read('weight'),
		total: read('weight-total'),
		header: read('by-header'),
		headerValue: read('by-header-value'),
		headerPattern: read('by-header-pattern'),
		cookie: read('by-cookie'),
		guards: [
			{at: canaryAt, is: enabled},
			{at: weightAt, is: read('weight')},
			{at: totalAt, is: read('weight-total')},
			{at: pointerTo('spec', 'rules'), is: rules},
			{at: pointerTo('spec', 'defaultBackend'), is: defaultBackend},
		],
	};
}
