import type {Cause, Kind} from '../kinds/kind.ts';
import type {Tree} from '../object.ts';

/** An answer other than success, with the Status object that says so; thrown to leave a request at once. */
export class StatusError extends Error {
	readonly code: number;
	readonly status: Tree;

	constructor(code: number, reason: string, message: string, details?: Tree, metadata: Tree = {}) {
		super(message);
		this.code = code;
		this.status = {
			kind: 'Status',
			apiVersion: 'v1',
			metadata,
			status: 'Failure',
			message,
			reason: reason || undefined,
			details,
			code,
		};
	}
}

/** Does what the API may refuse, in which case it does not happen; any other error is a fault, and thrown on. */
export function ifAllowed(act: () => void): void {
	try {
		act();
	} catch (error) {
		if (!(error instanceof StatusError)) throw error;
	}
}

export type KindName = Pick<Kind, 'group' | 'plural' | 'kind'>;

function qualified({group, plural}: KindName): string {
	return group ? `${plural}.${group}` : plural;
}

function detailsOf(kind: KindName, name: string): Tree {
	return {name: name || undefined, group: kind.group || undefined, kind: kind.plural};
}

export function badRequest(message: string): StatusError {
	return new StatusError(400, 'BadRequest', message);
}

export function unauthorized(): StatusError {
	return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

export function notFound(kind: KindName, name: string): StatusError {
	const message = `${qualified(kind)} ${JSON.stringify(name)} not found`;
	return new StatusError(404, 'NotFound', message, detailsOf(kind, name));
}

export function alreadyExists(kind: KindName, name: string): StatusError {
	const message = `${qualified(kind)} ${JSON.stringify(name)} already exists`;
	return new StatusError(409, 'AlreadyExists', message, detailsOf(kind, name));
}

export function conflict(kind: KindName, name: string, why = modified): StatusError {
	const message = `Operation cannot be fulfilled on ${qualified(kind)} ${JSON.stringify(name)}: ${why}`;
	return new StatusError(409, 'Conflict', message, detailsOf(kind, name));
}

const modified =
	'the object has been modified; please apply your changes to the latest version and try again';

export function forbidden(kind: KindName, name: string, why: string, causes?: Cause[]): StatusError {
	const message = `${qualified(kind)} ${JSON.stringify(name)} is forbidden: ${why}`;
	return new StatusError(403, 'Forbidden', message, {...detailsOf(kind, name), causes});
}

/** An object that breaks its kind's rules, with each reason. */
export function invalid(kind: KindName, name: string, causes: readonly Cause[]): StatusError {
	const says = [...new Set(causes.map(({field, message}) => `${field}: ${message}`))];
	const what = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
	const list = says.length === 1 ? says[0] : `[${says.join(', ')}]`;
	return new StatusError(422, 'Invalid', `${what} ${JSON.stringify(name)} is invalid: ${list}`, {
		name: name || undefined,
		group: kind.group || undefined,
		kind: kind.kind || undefined,
		causes,
	});
}

/** A path that names something nobody serves. */
export function noSuchResource(): StatusError {
	return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** An option of a list, create, patch … request that cannot be. */
export function wrongOption(options: string, causes: readonly Cause[]): StatusError {
	return invalid({group: 'meta.k8s.io', kind: options, plural: ''}, '', causes);
}

/** What a JSON patch that does not apply is answered with: it names neither object nor operation. */
export function patchRefused(): StatusError {
	return new StatusError(
		422,
		'Invalid',
		'the server rejected our request due to an error in our request',
		{},
	);
}

export function methodNotAllowed(): StatusError {
	const message = 'the server does not allow this method on the requested resource';
	return new StatusError(405, 'MethodNotAllowed', message, {});
}

export function notAcceptable(offered: readonly string[]): StatusError {
	const message = `406: Not Acceptable\n\nAvailable representations: ${offered.join(', ')}`;
	return new StatusError(406, 'NotAcceptable', message, {});
}

export function unsupportedMediaType(offered: readonly string[]): StatusError {
	const message = `the body of the request was in an unknown format - accepted media types include: ${offered.join(', ')}`;
	return new StatusError(415, 'UnsupportedMediaType', message);
}

export function expired(message: string, metadata: Tree = {}): StatusError {
	return new StatusError(410, 'Expired', message, undefined, metadata);
}

/** A version the server has not reached; the real one says so after waiting for it. */
export function tooLargeVersion(asked: number, current: number): StatusError {
	const message = `Too large resource version: ${asked}, current: ${current}`;
	return new StatusError(504, 'Timeout', `Timeout: ${message}`, {
		causes: [{reason: 'ResourceVersionTooLarge', message: 'Too large resource version'}],
		retryAfterSeconds: 1,
	});
}

export function serviceUnavailable(message: string): StatusError {
	return new StatusError(503, 'ServiceUnavailable', message);
}

export function tooManyRequests(
	message: string,
	causes: Partial<Cause>[],
	retryAfterSeconds?: number,
): StatusError {
	return new StatusError(429, 'TooManyRequests', message, {causes, retryAfterSeconds});
}
