import type {Kind} from '../kinds/kind.ts';
import type {KubernetesObject} from '../object.ts';
import {type FieldTerm, parseFieldSelector, parseLabelSelector} from '../selectors.ts';
import {badRequest} from './status.ts';

/** Which objects a list or watch is about; undefined means all. */
export type Matches = ((object: KubernetesObject) => boolean) | undefined;

/** The test that the `labelSelector` and `fieldSelector` parameters and a name in the path amount to. */
export function matching(kind: Kind, query: URLSearchParams): Matches {
	const tests = [labelTest(query.get('labelSelector')), fieldTest(kind, query.get('fieldSelector'))];
	const real = tests.filter(test => test !== undefined);
	return real.length > 0 ? object => real.every(test => test(object)) : undefined;
}

function labelTest(text: string | null): Matches {
	if (!text) return undefined;
	const selects = parseLabelSelector(text);
	if (!selects) throw badRequest(`unable to parse requirement: ${JSON.stringify(text)}`);
	return object => selects(object.metadata.labels);
}

function fieldTest(kind: Kind, text: string | null): Matches {
	if (!text) return undefined;
	const terms = parseFieldSelector(text);
	if (!terms) throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
	for (const {field} of terms) {
		if (!fieldReader(kind, field)) throw badRequest(unknownField(kind, field));
	}
	return object => terms.every(term => meets(kind, term, object));
}

function meets(kind: Kind, {field, isEqual, value}: FieldTerm, object: KubernetesObject): boolean {
	return ((fieldReader(kind, field)!(object) ?? '') === value) === isEqual;
}

function fieldReader(
	kind: Kind,
	field: string,
): ((object: KubernetesObject) => string | undefined) | undefined {
	if (field === 'metadata.name') return object => object.metadata.name;
	if (field === 'metadata.namespace') return object => object.metadata.namespace;
	return kind.selectableFields?.[field];
}

/** Kinds with fields of their own say it differently from those without. */
function unknownField(kind: Kind, field: string): string {
	if (kind.selectableFields) return `field label not supported: ${field}`;
	const known = kind.isNamespaced ? '"metadata.name", "metadata.namespace"' : '"metadata.name"';
	return `${JSON.stringify(field)} is not a known field selector: only ${known}`;
}
