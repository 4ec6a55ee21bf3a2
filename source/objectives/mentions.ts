import type {Json} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';

/**
 * Whether a route names a Service of the namespace, in whatever form and place:
 * what no dialect reads as a way leads there all the same. It may be another
 * thing of that name; whoever is to lose a Service would rather look.
 */
export function mentions({metadata, spec}: KubernetesObject, service: string, namespace: string): boolean {
	const texts = [...textsOf(spec ?? null), ...foreignAnnotations(metadata.annotations ?? {})];
	const hosts = [service, `${service}.${namespace}`, `${service}.${namespace}.svc`];
	const named = new Set([...hosts, `${service}.${namespace}.svc.cluster.local`]);
	return texts.some(text => named.has(text) || isInText(text, service));
}

/** Annotations that hold routes as JSON name it in quotes. */
function isInText(text: string, service: string): boolean {
	return text.startsWith('{') && text.includes(`"${service}"`);
}

function foreignAnnotations(annotations: {readonly [name: string]: string}): string[] {
	return Object.entries(annotations).flatMap(([name, text]) =>
		name.startsWith('sluice.dev/') ? [] : [text],
	);
}

function textsOf(value: Json): string[] {
	if (typeof value === 'string') return [value];
	if (value === null || typeof value !== 'object') return [];
	return Object.values(value).flatMap(each => textsOf(each as Json));
}
