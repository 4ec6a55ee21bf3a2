/** From a body as sent to an object as stored: type, members and value types, and what is said when they do not fit. */
import {badRequest, invalid, type StatusError} from '../api/status.ts';
import {fitValue, type Misfit} from '../kinds/fields.ts';
import {kinds} from '../kinds/index.ts';
import {type Kind, unchecked} from '../kinds/kind.ts';
import type {Tree} from '../object.ts';
import {apiVersion} from '../store.ts';

/** A member as a body names it, for the first time in its object or again. */
export type NamedMember = {readonly path: string; readonly isAgain: boolean};

export type FitOptions = {
	fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
	/** Receives what a client should be warned of. */
	warn?: (says: string) => void;
	/** All members in the order in which the body names them, where it names one twice. */
	members?: readonly NamedMember[];
	/** A patch says differently from other writes that a body does not fit. */
	isPatch?: boolean;
};

type Type = Pick<Kind, 'group' | 'version' | 'kind' | 'shape' | 'isCustom' | 'plural'>;

/** The body as the kind's fields take it, on a copy, without what only names its type. */
export function fitBody(kind: Type, body: Tree, options: FitOptions): Tree {
	refuseOtherType(kind, body, options);
	const misfit: Misfit = {unknown: []};
	const object = fitValue(kind.shape, body, '', kind.isCustom ?? false, misfit) as Tree;
	if (misfit.wrong) throw wrongType(kind, body, misfit.wrong, options);
	const complaints = complaintsAbout(misfit.unknown, options.members);
	if (options.fieldValidation === 'Strict' && complaints.length > 0) {
		throw cannotBeHandled(kind, body, `strict decoding error: ${complaints.join(', ')}`, options);
	}
	if (options.fieldValidation !== 'Ignore') for (const says of complaints) options.warn?.(says);
	delete object.kind;
	delete object.apiVersion;
	return object;
}

/** Members that are unknown and those that are repeated, in the order of the body. */
function complaintsAbout(unknown: readonly string[], members?: readonly NamedMember[]): string[] {
	const named = members ?? unknown.map(path => ({path, isAgain: false}));
	const complaints = named.flatMap(({path, isAgain}) => {
		if (isAgain) return [`duplicate field ${JSON.stringify(path)}`];
		return unknown.includes(path) ? [`unknown field ${JSON.stringify(path)}`] : [];
	});
	return [...new Set(complaints)];
}

function refuseOtherType(kind: Type, body: Tree, options: FitOptions): void {
	const expected = apiVersion(kind);
	const sent = {version: String(body.apiVersion ?? expected), kind: String(body.kind ?? kind.kind)};
	if (sent.version === expected && sent.kind === kind.kind) return;
	const isKnown = kinds.some(known => apiVersion(known) === sent.version && known.kind === sent.kind);
	const unregistered = `no kind ${JSON.stringify(sent.kind)} is registered for version ${JSON.stringify(sent.version)} in scheme "pkg/runtime/scheme.go:111"`;
	const version = sent.version.split('/').at(-1)!;
	const home = kind.group.split('.')[0] || 'core';
	const unconvertible = `converting (${version}.${sent.kind}) to (${home}.${kind.kind}): unknown conversion`;
	throw cannotBeHandled(
		{...kind, version, sent: sent.kind},
		body,
		isKnown ? unconvertible : unregistered,
		options,
	);
}

function cannotBeHandled(
	kind: Type & {sent?: string},
	body: Tree,
	why: string,
	{isPatch}: FitOptions,
): StatusError {
	if (isPatch) {
		const message = `Invalid value: ${JSON.stringify(JSON.stringify(body))}: ${why}`;
		return invalid(nobody, '', [{reason: 'FieldValueInvalid', message, field: 'patch'}]);
	}
	const version = JSON.stringify(kind.version);
	return badRequest(
		`${kind.sent ?? kind.kind} in version ${version} cannot be handled as a ${kind.kind}: ${why}`,
	);
}

/** Where the real server does not name the object. */
const nobody = {group: '', kind: '', plural: ''};

function wrongType(
	kind: Type,
	body: Tree,
	{at, found, wanted, says}: NonNullable<Misfit['wrong']>,
	options: FitOptions,
) {
	if (kind.isCustom)
		return invalid(kind, body.metadata?.name ?? '', [schemaCause(at, found, wanted), unchecked]);
	if (says) return cannotBeHandled(kind, body, says, options);
	const struct =
		at.split('.').length === 2
			? `${kind.kind}${at[0]!.toUpperCase()}${at.split('.')[0]!.slice(1)}`
			: kind.kind;
	const type = wanted === 'integer' ? 'int32' : wanted;
	const path = `${struct}.${at.replaceAll(/\[\d+\]/g, '')}`;
	return cannotBeHandled(
		kind,
		body,
		`json: cannot unmarshal ${found} into Go struct field ${path} of type ${type}`,
		options,
	);
}

/** Types as schemas call them, where Go has words of its own. */
const schemaTypes: Readonly<Record<string, string>> = {number: 'integer', float64: 'number', bool: 'boolean'};

function schemaCause(field: string, foundInGo: string, wanted: string) {
	// What is to be an integer is looked at by Go first.
	const found = wanted === 'integer' ? foundInGo : (schemaTypes[foundInGo] ?? foundInGo);
	const message = `Invalid value: "${found}": ${field} in body must be of type ${wanted}: "${found}"`;
	return {reason: 'FieldValueTypeInvalid', message, field};
}
