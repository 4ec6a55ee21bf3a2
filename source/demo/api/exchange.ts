import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Tree} from '../object.ts';
import {objectIn} from './body.ts';
import {isForPeople, laidOut} from './pretty.ts';
import {notAcceptable, StatusError} from './status.ts';

/** One request and its response. */
export type Exchange = {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly path: string;
	readonly query: URLSearchParams;
	/** Warnings to send along; the API puts them in a header of their own. */
	readonly warnings: string[];
};

/** A form the client accepts: JSON as it is, or converted to this kind. */
export type Form = {as?: string; group?: string; version?: string};

/** The forms of JSON in the Accept header, in the client's order. */
export function acceptedForms(accept: string | undefined): Form[] {
	return (accept || '*/*').split(',').flatMap(range => {
		const [type, ...parameters] = range.split(';').map(part => part.trim());
		if (!['application/json', 'application/*', '*/*'].includes(type!)) return [];
		const named = Object.fromEntries(parameters.map(parameter => parameter.split('=')));
		return [{as: named.as, group: named.g, version: named.v}];
	});
}

/** The first accepted form the server has; plain JSON must be accepted where no converted form fits. */
export function chooseForm(exchange: Exchange, isOffered: (form: Form) => boolean = () => false): Form {
	const forms = acceptedForms(exchange.request.headers.accept);
	const form = forms.find(form => form.as === undefined || isOffered(form));
	if (!form) throw notAcceptable(['application/json']);
	return form;
}

export const jsonType = 'application/json';

const longestBody = 3 * 1024 * 1024;

export async function readBytes({request}: Exchange): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request) {
		length += chunk.length;
		if (length > longestBody)
			throw new StatusError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

export async function readBody(exchange: Exchange): Promise<string> {
	return (await readBytes(exchange)).toString();
}

export function contentType({request}: Exchange): string {
	return (request.headers['content-type'] || jsonType).split(';')[0]!.trim();
}

/** The object in the body; `wanted` is the kind that is named where there is none. */
export async function readObject(exchange: Exchange, wanted?: string): Promise<Tree> {
	return objectIn(await readBytes(exchange), contentType(exchange), wanted);
}

export function send(exchange: Exchange, code: number, body: Tree | string, type = jsonType): void {
	const {response, warnings} = exchange;
	const plain = typeof body === 'string' ? body : JSON.stringify(body);
	const text = plain && isForPeople(exchange) ? laidOut(plain) : plain;
	if (warnings.length > 0)
		response.setHeader(
			'Warning',
			warnings.map(says => `299 - ${JSON.stringify(says)}`),
		);
	response.writeHead(code, {
		'Content-Type': type,
		'Cache-Control': 'no-cache, private',
		'Content-Length': Buffer.byteLength(text),
	});
	response.end(text);
}

export function sendText({response}: Exchange, code: number, text: string): void {
	response.writeHead(code, {
		'Content-Type': 'text/plain; charset=utf-8',
		'Cache-Control': 'no-cache, private',
		'X-Content-Type-Options': 'nosniff',
		'Content-Length': Buffer.byteLength(text),
	});
	response.end(text);
}

export function sendError(exchange: Exchange, error: unknown): void {
	const {response} = exchange;
	if (response.headersSent) return void response.destroy();
	const failure =
		error instanceof StatusError
			? error
			: new StatusError(500, 'InternalError', `Internal error occurred: ${(error as Error).message}`);
	send({...exchange, warnings: []}, failure.code, failure.status);
}
