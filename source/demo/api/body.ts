/** The object in a request's body, whatever it is written in. What a client seldom sends is loaded when it comes. */
import {isTree} from '../kinds/fields.ts';
import type {Tree} from '../object.ts';
import {depthComplaint} from './depth.ts';
import {badRequest, type StatusError, unsupportedMediaType} from './status.ts';

const readers: Readonly<Record<string, (bytes: Buffer, wanted?: string) => Tree | Promise<Tree>>> = {
	'application/json': (bytes, wanted) => readJson(bytes, wanted),
	'application/yaml': readYaml,
	'application/vnd.kubernetes.protobuf': readProtobuf,
};

/** The object that bytes of a media type stand for; `wanted` is the kind that is named when they stand for none. */
export async function objectIn(bytes: Buffer, type: string, wanted?: string): Promise<Tree> {
	const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
	if (!read) throw unsupportedMediaType(Object.keys(readers));
	return read(bytes, wanted);
}

function readJson(bytes: Buffer, wanted?: string): Tree {
	const text = bytes.toString();
	try {
		refuseTooDeep(text);
		return asObject(JSON.parse(text));
	} catch (error) {
		const why = `couldn't get version/kind; json parse error: ${asGoSays(error as Error, bytes)}`;
		throw unrecognized(wanted, why, bytes);
	}
}

function refuseTooDeep(text: string): void {
	const complaint = depthComplaint(text);
	if (complaint) throw new Error(complaint);
}

/** Nothing at all is an object in which nothing is set. */
function asObject(value: unknown): Tree {
	if (isTree(value)) return value;
	if (value === null || value === undefined) return {};
	const found = Array.isArray(value) ? 'array' : typeof value;
	throw new Error(
		`json: cannot unmarshal ${found} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
	);
}

function asGoSays({name, message}: Error, bytes: Buffer): string {
	if (name !== 'SyntaxError') return message;
	const text = bytes.toString();
	const at = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
	const found = /Unexpected token '(.)'/u.exec(message)?.[1] ?? text[at];
	if (/end of JSON/.test(message) || found === undefined) return 'unexpected end of JSON input';
	const isAfter = message.includes('after JSON');
	return `invalid character '${found}' ${isAfter ? 'after top-level value' : 'looking for beginning of value'}`;
}

async function readYaml(bytes: Buffer, wanted?: string): Promise<Tree> {
	const {loadYaml} = await import('./yaml.ts');
	try {
		return asObject(loadYaml(bytes.toString()));
	} catch (error) {
		const says = (error as Error).message;
		const isOther = says.startsWith('json:');
		throw unrecognized(
			wanted,
			`${isOther ? "couldn't get version/kind; json parse error: " : ''}${says}`,
			bytes,
		);
	}
}

async function readProtobuf(bytes: Buffer, wanted?: string): Promise<Tree> {
	const {decodeObject, openEnvelope} = await import('../messages/envelope.ts');
	const envelope = attempt(
		() => openEnvelope(bytes),
		why => unrecognized(wanted, why, why === 'empty data' ? Buffer.alloc(0) : bytes),
	);
	const version = JSON.stringify(envelope.apiVersion.split('/').at(-1));
	const unfit = `${envelope.kind} in version ${version} cannot be handled as a ${wanted ?? envelope.kind}`;
	return attempt(
		() => decodeObject(envelope),
		why => badRequest(`${unfit}: ${why}`),
	);
}

function attempt<T>(read: () => T, refusal: (why: string) => StatusError): T {
	try {
		return read();
	} catch (error) {
		throw refusal((error as Error).message);
	}
}

/** Shows the beginning of what came: JSON as it is, anything else as bytes. */
function unrecognized(wanted: string | undefined, why: string, bytes: Buffer): StatusError {
	if (!wanted) return badRequest(why);
	const encoding = bytes[0] === '{'.charCodeAt(0) ? 'utf8' : 'hex';
	const beginning = bytes.subarray(0, 30).toString(encoding) + (bytes.length > 30 ? ' ...' : '');
	const found = beginning || '<empty>';
	return badRequest(`the object provided is unrecognized (must be of type ${wanted}): ${why} (${found})`);
}
